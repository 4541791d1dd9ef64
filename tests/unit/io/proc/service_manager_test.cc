// ServiceManager, heard by a socket of the test's own.
#include "io/proc/service_manager.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstring>
#include <string>

namespace mxsweep::io {
namespace {

class ServiceManagerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    name_ = "mxsweep-notify-" + std::to_string(::getpid());
    listener_ = UniqueFd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path + 1, name_.data(), name_.size());
    ASSERT_EQ(::bind(listener_.get(),
                     static_cast<sockaddr*>(static_cast<void*>(&address)),
                     static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) +
                                            1 + name_.size())),
              0);
    set("NOTIFY_SOCKET", "@" + name_);
  }

  void TearDown() override {
    for (const char* name :
         {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) {
      ::unsetenv(name);
    }
  }

  static void set(const char* name, const std::string& value) {
    ::setenv(name, value.c_str(), 1);
  }

  // The next message; empty: there is none.
  [[nodiscard]] std::string heard() const {
    std::array<char, 512> text{};
    const ssize_t size = ::recv(listener_.get(), text.data(), text.size(), 0);
    return size <= 0 ? "" : std::string(text.data(), static_cast<size_t>(size));
  }

 private:
  std::string name_;
  UniqueFd listener_;
};

TEST_F(ServiceManagerTest, SaysWhatItIsTold) {
  ServiceManager manager;
  EXPECT_TRUE(manager.listens());
  manager.ready();
  EXPECT_EQ(heard(), "READY=1");
  manager.status("50 %\nREADY=1");
  EXPECT_EQ(heard(), "STATUS=50 % READY=1");
  manager.alive();
  EXPECT_EQ(heard(), "WATCHDOG=1");
  manager.stopping();
  EXPECT_EQ(heard(), "STOPPING=1");
  EXPECT_EQ(heard(), "");
}

TEST_F(ServiceManagerTest, NoChildMaySpeakForIt) {
  set("WATCHDOG_USEC", "1000000");
  const ServiceManager manager;
  EXPECT_EQ(::getenv("NOTIFY_SOCKET"), nullptr);
  EXPECT_EQ(::getenv("WATCHDOG_USEC"), nullptr);
  EXPECT_FALSE(ServiceManager().listens());
}

TEST_F(ServiceManagerTest, AWatchdogMayBeForSomebodyElse) {
  EXPECT_FALSE(ServiceManager().watchdog().has_value());
  for (const std::string& process :
       {std::string(), std::to_string(::getpid())}) {
    SetUp();
    set("WATCHDOG_USEC", "30000000");
    set("WATCHDOG_PID", process);
    EXPECT_EQ(ServiceManager().watchdog(), Duration::seconds(30));
  }
  SetUp();
  set("WATCHDOG_USEC", "30000000");
  set("WATCHDOG_PID", "1");
  EXPECT_FALSE(ServiceManager().watchdog().has_value());
}

TEST_F(ServiceManagerTest, NobodyThereIsNoTrouble) {
  for (const std::string& path :
       {std::string(), std::string("relative"), std::string("/nowhere/at/all"),
        "/" + std::string(200, 'x'), std::string("@nobody-listens-here")}) {
    set("NOTIFY_SOCKET", path);
    ServiceManager manager;
    manager.ready();
    manager.status("x");
  }
  EXPECT_EQ(heard(), "");
}

}  // namespace
}  // namespace mxsweep::io

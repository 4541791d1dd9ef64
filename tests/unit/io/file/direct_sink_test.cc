// Output into what is no file: a named pipe is waited for, and no longer than
// the run lasts.
#include "io/file/direct_sink.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <thread>

namespace mxsweep::io {
namespace {

class PipeTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "pipe_XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    path_ = folder_ + "/pipe";
    ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  }

  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string folder_;
  std::string path_;
  std::atomic<bool> stop_{false};
};

TEST_F(PipeTest, WithoutAReaderTheWaitEndsWithTheRun) {
  int begun = 0;
  std::thread user;
  const OutputWait wait = {
      .stop = &stop_, .wake_up = nullptr, .begins = [&](std::string_view path) {
        ++begun;
        EXPECT_EQ(path, path_);
        user = std::thread([this] { stop_ = true; });
      }};
  const auto opened = open_output(path_, nullptr, wait);
  user.join();
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::kOutput);
  EXPECT_NE(opened.error().what.find("nobody reads"), std::string::npos);
  EXPECT_EQ(begun, 1);
}

TEST_F(PipeTest, AReaderThatComesLaterGetsEverything) {
  std::string got;
  std::thread reader;
  const OutputWait wait = {
      .stop = &stop_,
      .wake_up = nullptr,
      .begins = [&](std::string_view /*path*/) {
        reader = std::thread([this, &got] {
          const UniqueFd fd(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
          char octets[4096];
          for (ssize_t read = ::read(fd.get(), octets, sizeof(octets));
               read > 0; read = ::read(fd.get(), octets, sizeof(octets))) {
            got.append(octets, static_cast<std::size_t>(read));
          }
        });
      }};
  {
    const auto opened = open_output(path_, nullptr, wait);
    ASSERT_TRUE(opened.ok());
    // More than a pipe holds: writing waits, and does not fail.
    const std::string much(1'000'000, 'x');
    EXPECT_TRUE(opened.value()->write(std::as_bytes(std::span(much))).ok());
  }
  reader.join();
  EXPECT_EQ(got.size(), 1'000'000U);
}

TEST_F(PipeTest, AReaderThatIsThereIsNotWaitedFor) {
  const UniqueFd reader(
      ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  const auto opened = open_output(
      path_, nullptr,
      {.stop = &stop_, .wake_up = nullptr, .begins = [](std::string_view) {
         ADD_FAILURE();
       }});
  EXPECT_TRUE(opened.ok());
}

}  // namespace
}  // namespace mxsweep::io

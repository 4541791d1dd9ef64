// ChildProcess and free ports, with real processes.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <sstream>
#include <string>

#include "io/base/unique_fd.h"
#include "io/proc/child_process.h"
#include "io/proc/free_port.h"

namespace mxsweep::io {
namespace {

std::unique_ptr<ChildProcess> shell(const std::string& script) {
  auto child = ChildProcess::spawn({.argv = {"/bin/sh", "-c", script}});
  EXPECT_TRUE(child.ok()) << (child.ok() ? "" : child.error().what);
  return child.ok() ? child.take() : nullptr;
}

// Ends when the child does; ctest's time limit catches one that never does.
void wait_end(ChildProcess& child) {
  while (child.is_running()) {
    std::this_thread::yield();
  }
}

// Until the child has said so, its signal handling is not in place.
void wait_output(ChildProcess& child, const std::string& text) {
  while (child.output_tail().find(text) == std::string::npos &&
         child.is_running()) {
    std::this_thread::yield();
  }
}

TEST(ChildProcess, ReportsOutputAndExitStatus) {
  auto child = shell("echo out; echo err >&2; exit 3");
  ASSERT_NE(child, nullptr);
  wait_end(*child);
  EXPECT_EQ(child->ending(), "exit status 3");
  EXPECT_EQ(child->output_tail(), "out\nerr\n");
}

TEST(ChildProcess, KeepsOnlyTheTail) {
  auto child =
      shell("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done");
  ASSERT_NE(child, nullptr);
  wait_end(*child);
  const std::string tail = child->output_tail();
  EXPECT_EQ(tail.size(), kOutputTailBytes);
  EXPECT_EQ(tail.substr(tail.size() - 11), "line 19999\n");
}

TEST(ChildProcess, FindsAllOfItsInputAndThenTheEnd) {
  // Longer than a pipe holds without being asked to.
  for (const std::size_t size : {std::size_t{1}, std::size_t{300'000}}) {
    auto spawned = ChildProcess::spawn(
        {.argv = {"/bin/sh", "-c", "wc -c"}, .input = std::string(size, 'x')});
    ASSERT_TRUE(spawned.ok()) << spawned.error().what;
    wait_end(*spawned.value());
    EXPECT_EQ(spawned.value()->output_tail(), std::to_string(size) + "\n");
  }
}

TEST(ChildProcess, TooMuchInputIsRefused) {
  const auto spawned = ChildProcess::spawn(
      {.argv = {"/bin/cat"}, .input = std::string(kInputBytesMax + 1, 'x')});
  ASSERT_FALSE(spawned.ok());
  EXPECT_NE(spawned.error().what.find("input"), std::string::npos);
}

TEST(ChildProcess, HasItsOwnProcessGroup) {
  auto child = shell("echo ready; sleep 1000");
  ASSERT_NE(child, nullptr);
  wait_output(*child, "ready");
  EXPECT_EQ(::getpgid(child->pid()), child->pid());
  EXPECT_NE(::getpgid(child->pid()), ::getpgid(0));
}

TEST(ChildProcess, MissingProgramIsAnError) {
  const auto child = ChildProcess::spawn({.argv = {"/no/such/program"}});
  ASSERT_FALSE(child.ok());
  EXPECT_EQ(child.error().code, ErrorCode::kResolver);
  EXPECT_EQ(child.error().what,
            "cannot start /no/such/program: it cannot be executed: No such "
            "file or directory");
}

TEST(ChildProcess, TerminateAsksFirst) {
  auto child = shell(
      "trap 'echo bye; exit 0' TERM; echo ready; "
      "while :; do sleep 0.01; done");
  ASSERT_NE(child, nullptr);
  wait_output(*child, "ready");
  ASSERT_TRUE(child->is_running());
  EXPECT_FALSE(child->ending().has_value());
  child->terminate(Duration::seconds(60));
  EXPECT_FALSE(child->is_running());
  EXPECT_EQ(child->ending(), "exit status 0");
  EXPECT_NE(child->output_tail().find("bye"), std::string::npos);
  child->terminate(Duration::seconds(60));  // harmless
}

TEST(ChildProcess, TerminateKillsAfterTheGrace) {
  auto child = shell("trap '' TERM; echo ready; while :; do sleep 0.01; done");
  ASSERT_NE(child, nullptr);
  wait_output(*child, "ready");
  child->terminate(Duration::milliseconds(50));
  EXPECT_EQ(child->ending(), "signal 9");
}

TEST(ChildProcess, EndsWithItsObject) {
  auto child = shell("echo ready; sleep 1000");
  ASSERT_NE(child, nullptr);
  wait_output(*child, "ready");
  const pid_t pid = child->pid();
  child.reset();
  EXPECT_EQ(::kill(pid, 0), -1);
  EXPECT_EQ(errno, ESRCH);
}

// A process between us and the child dies without cleaning up; the child must
// not survive it. We adopt the orphan to see its end.
TEST(ChildProcess, DiesWithItsParent) {
  ASSERT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
  int ends[2] = {-1, -1};
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t middle = ::fork();
  ASSERT_GE(middle, 0);
  if (middle == 0) {
    auto child = ChildProcess::spawn({.argv = {"/bin/sleep", "1000"}});
    const pid_t pid = child.ok() ? child.value()->pid() : -1;
    const ssize_t wrote = ::write(ends[1], &pid, sizeof(pid));
    ::_exit(wrote == sizeof(pid) ? 0 : 1);
  }
  pid_t orphan = -1;
  ASSERT_EQ(::read(ends[0], &orphan, sizeof(orphan)),
            static_cast<ssize_t>(sizeof(orphan)));
  ASSERT_EQ(::waitpid(middle, nullptr, 0), middle);
  ASSERT_GT(orphan, 0);
  int status = 0;
  EXPECT_EQ(::waitpid(orphan, &status, 0), orphan);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  ::prctl(PR_SET_CHILD_SUBREAPER, 0);
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST(FindProgram, LooksInPathAndSystemFolders) {
  EXPECT_TRUE(find_program("sh").has_value());
  EXPECT_FALSE(find_program("no-such-program-anywhere").has_value());
  EXPECT_EQ(find_program("/bin/sh"), "/bin/sh");
  EXPECT_FALSE(find_program("/bin/no-such-program").has_value());
}

TEST(FindProgram, FindsSystemProgramsWithoutThemInPath) {
  const char* path = ::getenv("PATH");
  const std::string saved = path == nullptr ? "" : path;
  ::setenv("PATH", "/nonexistent", 1);
  const auto found = find_program("ldconfig");
  ::setenv("PATH", saved.c_str(), 1);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->substr(found->size() - 14), "/sbin/ldconfig");
}

TEST(FreePort, IsFreeForDatagramsAndStreams) {
  for (int i = 0; i < 20; ++i) {
    const Result<std::uint16_t> port = find_free_port();
    ASSERT_TRUE(port.ok()) << port.error().what;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port.value());
    for (const int type : {SOCK_DGRAM, SOCK_STREAM}) {
      const UniqueFd fd(::socket(AF_INET, type, 0));
      sockaddr generic{};
      std::memcpy(&generic, &address, sizeof(generic));
      EXPECT_EQ(::bind(fd.get(), &generic, sizeof(generic)), 0);
    }
  }
}

}  // namespace
}  // namespace mxsweep::io

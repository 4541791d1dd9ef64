// Log: one line per message on standard error, and never on standard output.

#include "io/base/log.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace mxsweep::io {
namespace {

class Log : public testing::Test {
 protected:
  void TearDown() override { set_log_level(LogLevel::kInfo); }
};

TEST_F(Log, EachLevelHasItsLine) {
  set_log_level(LogLevel::kDebug);
  testing::internal::CaptureStderr();
  log_error("e");
  log_warning("w");
  log_info("i");
  log_debug("d");
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "mxsweep: error: e\nmxsweep: warning: w\nmxsweep: i\n"
            "mxsweep: debug: d\n");
}

TEST_F(Log, LevelDropsWhatIsBelow) {
  set_log_level(LogLevel::kWarning);
  testing::internal::CaptureStderr();
  log_info("i");
  log_debug("d");
  log_warning("w");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "mxsweep: warning: w\n");
}

TEST_F(Log, HostileTextStaysOnOneLine) {
  testing::internal::CaptureStderr();
  log_warning("a\nb\x1b[2Jc\x7f");
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "mxsweep: warning: a?b?[2Jc?\n");
}

TEST_F(Log, StatusLineStaysBelowMessages) {
  testing::internal::CaptureStderr();
  log_status("50 %");
  log_info("x");
  log_status("");
  log_status("");
  log_info("y");
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "\r\x1b[K50 %\r\x1b[Kmxsweep: x\n50 %\r\x1b[Kmxsweep: y\n");
}

TEST_F(Log, NothingGoesToStandardOutput) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  log_error("e");
  testing::internal::GetCapturedStderr();
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
}

TEST_F(Log, LinesOfSeveralThreadsAreNeverTorn) {
  constexpr int kThreads = 4;
  constexpr int kLines = 500;
  const std::string text(200, 'x');
  testing::internal::CaptureStderr();
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&text] {
      for (int line = 0; line < kLines; ++line) {
        log_info(text);
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  std::istringstream lines(testing::internal::GetCapturedStderr());
  std::string line;
  int count = 0;
  while (std::getline(lines, line)) {
    ASSERT_EQ(line, "mxsweep: " + text);
    ++count;
  }
  EXPECT_EQ(count, kThreads * kLines);
}

}  // namespace
}  // namespace mxsweep::io

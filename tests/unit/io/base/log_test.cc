// Log: one line per message on standard error, and never on standard output.

#include "io/base/log.h"

#include <gtest/gtest.h>

#include <array>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace mxsweep::io {
namespace {

// `"time":"2026-01-31T23:59:59Z",` is taken out of each line.
std::string without_times(std::string text) {
  constexpr std::string_view kForm = "\"time\":\"2026-01-31T23:59:59Z\",";
  for (std::size_t at = text.find("\"time\":"); at != std::string::npos;
       at = text.find("\"time\":", at)) {
    EXPECT_EQ(text.substr(at + kForm.size() - 3, 3), "Z\",");
    text.erase(at, kForm.size());
  }
  return text;
}

class Log : public testing::Test {
 protected:
  void TearDown() override { set_log_level(LogLevel::kInfo); }
};

TEST_F(Log, EachLevelHasItsLine) {
  testing::internal::CaptureStderr();
  log_error("e");
  log_warning("w");
  log_info("i");
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "mxsweep: error: e\nmxsweep: warning: w\nmxsweep: i\n");
}

TEST_F(Log, LevelDropsWhatIsBelow) {
  set_log_level(LogLevel::kWarning);
  testing::internal::CaptureStderr();
  log_info("i");
  log_warning("w");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "mxsweep: warning: w\n");
}

TEST_F(Log, HostileTextStaysOnOneLine) {
  testing::internal::CaptureStderr();
  log_warning("a\nb\x1b[2Jc\x7f");
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "mxsweep: warning: a?b?[2Jc?\n");
}

TEST_F(Log, NoTerminalObeysOrIsMisledByHostileText) {
  testing::internal::CaptureStderr();
  log_info(
      "c1 \xC2\x9B"
      "2J, alone \x9B, turned \xE2\x80\xAE, m\xC3\xBCnchen");
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "mxsweep: c1 ?2J, alone ?, turned ?, m\xC3\xBCnchen\n");
}

TEST_F(Log, JsonIsAnObjectALine) {
  set_log_format(LogFormat::kJson);
  testing::internal::CaptureStderr();
  log_error("a \"b\" \\ \n\x1b[2J \xC2\x9B \x9B");
  log_info("i",
           std::array{LogField{"names_done", 1234567}, LogField{"rate", 0.5}});
  log_status(std::array{TonedText{"50 %"}});
  log_text(std::array{TonedText{"two\n", Tone::kStrong}, TonedText{"lines"}});
  const std::string said = testing::internal::GetCapturedStderr();
  set_log_format(LogFormat::kText);
  EXPECT_EQ(without_times(said),
            "{\"level\":\"error\",\"message\":\"a \\\"b\\\" \\\\ "
            "\\u000a\\u001b[2J \\u009b \xEF\xBF\xBD\"}\n"
            "{\"level\":\"info\",\"message\":\"i\",\"names_done\":1234567,"
            "\"rate\":0.5}\n"
            "{\"level\":\"info\",\"message\":\"two\\u000alines\"}\n");
}

TEST_F(Log, StatusLineStaysBelowMessages) {
  testing::internal::CaptureStderr();
  log_status(std::array{TonedText{"50", Tone::kStrong}, TonedText{" %"}});
  log_info("x");
  log_status({});
  log_status({});
  log_info("y");
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "\r\x1b[K50 %\r\x1b[Kmxsweep: x\n50 %\r\x1b[Kmxsweep: y\n");
}

TEST_F(Log, StatusLineMakesRoomForWhatElseIsWritten) {
  testing::internal::CaptureStderr();
  log_status(std::array{TonedText{"1 %"}});
  { const StatusAside aside(true); }
  { const StatusAside aside(false); }
  log_status(std::array{TonedText{"2 %"}});
  log_info("x");
  { const StatusAside aside(false); }
  { const StatusAside aside(true); }
  log_status({});
  { const StatusAside aside(true); }
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "\r\x1b[K1 %"   // drawn
            "\r\x1b[K1 %"   // away, a whole line, again
            "\r\x1b[K"      // away, a part of a line
            "mxsweep: x\n"  // no status line to draw again
            "2 %"           // the line has ended
            "\r\x1b[K");    // taken away; then there is none
}

TEST_F(Log, ColorsOnDemandAndForUsOnly) {
  set_log_colors(true);
  testing::internal::CaptureStderr();
  log_warning("w\x1b[2J");
  log_status(std::array{TonedText{"ok\x1b", Tone::kGood}, TonedText{"."}});
  log_status({});
  set_log_colors(false);
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "mxsweep: \x1b[33mwarning: \x1b[0mw?[2J\n"
            "\r\x1b[K\x1b[32mok?\x1b[0m.\r\x1b[K");
}

TEST_F(Log, TextKeepsItsLines) {
  testing::internal::CaptureStderr();
  log_text(std::array{TonedText{"a\n  b\t\n", Tone::kStrong}});
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "a\n  b?\n");
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

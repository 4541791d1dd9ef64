// What is seen of a run where no terminal is: a line a minute, with the time.
#include "scanner/cli/run_events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace mxsweep {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

ProgressInput after(int seconds) {
  ProgressInput now;
  now.elapsed = io::Duration::seconds(seconds);
  now.totals.names_done = static_cast<std::uint64_t>(seconds);
  now.list = {.names = 1000, .all = true};
  return now;
}

std::string seen_of(RunEvents& events, int from, int to) {
  ::testing::internal::CaptureStderr();
  for (int s = from; s < to; ++s) {
    events.progress(after(s));
  }
  return ::testing::internal::GetCapturedStderr();
}

TEST(RunEventsTest, ALineAMinuteWithTheTime) {
  RunEvents events(Verbosity::kNormal);
  EXPECT_EQ(seen_of(events, 0, 60), "");
  EXPECT_THAT(seen_of(events, 60, 120),
              MatchesRegex("mxsweep: [0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:"
                           "[0-9]{2}:[0-9]{2}Z  6\\.0 %  60 of 1,000 names  "
                           "[^\n]*  ETA 15m40s  [^\n]*\n"));
  EXPECT_THAT(seen_of(events, 120, 180), HasSubstr("12.0 %"));
}

TEST(RunEventsTest, StoppingIsSaidAtOnceAndOnce) {
  RunEvents events(Verbosity::kNormal);
  ProgressInput now = after(1);
  now.totals.in_flight = 340;
  now.stops_in = io::Duration::seconds(4);
  ::testing::internal::CaptureStderr();
  events.progress(now);
  events.progress(now);
  EXPECT_EQ(::testing::internal::GetCapturedStderr(),
            "mxsweep: stopping: 340 questions in flight, up to 4 s; again to "
            "stop now\n");
}

TEST(RunEventsTest, QuietIsQuiet) {
  RunEvents events(Verbosity::kQuiet);
  ::testing::internal::CaptureStderr();
  events.note("x");
  ProgressInput now = after(100);
  now.stops_in = io::Duration::seconds(4);
  events.progress(now);
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace mxsweep

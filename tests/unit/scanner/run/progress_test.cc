// The progress line: what it says in which width, and in which words when it is
// not plain scanning.
#include "scanner/run/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace mxsweep {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// A million names at 10,000 a second.
ProgressInput at(double seconds) {
  ProgressInput now;
  now.elapsed = io::Duration{static_cast<std::int64_t>(seconds * 1e9)};
  now.totals.names_done =
      static_cast<std::uint64_t>(std::llround(seconds * 10'000));
  now.totals.names_taken = now.totals.names_done + 1000;
  now.totals.queries_mx = now.totals.names_done * 2;
  now.totals.mail_unknown = now.totals.names_done / 100;
  now.totals.in_flight = 1000;
  now.list.names = now.totals.names_done + 16'384;
  now.list.share = static_cast<double>(now.list.names) / 1'000'000;
  now.resolvers.all = 1;
  return now;
}

class ProgressTest : public ::testing::Test {
 protected:
  std::string line(std::size_t columns) const {
    std::string text;
    for (const io::TonedText& part : progress_.line(columns)) {
      text += part.text;
    }
    return text;
  }

  // A run that has gone on so far.
  void run_until(double seconds) {
    for (int step = 1; step < 5 * seconds; ++step) {
      progress_.look(at(0.2 * step));
    }
    progress_.look(at(seconds));
  }

  Progress progress_{io::Duration::seconds(2)};
};

TEST_F(ProgressTest, SaysMoreWhereThereIsMoreRoom) {
  run_until(20);
  EXPECT_EQ(line(40), "20.0 %  200,000 names  ETA 1m20s");
  EXPECT_EQ(line(80),
            "[##........]  20.0 %  200,000 names  10,000/s  unknown 2,000  "
            "ETA 1m20s");
  EXPECT_EQ(line(200),
            "[####................]  20.0 %  200,000 of about 1,000,000 names  "
            "10,000/s  unknown 2,000 (1.0 %)  ETA 1m20s  20,000 queries/s  "
            "in flight 1,000");
}

TEST_F(ProgressTest, TheBarStaysAtAnyUsualWidth) {
  for (int step = 1; step < 495; ++step) {
    ProgressInput now = at(0.2 * step);
    now.totals.held_by_limiter = static_cast<std::uint64_t>(step) * 400;
    progress_.look(now);
    for (std::size_t columns = 80; columns < 200 && step > 10; ++columns) {
      EXPECT_THAT(line(columns), StartsWith("[")) << columns;
      EXPECT_THAT(line(columns), HasSubstr("unknown")) << columns;
    }
  }
}

// Whatever it was before.
TEST_F(ProgressTest, RatesAreThoseOfTheLastTwoSeconds) {
  run_until(20);
  for (int step = 1; step <= 15; ++step) {
    ProgressInput now = at(20);
    now.elapsed = now.elapsed + io::Duration::milliseconds(200) * step;
    progress_.look(now);
  }
  EXPECT_THAT(line(200), HasSubstr("  0/s  "));
  EXPECT_THAT(line(200), HasSubstr("  0 queries/s  "));
}

TEST_F(ProgressTest, LeavesTheLastColumnFreeWhateverTheWidth) {
  run_until(100);
  ProgressInput now = at(99.9);
  now.elapsed = io::Duration::seconds(101);
  now.resolvers = {41, 3, 0, "[2001:db8:1234:5678:9abc:def0:1234:5678]:65535"};
  progress_.look(now);
  for (std::size_t columns = 0; columns <= 250; ++columns) {
    EXPECT_LT(line(columns).size() + 2, std::max<std::size_t>(columns, 4))
        << columns;
  }
}

TEST_F(ProgressTest, ItsFirstLineDividesByNothing) {
  ProgressInput now;
  progress_.look(now);
  EXPECT_EQ(line(80),
            "0 names  0/s  unknown 0 (0.0 %)  0 queries/s  "
            "in flight 0");
}

TEST_F(ProgressTest, NamesReadAheadAreNotDone) {
  ProgressInput now = at(0.0074);
  now.list = {.names = 16'458, .share = 16'458 / 20'000.0};
  progress_.look(now);
  EXPECT_THAT(line(80), HasSubstr("0.3 %  74 names"));
}

TEST_F(ProgressTest, WithoutAKnownSizeThereIsNoShareAndNoEnd) {
  for (int step = 1; step < 100; ++step) {
    ProgressInput now = at(0.2 * step);
    now.list.share.reset();
    progress_.look(now);
  }
  EXPECT_THAT(line(200), StartsWith("198,000 names  10,000/s"));
  EXPECT_THAT(line(200), Not(HasSubstr("ETA")));
}

TEST_F(ProgressTest, AllIsSaidOnlyOfAll) {
  run_until(99);
  ProgressInput now = at(100);
  now.totals.names_done = 999'999;
  now.list = {.names = 1'000'000, .all = true};
  progress_.look(now);
  EXPECT_THAT(line(80), HasSubstr("99.9 %"));
  now.totals.names_done = 1'000'000;
  progress_.look(now);
  EXPECT_THAT(line(80), StartsWith("[##########]  100.0 %"));
}

TEST_F(ProgressTest, SaysThatTheLastNamesWaitForTheirRetries) {
  run_until(99);
  ProgressInput now = at(100);
  now.list = {.names = 1'000'000, .all = true};
  now.totals.names_taken = 1'000'000;
  now.totals.names_done = 999'988;
  now.totals.waiting = 11;
  now.totals.in_flight = 1;
  progress_.look(now);
  EXPECT_THAT(line(80), HasSubstr("12 names left, waiting for retries"));
  EXPECT_THAT(line(80), Not(HasSubstr("ETA")));
  EXPECT_THAT(line(40), HasSubstr("99.9 %"));
  EXPECT_THAT(line(40), HasSubstr("12 left, waiting"));
  now.retries[1] = {.open = 12, .until = 6'000'000'000};
  progress_.look(now);
  EXPECT_THAT(line(80),
              HasSubstr("ETA 6s  12 names left, waiting for retries"));
  EXPECT_NEAR(progress_.figures().left->to_seconds(), 6, 0.1);
  now.totals.waiting = 10;  // one is somewhere else
  progress_.look(now);
  EXPECT_THAT(line(200), Not(HasSubstr("waiting")));
}

TEST_F(ProgressTest, NamesThatShouldBeDoneWaitForReplies) {
  run_until(99.8);
  ProgressInput now = at(99.9);
  now.list = {.names = 1'000'000, .all = true};
  now.totals.names_taken = 1'000'000;
  now.totals.names_done = 999'985;
  now.totals.in_flight = 15;
  progress_.look(now);
  EXPECT_THAT(line(80), HasSubstr("15 names left, waiting for replies"));
  EXPECT_THAT(line(80), Not(HasSubstr("ETA")));
}

TEST_F(ProgressTest, SaysThatTheResolverIsSilent) {
  run_until(20);
  ProgressInput now = at(20);
  now.elapsed = io::Duration::seconds(24);
  now.resolvers = {1, 1, 0, "192.0.2.53:53"};
  progress_.look(now);
  EXPECT_THAT(line(80), HasSubstr("resolver 192.0.2.53:53 is silent, "
                                  "1,000 names wait"));
  EXPECT_THAT(line(40), HasSubstr("resolver silent, 1,000 wait"));
  EXPECT_THAT(line(200), Not(HasSubstr("ETA")));
  now.resolvers = {3, 1, 2, "192.0.2.53:53"};
  progress_.look(now);
  EXPECT_THAT(line(80), HasSubstr("all 3 resolvers fail, 1,000 names wait"));
}

TEST_F(ProgressTest, SaysThatTheResolverSaysNothingButFailures) {
  run_until(20);
  ProgressInput now = at(20);
  now.resolvers = {1, 0, 0, "", 1, "192.0.2.53:53"};
  progress_.look(now);
  EXPECT_THAT(line(100), HasSubstr("resolver 192.0.2.53:53 answers nothing but "
                                   "failures"));
  EXPECT_THAT(line(40), HasSubstr("resolver fails"));
  EXPECT_THAT(line(200), Not(HasSubstr("ETA")));
  now.resolvers = {3, 0, 0, "", 1, "192.0.2.53:53"};
  progress_.look(now);
  EXPECT_THAT(line(200), HasSubstr("resolver 192.0.2.53:53 answers nothing but "
                                   "failures"));
  EXPECT_THAT(line(200), HasSubstr("ETA"));
  now.resolvers = {3, 0, 0, "", 2, "192.0.2.53:53"};
  progress_.look(now);
  EXPECT_THAT(line(200), HasSubstr("2 of 3 resolvers answer nothing but "
                                   "failures"));
}

TEST_F(ProgressTest, SomeThatAreSilentHoldNobodyUp) {
  run_until(20);
  ProgressInput now = at(20.2);
  now.resolvers = {41, 1, 0, "192.0.2.9:53"};
  progress_.look(now);
  EXPECT_THAT(line(200),
              EndsWith("resolver 192.0.2.9:53 is silent, set aside"));
  EXPECT_THAT(line(200), HasSubstr("ETA"));
  EXPECT_THAT(line(82), HasSubstr("192.0.2.9:53 is silent"));
  EXPECT_THAT(line(72), HasSubstr("192.0.2.9:53 is silent"));
  EXPECT_THAT(line(60), HasSubstr("1 set aside"));
  now.resolvers = {41, 2, 1, "192.0.2.9:53"};
  progress_.look(now);
  EXPECT_THAT(line(200), EndsWith("3 of 41 resolvers fail or are silent, set "
                                  "aside"));
  now.resolvers = {41, 0, 1, "192.0.2.9:53"};
  progress_.look(now);
  EXPECT_THAT(line(200), EndsWith("resolver 192.0.2.9:53 fails, set aside"));
  now.resolvers = {41, 0, 3, "192.0.2.9:53"};
  progress_.look(now);
  EXPECT_THAT(line(200), EndsWith("3 of 41 resolvers fail, set aside"));
}

TEST_F(ProgressTest, SaysWhatHoldsTheRunBackNow) {
  run_until(20);
  ProgressInput now = at(22);
  now.totals.held_by_limiter = 400;
  now.totals.held_by_resolvers = 20;
  progress_.look(now);
  EXPECT_THAT(line(200), EndsWith("limited by --rate"));
  EXPECT_THAT(line(80), HasSubstr("by --rate"));
  now = at(23);  // held back, but not at the rate: it did not get the CPU
  now.totals.held_by_limiter = 800;
  now.rate_pps = 60'000;
  progress_.look(now);
  EXPECT_THAT(line(200), Not(HasSubstr("--rate")));
  EXPECT_THAT(line(80), HasSubstr("ETA"));
  now = at(24);  // and not what did before
  now.totals.held_by_limiter = 800;
  now.totals.held_by_resolvers = 420;
  progress_.look(now);
  EXPECT_THAT(line(200), EndsWith("in flight 1,000"));
  now.elapsed = io::Duration::seconds(26);
  now.totals.held_by_output = 500;
  progress_.look(now);
  EXPECT_THAT(line(200), EndsWith("waiting for the output"));
}

TEST_F(ProgressTest, SaysThatTheListIsReadFirst) {
  ProgressInput now;
  now.elapsed = io::Duration::seconds(5);
  now.list = {.names = 1'000'000, .holds = true, .share = 0.1};
  progress_.look(now);
  EXPECT_THAT(line(80),
              HasSubstr("reading the list first: 1,000,000 names so far"));
  EXPECT_THAT(line(80), HasSubstr("0.0 %"));
}

TEST_F(ProgressTest, SaysHowLongStoppingTakes) {
  run_until(20);
  ProgressInput now = at(20.2);
  now.totals.in_flight = 340;
  now.stops_in = io::Duration::milliseconds(3900);
  progress_.look(now);
  EXPECT_THAT(line(80), HasSubstr("stopping: 340 questions in flight, up to "
                                  "4 s; again to stop now"));
  EXPECT_THAT(line(40), HasSubstr("stopping, up to 4 s"));
  EXPECT_EQ(stopping_text(1, io::Duration::seconds(1)),
            "stopping: 1 question in flight, up to 1 s; again to stop now");
  EXPECT_EQ(stopping_text(0, io::Duration::seconds(4)), "stopping");
}

TEST_F(ProgressTest, LogsGetAllOfItWithoutTheBar) {
  run_until(20);
  EXPECT_EQ(progress_.log_line(),
            "20.0 %  200,000 of about 1,000,000 names  10,000/s  unknown "
            "2,000 (1.0 %)  ETA 1m20s  20,000 queries/s  in flight 1,000");
}

}  // namespace
}  // namespace mxsweep

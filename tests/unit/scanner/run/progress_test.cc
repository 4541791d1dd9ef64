// The progress line: what it says at the edges, and that its rates are those
// of the last step.
#include "scanner/run/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace mxsweep {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

ProgressInput at(int seconds, std::uint64_t done, std::uint64_t taken) {
  ProgressInput input;
  input.elapsed = io::Duration::seconds(seconds);
  input.input_share = 1.0;
  input.totals.names_taken = taken;
  input.totals.names_done = done;
  return input;
}

TEST(ProgressEdgesTest, NothingDoneYetHasNoTimeLeftAndDividesByNothing) {
  Progress progress(true);
  ProgressInput input;
  input.input_share = 0.0;
  const std::string line = progress.line(input);
  EXPECT_THAT(line, StartsWith("[....................] 0.0 %  0 names  0/s"));
  EXPECT_THAT(line, Not(HasSubstr("ETA")));
}

TEST(ProgressEdgesTest, AllDoneIsAFullBarAndNoTimeLeft) {
  Progress progress(true);
  const std::string line = progress.line(at(10, 500, 500));
  EXPECT_THAT(line, StartsWith("[####################] 100.0 %"));
  EXPECT_THAT(line, HasSubstr("ETA 0s"));
}

TEST(ProgressEdgesTest, LogsGetTheShareWithoutTheBar) {
  Progress progress(false);
  EXPECT_THAT(progress.line(at(10, 250, 500)), StartsWith("50.0 %  250 names"));
}

TEST(ProgressEdgesTest, NamesStillInWorkAreNotCountedAsDone) {
  Progress progress(false);
  // All of the input was read, a quarter of it is done.
  const std::string line = progress.line(at(10, 100, 400));
  EXPECT_THAT(line, HasSubstr("25.0 %"));
  EXPECT_THAT(line, HasSubstr("ETA 30s"));
}

TEST(ProgressEdgesTest, ShareStaysBetweenNothingAndAll) {
  Progress progress(false);
  ProgressInput input = at(10, 100, 100);
  input.input_share = 1.7;  // a file that has grown since
  EXPECT_THAT(progress.line(input), HasSubstr("100.0 %"));
}

TEST(ProgressEdgesTest, RatesAreThoseOfTheLastStep) {
  Progress progress(false);
  ProgressInput input = at(10, 1000, 10000);
  input.totals.queries_mx = 2000;
  static_cast<void>(progress.line(input));
  input = at(12, 5000, 10000);
  input.totals.queries_mx = 3000;
  input.totals.queries_address = 400;
  input.totals.queries_retried = 600;
  input.totals.in_flight = 1234;
  const std::string line = progress.line(input);
  EXPECT_THAT(line, HasSubstr("5,000 names  2,000/s  1,000 queries/s"));
  EXPECT_THAT(line, HasSubstr("in flight 1,234"));
}

TEST(ProgressEdgesTest, NoTimePassedGivesNoRate) {
  Progress progress(false);
  static_cast<void>(progress.line(at(10, 1000, 10000)));
  EXPECT_THAT(progress.line(at(10, 2000, 10000)), HasSubstr("names  0/s"));
}

TEST(ProgressEdgesTest, UnknownNamesAreNotAnswered) {
  Progress progress(false);
  ProgressInput input = at(10, 1000, 1000);
  input.totals.mail_unknown = 300;
  EXPECT_THAT(progress.line(input), HasSubstr("answered 700  unknown 300"));
}

TEST(ProgressTest, SaysThatTheLastNamesWaitForTheirRetries) {
  Progress progress(false);
  ProgressInput now;
  now.elapsed = io::Duration::seconds(10);
  now.input_share = 1.0;
  now.totals.names_taken = 1000;
  now.totals.names_done = 988;
  now.totals.waiting = 11;
  now.totals.in_flight = 1;
  const std::string tail = progress.line(now);
  EXPECT_NE(tail.find("12 names left, waiting for retries"), tail.npos) << tail;
  EXPECT_EQ(tail.find("ETA"), tail.npos) << tail;
  now.totals.in_flight = 0;  // one is somewhere else
  EXPECT_EQ(progress.line(now).find("waiting"), std::string::npos);
  now.totals.in_flight = 1;
  now.input_share = 0.99;
  EXPECT_EQ(progress.line(now).find("waiting"), std::string::npos);
}

}  // namespace
}  // namespace mxsweep

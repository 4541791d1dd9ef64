// How long a run will take, in virtual time: runs whose end is known, looked at
// five times a second, must have been told right within a tenth from the fifth
// second on, and never went backwards.
#include "scanner/run/run_estimate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "io/base/prng.h"

namespace mxsweep {
namespace {

constexpr io::Duration kLook = io::Duration::milliseconds(200);

// Names in work, and read ahead of that.
constexpr double kReadAhead = 16'384;

struct Course {
  std::string what;
  double names;
  double rate;             // a second, once it is found
  double ramp_s = 0;       // until then it grows
  double first_reply = 0;  // seconds
  double jitter = 0;       // of the names of a step, by chance
  double octets_more = 0;  // longer lines at the end of the list, share
};

// Names finished after `s` seconds.
double done_at(const Course& course, double s) {
  const double from = std::max(s - course.first_reply, 0.0);
  const double ramp = std::min(from, course.ramp_s);
  const double grown =
      course.ramp_s == 0 ? 0 : course.rate * ramp * ramp / (2 * course.ramp_s);
  const double after = course.rate * std::max(from - course.ramp_s, 0.0);
  return std::floor(std::min(grown + after, course.names));
}

void follow(const Course& course) {
  SCOPED_TRACE(course.what);
  double end = 0;
  while (done_at(course, end) < course.names) {
    end += 0.01;
  }
  RunEstimate estimate;
  io::Prng prng(7);
  double shown = 0;
  int told = 0;
  for (io::Duration at = kLook; at.to_seconds() < end; at = at + kLook) {
    const double s = at.to_seconds();
    const double late = course.jitter * prng.unit();
    const double done = done_at(course, std::max(s - late, 0.0));
    ListProgress list;
    const double read = std::min(done + kReadAhead, course.names);
    list.names = static_cast<std::uint64_t>(read);
    list.all = read >= course.names;
    // Lines get longer towards the end of the list.
    const double part = read / course.names;
    list.share =
        part * (1 + course.octets_more * part) / (1 + course.octets_more);
    estimate.look(at, static_cast<std::uint64_t>(done), list);
    if (estimate.share().has_value()) {
      EXPECT_GE(*estimate.share(), shown);
      EXPECT_EQ(*estimate.share() == 1, done == course.names);
      shown = *estimate.share();
    }
    if (s < 5) {
      continue;
    }
    ASSERT_TRUE(estimate.left().has_value()) << s;
    const double left = end - s;
    EXPECT_NEAR(estimate.left()->to_seconds(), left, 0.1 * left + 0.5)
        << "after " << s << " of " << end << " s";
    EXPECT_NEAR(shown, done / course.names, 0.1 * done / course.names + 1e-4);
    ++told;
  }
  EXPECT_GT(told, 5);
}

TEST(RunEstimateTest, IsRightWithinATenthFromTheFifthSecondOn) {
  follow({.what = "74 at 5 a second", .names = 74, .rate = 5});
  follow({.what = "74 at 1.3", .names = 74, .rate = 1.3, .first_reply = 0.7});
  follow({.what = "20,000", .names = 20'000, .rate = 1000});
  follow({.what = "20,000, late",
          .names = 20'000,
          .rate = 700,
          .first_reply = 1.5,
          .jitter = 0.1});
  follow({.what = "1 M", .names = 1'000'000, .rate = 50'000});
  follow({.what = "1 M, ramp",
          .names = 1'000'000,
          .rate = 30'000,
          .ramp_s = 2,
          .jitter = 0.1});
  follow({.what = "1 M, slow", .names = 1'000'000, .rate = 2'000});
}

// Where octets of the list are no good measure, that is the reader's to mend.
TEST(RunEstimateTest, LinesThatGetLongerALittleAreNoHarm) {
  follow({.what = "longer",
          .names = 1'000'000,
          .rate = 20'000,
          .octets_more = 0.05});
}

// A run at a fixed rate of packets whose names take ever fewer of them.
struct FixedRate {
  std::string what;
  double names;
  double packets_a_second;
  std::function<double(double)> packets;  // that the first n names take
  double pause_from = 0;                  // seconds
  double pause_s = 0;
  double retries_a_second = 0;  // in the pause
  double slower = 0;  // at first, as a share; the pace is found in 4 s or so
};

struct Step {
  double done = 0;
  double packets = 0;
};

// A step each look, until all are done.
std::vector<Step> steps_of(const FixedRate& run) {
  std::vector<Step> steps = {{}};
  double budget = 0;
  double wasted = 0;
  double done = 0;
  while (done < run.names) {
    const double s = kLook.to_seconds() * static_cast<double>(steps.size());
    if (s > run.pause_from && s <= run.pause_from + run.pause_s) {
      wasted += kLook.to_seconds() * run.retries_a_second;
    } else {
      budget += kLook.to_seconds() * run.packets_a_second *
                (1 - run.slower * std::exp(-s / 4));
    }
    while (done < run.names && run.packets(done + 1) <= budget) {
      ++done;
    }
    steps.push_back({done, budget + wasted});
  }
  return steps;
}

// Told right within a tenth from the fifth second on, but in the pause.
void follow(const FixedRate& run) {
  SCOPED_TRACE(run.what);
  const std::vector<Step> steps = steps_of(run);
  const double end = kLook.to_seconds() * static_cast<double>(steps.size() - 1);
  RunEstimate estimate;
  for (std::size_t i = 1; i + 1 < steps.size(); ++i) {
    const io::Duration at = kLook * static_cast<std::int64_t>(i);
    const double s = at.to_seconds();
    estimate.look(at, static_cast<std::uint64_t>(steps[i].done),
                  {.names = static_cast<std::uint64_t>(run.names), .all = true},
                  {.packets = static_cast<std::uint64_t>(steps[i].packets)});
    const bool pauses =
        s > run.pause_from && s <= run.pause_from + run.pause_s + 0.2;
    if (s < 5 || pauses) {
      continue;
    }
    const double left = end - s - (s <= run.pause_from ? run.pause_s : 0);
    EXPECT_NEAR(estimate.left()->to_seconds(), left, 0.1 * left + 0.3)
        << "after " << s << " of " << end << " s";
  }
}

TEST(RunEstimateTest, NamesGetCheaperAsMailHostsAreKnown) {
  const auto power = [](double base, double hosts, double exponent) {
    return [=](double n) { return base * n + hosts * std::pow(n, exponent); };
  };
  follow({.what = "20,000",
          .names = 20'000,
          .packets_a_second = 2500,
          .packets = power(1.1, 38, 0.7)});
  follow({.what = "few hosts",
          .names = 20'000,
          .packets_a_second = 2500,
          .packets = power(1.1, 100, 0.5)});
  follow({.what = "many hosts",
          .names = 20'000,
          .packets_a_second = 2500,
          .packets = power(1, 9, 0.85)});
  follow({.what = "a host each",
          .names = 20'000,
          .packets_a_second = 2500,
          .packets = power(3, 0, 1)});
  follow({.what = "20,000, while the pace is found",
          .names = 20'000,
          .packets_a_second = 2600,
          .packets = power(1.1, 38, 0.7),
          .slower = 0.35});
  follow({.what = "1 M",
          .names = 1'000'000,
          .packets_a_second = 50'000,
          .packets = power(1.2, 60, 0.7)});
}

TEST(RunEstimateTest, APauseIsNoPartOfTheSpeed) {
  const auto three = [](double n) { return 3.1 * n; };
  follow({.what = "of a small run",
          .names = 1539,
          .packets_a_second = 400,
          .packets = three,
          .pause_from = 4.1,
          .pause_s = 10.3,
          .retries_a_second = 40});
  follow({.what = "of a longer one",
          .names = 20'000,
          .packets_a_second = 2500,
          .packets = [](double n) { return 1.1 * n + 38 * std::pow(n, 0.7); },
          .pause_from = 9,
          .pause_s = 10,
          .retries_a_second = 500});
}

// Then they are how the run goes.
TEST(RunEstimateTest, PausesAgainAndAgainAre) {
  RunEstimate estimate;
  std::uint64_t done = 0;
  for (int look = 1; look <= 300; ++look) {
    done += look % 25 < 5 ? 40 : 0;  // a second of five
    estimate.look(kLook * look, done, {.names = 10'000, .all = true});
  }
  EXPECT_NEAR(estimate.left()->to_seconds(), (10'000 - 2400) / 40.0, 20);
}

// A run at a fixed pace of which every 20th name is asked again for 8 s, and
// the rest answered at once.
struct WithRetries {
  std::string what;
  int names;
  double pace;
  bool fail_in_the_end;  // else they are answered after half a second
};

void follow(const WithRetries& run) {
  SCOPED_TRACE(run.what);
  const double takes = run.fail_in_the_end ? 8 : 0.5;
  const auto asked_at = [&run](int name) { return (name + 1) / run.pace; };
  const auto is_slow = [](int name) { return name % 20 == 7; };
  double end = 0;
  for (int name = 0; name < run.names; ++name) {
    end = std::max(end, asked_at(name) + (is_slow(name) ? takes : 0));
  }
  RunEstimate estimate;
  int told = 0;
  for (io::Duration at = kLook; at.to_seconds() < end; at = at + kLook) {
    const double s = at.to_seconds();
    RetriesOf<std::uint64_t> again;
    std::uint64_t done = 0;
    for (int name = 0; name < run.names && asked_at(name) <= s; ++name) {
      const bool over = !is_slow(name) || asked_at(name) + takes <= s;
      done += over ? 1 : 0;
      if (is_slow(name)) {
        ++(!over                 ? again.open
           : run.fail_in_the_end ? again.failed
                                 : again.answered);
        again.takes = 8'000'000'000;
        again.until = static_cast<std::uint64_t>(
            std::max((asked_at(name) + 8 - s) * 1e9, 0.0));
      }
    }
    NamesUnderWay work;
    work.all = asked_at(run.names - 1) <= s;
    work.retries[1] = again;
    estimate.look(at, done,
                  {.names = static_cast<std::uint64_t>(run.names), .all = true},
                  work);
    if (s < 5) {
      continue;
    }
    const double left = end - s;
    ASSERT_TRUE(estimate.left().has_value()) << s;
    EXPECT_NEAR(estimate.left()->to_seconds(), left, 0.1 * left + 0.7)
        << "after " << s << " of " << end << " s";
    ++told;
  }
  EXPECT_GT(told, 5);
}

TEST(RunEstimateTest, RetriesOfTheLastNamesAreWaitedFor) {
  follow({.what = "74 at once",
          .names = 74,
          .pace = 300,
          .fail_in_the_end = true});
  follow(
      {.what = "8,000", .names = 8000, .pace = 500, .fail_in_the_end = true});
  follow({.what = "lost packets",
          .names = 8000,
          .pace = 500,
          .fail_in_the_end = false});
}

// Neither what it took to find the pace nor the last names are.
TEST(RunEstimateTest, TheTypicalPaceIsThatOfMostNames) {
  RunEstimate estimate;
  const ListProgress list{.names = 10'000, .all = true};
  std::uint64_t done = 0;
  for (int look = 1; look <= 100; ++look) {
    done += look <= 20 ? 50 : look <= 65 ? 200 : 0;
    estimate.look(kLook * look, look == 100 ? 10'000 : done, list);
  }
  EXPECT_NEAR(estimate.tail().pace_before, 1000, 30);
}

TEST(RunEstimateTest, NamesReadAheadAreNotDone) {
  RunEstimate estimate;
  estimate.look(io::Duration::seconds(4), 74,
                {.names = 16'458, .share = 16'458 / 20'000.0});
  EXPECT_NEAR(*estimate.share(), 74 / 20'000.0, 1e-6);
}

TEST(RunEstimateTest, ShareNeverGoesBackWhenTheListIsLongerThanItLooked) {
  RunEstimate estimate;
  estimate.look(io::Duration::seconds(1), 500, {.names = 1000, .share = 0.5});
  const double before = *estimate.share();
  estimate.look(io::Duration::seconds(2), 600, {.names = 2000, .share = 0.5});
  EXPECT_EQ(*estimate.share(), before);
  EXPECT_EQ(*estimate.total(), 4000U);
}

TEST(RunEstimateTest, AllIsOnlyAllWhenTheListIsReadAndDone) {
  RunEstimate estimate;
  estimate.look(io::Duration::seconds(1), 1000, {.names = 1000, .share = 1.0});
  EXPECT_LT(*estimate.share(), 1);
  estimate.look(io::Duration::seconds(2), 1000, {.names = 1000, .all = true});
  EXPECT_EQ(*estimate.share(), 1);
}

TEST(RunEstimateTest, NothingIsKnownOfAPipeUntilItEnds) {
  RunEstimate estimate;
  for (int s = 1; s < 10; ++s) {
    estimate.look(io::Duration::seconds(s), 100U * static_cast<unsigned>(s),
                  {.names = 10'000});
    EXPECT_FALSE(estimate.share().has_value());
    EXPECT_FALSE(estimate.left().has_value());
  }
  estimate.look(io::Duration::seconds(10), 1000,
                {.names = 20'000, .all = true});
  EXPECT_NEAR(*estimate.share(), 0.05, 1e-9);
  EXPECT_NEAR(estimate.left()->to_seconds(), 190, 1);
}

TEST(RunEstimateTest, OfASampleNoMoreNamesComeThanThat) {
  RunEstimate estimate;
  estimate.look(io::Duration::seconds(1), 10,
                {.names = 100, .share = 0.01, .most = 100});
  EXPECT_EQ(*estimate.total(), 100U);
}

TEST(RunEstimateTest, WhatAnEarlierRunDidIsNotToBeDone) {
  RunEstimate estimate;
  estimate.look(io::Duration::seconds(1), 0,
                {.names = 400, .share = 0.4, .before = 600});
  EXPECT_EQ(*estimate.total(), 400U);
  estimate.look(io::Duration::seconds(2), 100,
                {.names = 1000, .all = true, .before = 600});
  EXPECT_EQ(*estimate.total(), 400U);
  EXPECT_NEAR(*estimate.share(), 0.25, 1e-9);
}

TEST(RunEstimateTest, WhatStandsStillTakesLongerAndLonger) {
  RunEstimate estimate;
  const ListProgress list{.names = 1000, .all = true};
  for (int s = 1; s <= 5; ++s) {
    estimate.look(io::Duration::seconds(s), 100U * static_cast<unsigned>(s),
                  list);
  }
  EXPECT_NEAR(estimate.left()->to_seconds(), 5, 0.1);
  estimate.look(io::Duration::seconds(25), 500, list);
  EXPECT_GT(estimate.left()->to_seconds(), 20);
}

}  // namespace
}  // namespace mxsweep

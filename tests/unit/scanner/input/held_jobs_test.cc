// HeldJobs: every job once, in an order that only the seed decides.
#include "scanner/input/held_jobs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <string>
#include <vector>

#include "tests/support/names.h"

namespace mxsweep {
namespace {

void add(HeldJobs& held, std::int64_t seq, std::string_view input = {}) {
  const Name name = test::name_of("n" + std::to_string(seq) + ".test");
  Job job;
  job.seq = seq;
  job.name = name.view();
  job.input = input;
  ASSERT_TRUE(held.add(job).ok());
}

std::vector<std::int64_t> order_of(HeldJobs& held) {
  std::vector<std::int64_t> order;
  const io::Status done = held.hand_out([&order](const Job& job) {
    EXPECT_EQ(to_text(job.name), "n" + std::to_string(job.seq) + ".test");
    order.push_back(job.seq);
    return true;
  });
  EXPECT_TRUE(done.ok());
  return order;
}

std::vector<std::int64_t> shuffled(std::int64_t count, std::uint64_t seed) {
  HeldJobs held({.shuffle = true}, io::Prng(seed));
  for (std::int64_t i = 0; i < count; ++i) {
    add(held, i);
  }
  return order_of(held);
}

std::vector<std::int64_t> numbers(std::int64_t count) {
  std::vector<std::int64_t> all(static_cast<std::size_t>(count));
  std::iota(all.begin(), all.end(), 0);
  return all;
}

TEST(HeldJobsTest, EachJobComesOnce) {
  std::vector<std::int64_t> order = shuffled(5000, 1);
  EXPECT_FALSE(std::is_sorted(order.begin(), order.end()));
  std::sort(order.begin(), order.end());
  EXPECT_EQ(order, numbers(5000));
}

TEST(HeldJobsTest, SeedDecidesTheOrder) {
  EXPECT_EQ(shuffled(1000, 1), shuffled(1000, 1));
  EXPECT_NE(shuffled(1000, 1), shuffled(1000, 2));
}

// Each of the six orders of three jobs should come 1,000 times; more than six
// deviations off (29 each) would be a bias.
TEST(HeldJobsTest, EveryOrderIsEquallyLikely) {
  std::array<int, 6> seen{};
  for (std::uint64_t seed = 0; seed < 6000; ++seed) {
    const std::vector<std::int64_t> order = shuffled(3, seed);
    const std::int64_t rest = order[1] > order[2] ? 1 : 0;
    ++seen[static_cast<std::size_t>(2 * order[0] + rest)];
  }
  for (const int times : seen) {
    EXPECT_GT(times, 1000 - 6 * 29);
    EXPECT_LT(times, 1000 + 6 * 29);
  }
}

TEST(HeldJobsTest, LongListGoesThroughTheFile) {
  HeldJobs held({.shuffle = true}, io::Prng(3));
  const std::string input(1000, 'i');
  // Some three times what is kept in memory.
  const auto count = static_cast<std::int64_t>(
      3 * HeldJobs::kBuckets * HeldJobs::kBucketBytes / input.size());
  for (std::int64_t i = 0; i < count; ++i) {
    add(held, i, input);
  }
  std::vector<std::int64_t> order = order_of(held);
  std::sort(order.begin(), order.end());
  EXPECT_EQ(order, numbers(count));
}

TEST(HeldJobsTest, SampleIsSoManyInTheOrderOfTheList) {
  HeldJobs held({.most = 10}, io::Prng(4));
  for (std::int64_t i = 0; i < 1000; ++i) {
    add(held, i);
  }
  EXPECT_EQ(held.left_out(), 990U);
  const std::vector<std::int64_t> order = order_of(held);
  EXPECT_EQ(order.size(), 10U);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

TEST(HeldJobsTest, SampleOfMoreThanThereAreIsAll) {
  HeldJobs held({.most = 10}, io::Prng(5));
  for (std::int64_t i = 0; i < 7; ++i) {
    add(held, i);
  }
  EXPECT_EQ(order_of(held), numbers(7));
  EXPECT_EQ(held.left_out(), 0U);
}

// Each of 20 jobs should be in a sample of five 1,000 times of 4,000; six
// deviations are 27 each.
TEST(HeldJobsTest, EachJobIsEquallyLikelyInTheSample) {
  std::array<int, 20> seen{};
  for (std::uint64_t seed = 0; seed < 4000; ++seed) {
    HeldJobs held({.most = 5}, io::Prng(seed));
    for (std::int64_t i = 0; i < 20; ++i) {
      add(held, i);
    }
    for (const std::int64_t seq : order_of(held)) {
      ++seen[static_cast<std::size_t>(seq)];
    }
  }
  for (const int times : seen) {
    EXPECT_GT(times, 1000 - 6 * 27);
    EXPECT_LT(times, 1000 + 6 * 27);
  }
}

TEST(HeldJobsTest, WhoTakesMayStop) {
  HeldJobs held({.shuffle = true}, io::Prng(6));
  for (std::int64_t i = 0; i < 100; ++i) {
    add(held, i);
  }
  int taken = 0;
  ASSERT_TRUE(held.hand_out([&taken](const Job&) { return ++taken < 5; }).ok());
  EXPECT_EQ(taken, 5);
}

}  // namespace
}  // namespace mxsweep

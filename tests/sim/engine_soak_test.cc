// A long run at a steady rate (soak.h), cut short for the suite; bench/ has the
// same for a thousand million names. Nothing grows with the names done: no
// octet of heap beyond what is in flight at the moment, no slot, no error of
// the rate. MXSWEEP_SOAK_NAMES says how many names. And what a forger would
// have to guess looks like chance, query by query.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>

#include "tests/sim/seeds.h"
#include "tests/sim/soak.h"
#include "tests/support/chi_square.h"

namespace mxsweep::sim {
namespace {

constexpr double kRate = 50'000;
constexpr std::uint64_t kHeapNoise = 256 * 1024;  // replies under way

void expect_steady(std::uint16_t shards, std::uint64_t names, double least) {
  SoakOptions options;
  options.names = number_from("MXSWEEP_SOAK_NAMES", names);
  options.shards = shards;
  const SoakResult result = soak(options);
  ASSERT_EQ(result.failure, "");
  static_cast<void>(std::fputs(to_text(result).c_str(), stdout));
  ASSERT_EQ(result.marks.size(), options.marks);
  EXPECT_GT(result.host_evictions, options.names / 20);
  EXPECT_GT(result.timeouts, options.names / 1000);
  // All has grown to its size within a fifth.
  const std::size_t warm = result.marks.size() / 5;
  for (std::size_t i = warm; i < result.marks.size(); ++i) {
    EXPECT_LE(result.marks[i].heap_octets,
              result.marks[warm].heap_octets + kHeapNoise)
        << i;
    EXPECT_LE(result.rate(i - 1, i), kRate * 1.001) << i;
    EXPECT_GE(result.rate(i - 1, i), kRate * least) << i;
  }
}

TEST(EngineSoakTest, NothingGrowsWithTheNames) {
  expect_steady(1, 700'000, 0.999);
}

// Names and hosts fall to shards by their hashes, a little unevenly; the one
// that has fewer waits for the other, at half of the rate each.
TEST(EngineSoakTest, NorWithTwoShards) {
  expect_steady(2, 150'000, 0.96);
}

// A lane has 4,096 slots here (four times its share of the concurrency, as a
// power of two), so 16 ids fall to each. Slots take turns, and none has the
// same id twice in a row: so counts are more even than by chance, by 15/16 and
// 14/16 if turns were strict.
constexpr double kEvenness = 15.0 / 16 * 14 / 16;

// T7, with all that happens to queries in a run: retries, lanes in turn, groups
// that leave together, ids that come back.
TEST(EngineSoakTest, T7IdsOfAMillionQueriesLookLikeChance) {
  constexpr std::size_t kQueries = 1'000'000;
  // Of a secret that is the same for all of a run; in more pairs than that its
  // own small unevenness would be seen, by whoever sees all ids.
  constexpr std::size_t kPairs = 1U << 17U;
  std::vector<std::uint16_t> ids;
  SoakOptions options;
  options.names = 480'000;
  options.ids = &ids;
  ASSERT_EQ(soak(options).failure, "");
  ASSERT_GE(ids.size(), kQueries);
  std::vector<std::uint32_t> counts(65536, 0);
  for (std::size_t i = 0; i < kQueries; ++i) {
    ++counts[ids[i]];
  }
  testing::expect_chi_square(
      testing::chi_square(counts, double{kQueries} / 65536), 65535 * kEvenness,
      65535);
  std::array<std::uint32_t, 256> differences{};
  std::array<std::uint32_t, 256> joint{};
  for (std::size_t i = 1; i <= kPairs; ++i) {
    ++differences[static_cast<std::uint16_t>(ids[i] - ids[i - 1]) >> 8U];
    ++joint[(ids[i] >> 12U) * 16U + (ids[i - 1] & 15U)];
  }
  testing::expect_chi_square(
      testing::chi_square(differences, double{kPairs} / 256), 255);
  testing::expect_chi_square(testing::chi_square(joint, double{kPairs} / 256),
                             255);
}

}  // namespace
}  // namespace mxsweep::sim

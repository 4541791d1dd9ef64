// Prng: the reference sequence, ranges, and independence of splits.

#include "io/base/prng.h"

#include <gtest/gtest.h>

#include <array>
#include <set>

namespace mxsweep::io {
namespace {

TEST(Prng, SameSeedSameSequence) {
  Prng a(42);
  Prng b(42);
  Prng c(43);
  bool differs = false;
  for (int i = 0; i < 1000; ++i) {
    const std::uint64_t word = a.next();
    EXPECT_EQ(word, b.next());
    differs = differs || word != c.next();
  }
  EXPECT_TRUE(differs);
}

// First outputs of xoshiro256** seeded by SplitMix64(0), from the definitions
// of both, computed independently.
TEST(Prng, MatchesTheReference) {
  Prng prng(0);
  EXPECT_EQ(prng.next(), 0x99EC5F36CB75F2B4U);
  EXPECT_EQ(prng.next(), 0xBF6E1F784956452AU);
  EXPECT_EQ(prng.next(), 0x1A5F849D4933E6E0U);
}

TEST(Prng, BelowStaysBelowAndReachesEverything) {
  Prng prng(1);
  std::array<int, 7> seen{};
  for (int i = 0; i < 70000; ++i) {
    const std::uint32_t value = prng.below(7);
    ASSERT_LT(value, 7U);
    ++seen[value];
  }
  // 10,000 expected with a deviation of 93; ten deviations never happen.
  for (const int count : seen) {
    EXPECT_NEAR(count, 10000, 930);
  }
  EXPECT_EQ(prng.below(1), 0U);
}

TEST(Prng, UnitIsInRange) {
  Prng prng(2);
  double sum = 0;
  for (int i = 0; i < 10000; ++i) {
    const double value = prng.unit();
    ASSERT_GE(value, 0.0);
    ASSERT_LT(value, 1.0);
    sum += value;
  }
  EXPECT_NEAR(sum / 10000, 0.5, 0.03);
}

TEST(Prng, SplitIsIndependent) {
  Prng parent(3);
  Prng child = parent.split();
  std::set<std::uint64_t> words;
  for (int i = 0; i < 1000; ++i) {
    words.insert(parent.next());
    words.insert(child.next());
  }
  EXPECT_EQ(words.size(), 2000U);
}

TEST(Prng, EntropyDiffersEveryTime) {
  EXPECT_NE(Prng::from_entropy().next(), Prng::from_entropy().next());
}

}  // namespace
}  // namespace mxsweep::io

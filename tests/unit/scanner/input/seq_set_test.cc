// SeqSet: numbers, their ranges as text and back, and text that is none.
#include "scanner/input/seq_set.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "io/base/prng.h"

namespace mxsweep {
namespace {

std::vector<std::int64_t> numbers_of(const SeqSet& set) {
  std::vector<std::int64_t> out;
  set.for_each([&out](std::int64_t seq) { out.push_back(seq); });
  return out;
}

TEST(SeqSet, HoldsWhatWasAdded) {
  SeqSet set(10);
  for (const std::int64_t seq : {10, 11, 12, 200, 75, 74, 11}) {
    set.add(seq);
  }
  EXPECT_EQ(set.count(), 6U);
  EXPECT_TRUE(set.contains(10));
  EXPECT_TRUE(set.contains(200));
  EXPECT_FALSE(set.contains(9));
  EXPECT_FALSE(set.contains(13));
  EXPECT_FALSE(set.contains(1'000'000));
  EXPECT_EQ(set.ranges(), "10-12,74-75,200");
}

TEST(SeqSet, IsEmptyAfterClear) {
  SeqSet set(0);
  set.add(5);
  set.add(1000);
  set.clear();
  EXPECT_EQ(set.count(), 0U);
  EXPECT_EQ(set.ranges(), "");
  EXPECT_FALSE(set.contains(5));
  set.add(700);
  EXPECT_EQ(set.ranges(), "700");
}

TEST(SeqSet, SpanReachesToTheGreatest) {
  SeqSet set(5);
  EXPECT_EQ(set.span(), 0U);
  for (const std::int64_t seq : {5, 6, 68, 69, 700}) {
    set.add(seq);
    EXPECT_EQ(set.span(), static_cast<std::uint64_t>(seq - 4));
  }
  set.clear();
  EXPECT_EQ(set.span(), 0U);
}

TEST(SeqSet, TextGoesBothWays) {
  io::Prng prng(7);
  for (int round = 0; round < 50; ++round) {
    std::set<std::int64_t> wanted;
    SeqSet set(3);
    for (int i = 0; i < 300; ++i) {
      const auto seq = static_cast<std::int64_t>(3 + prng.below(1000));
      wanted.insert(seq);
      set.add(seq);
    }
    SeqSet again(3);
    ASSERT_TRUE(again.add_ranges(set.ranges())) << set.ranges();
    EXPECT_EQ(numbers_of(again),
              std::vector<std::int64_t>(wanted.begin(), wanted.end()));
  }
}

TEST(SeqSet, RefusesTextThatIsNoRanges) {
  for (const char* text :
       {"x", "-1", "5-", "5-4", "1,", ",1", "1,,2", "1 2", "9", "10-12,12",
        "99999999999999999999", "0x10", "10-9223372036854775807", "1--2"}) {
    SeqSet set(10);
    EXPECT_FALSE(set.add_ranges(text)) << text;
  }
  SeqSet set(10);
  EXPECT_TRUE(set.add_ranges(""));
  EXPECT_TRUE(set.add_ranges("10"));
  EXPECT_FALSE(set.add_ranges("10"));  // twice
}

}  // namespace
}  // namespace mxsweep

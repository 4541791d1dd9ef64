// Numbers that come again are noticed, within a bound of memory.
#include "scanner/results/seen_records.h"

#include <gtest/gtest.h>

#include <limits>

namespace mxsweep {
namespace {

TEST(SeenRecords, EachIsNewOnce) {
  SeenRecords seen;
  for (const std::int64_t seq :
       {std::int64_t{0}, std::int64_t{1}, std::int64_t{63}, std::int64_t{64},
        std::int64_t{65'535}, std::int64_t{65'536}, std::int64_t{1} << 40U,
        std::numeric_limits<std::int64_t>::max()}) {
    EXPECT_FALSE(seen.add(seq)) << seq;
    EXPECT_TRUE(seen.add(seq)) << seq;
  }
  EXPECT_FALSE(seen.add(2));
}

TEST(SeenRecords, NumbersFarApartTakeNoMoreThanTheBound) {
  SeenRecords seen;
  constexpr std::int64_t kFar = 1'000'000;
  const auto pages = static_cast<std::int64_t>(SeenRecords::kPagesMax);
  for (std::int64_t i = 0; i < pages; ++i) {
    ASSERT_FALSE(seen.add(i * kFar));
  }
  EXPECT_TRUE(seen.add(0)) << "what is remembered stays so";
  EXPECT_FALSE(seen.add(pages * kFar));
  EXPECT_FALSE(seen.add(pages * kFar)) << "not remembered";
}

}  // namespace
}  // namespace mxsweep

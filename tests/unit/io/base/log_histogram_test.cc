// Quantiles of LogHistogram beside those of the values themselves.
#include "io/base/log_histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "io/base/prng.h"

namespace mxsweep::io {
namespace {

TEST(LogHistogramTest, OfNothingIsZero) {
  EXPECT_EQ(LogHistogram().quantile(0.5), 0U);
  EXPECT_EQ(LogHistogram().count(), 0U);
}

TEST(LogHistogramTest, SmallValuesAreExact) {
  LogHistogram histogram;
  for (std::uint64_t value = 0; value < 20; ++value) {
    histogram.add(value);
  }
  EXPECT_EQ(histogram.count(), 20U);
  EXPECT_EQ(histogram.quantile(0), 0U);
  EXPECT_EQ(histogram.quantile(0.05), 0U);
  EXPECT_EQ(histogram.quantile(0.5), 9U);
  EXPECT_EQ(histogram.quantile(0.95), 18U);
  EXPECT_EQ(histogram.quantile(1), 19U);
}

TEST(LogHistogramTest, TheLargestValueHasAPlace) {
  LogHistogram histogram;
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  histogram.add(kMost);
  EXPECT_EQ(histogram.quantile(0.5), kMost);
}

TEST(LogHistogramTest, IsRightToASixteenth) {
  Prng prng(20261201);
  LogHistogram histogram;
  std::vector<std::uint64_t> values;
  for (int i = 0; i < 10'000; ++i) {
    values.push_back(prng.below(1U << 20U) >> prng.below(20));
    histogram.add(values.back());
  }
  std::sort(values.begin(), values.end());
  for (const double part : {0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1.0}) {
    const auto rank = static_cast<std::size_t>(
        std::ceil(part * static_cast<double>(values.size())));
    const std::uint64_t exact = values[rank - 1];
    EXPECT_GE(histogram.quantile(part), exact) << part;
    EXPECT_LE(histogram.quantile(part), exact + exact / 16) << part;
  }
}

}  // namespace
}  // namespace mxsweep::io

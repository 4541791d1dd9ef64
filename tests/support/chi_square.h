// Pearson's test of counts against even ones. The bounds are five standard
// deviations either way, which chance alone passes once in a million times; too
// even is as suspicious as uneven.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

namespace mxsweep::testing {

// Sum of (seen - expected)^2 / expected.
template <class Counts>
double chi_square(const Counts& counts, double expected) {
  double sum = 0;
  for (const std::uint32_t count : counts) {
    const double off = count - expected;
    sum += off * off / expected;
  }
  return sum;
}

// What is fixed beforehand costs degrees of freedom; where only some of it is,
// they lie between `least` and `most`.
inline void expect_chi_square(double value, double least, double most) {
  EXPECT_GT(value, least - 5 * std::sqrt(2 * least));
  EXPECT_LT(value, most + 5 * std::sqrt(2 * most));
}

inline void expect_chi_square(double value, double freedom) {
  expect_chi_square(value, freedom, freedom);
}

}  // namespace mxsweep::testing

// LogHistogram: counts values by their size in bounded memory, so that a
// quantile is known to within a sixteenth of itself. Values below 16 are kept
// exactly. One thread.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace mxsweep::io {

class LogHistogram {
 public:
  void add(std::uint64_t value) {
    ++counts_[bucket_of(value)];
    ++all_;
  }

  [[nodiscard]] std::uint64_t count() const { return all_; }

  // The least value such that at least this part of all is no larger, or up to
  // a sixteenth more than it. `part`: 0 to 1. 0 where nothing was added.
  [[nodiscard]] std::uint64_t quantile(double part) const {
    const double wanted = std::ceil(part * static_cast<double>(all_));
    const auto rank =
        std::max<std::uint64_t>(1, static_cast<std::uint64_t>(wanted));
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket) {
      seen += counts_[bucket];
      if (seen >= rank) {
        return last_of(bucket);
      }
    }
    return 0;
  }

 private:
  static constexpr unsigned kBits = 4;  // of a value, behind its highest one
  static constexpr std::size_t kPerPower = std::size_t{1} << kBits;
  static constexpr std::size_t kBuckets = (64 - kBits + 1) * kPerPower;

  static std::size_t bucket_of(std::uint64_t value) {
    if (value < kPerPower) {
      return static_cast<std::size_t>(value);
    }
    const auto shift = static_cast<unsigned>(std::bit_width(value)) - 1 - kBits;
    return shift * kPerPower + static_cast<std::size_t>(value >> shift);
  }

  // The largest value of the bucket.
  static std::uint64_t last_of(std::size_t bucket) {
    if (bucket < 2 * kPerPower) {
      return bucket;
    }
    const std::size_t shift = bucket / kPerPower - 1;
    const std::uint64_t first = (bucket - shift * kPerPower) << shift;
    return first + ((std::uint64_t{1} << shift) - 1);
  }

  std::array<std::uint64_t, kBuckets> counts_{};
  std::uint64_t all_ = 0;
};

}  // namespace mxsweep::io

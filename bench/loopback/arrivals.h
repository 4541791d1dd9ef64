// What a receiver has to note to judge a sender's pace: how many packets came
// over what span, and how many at most within any window of ten milliseconds,
// wherever it begins. Times are those at which packets arrived, not those at
// which somebody got round to reading them. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "io/base/time.h"

namespace mxsweep::bench {

class Arrivals {
 public:
  static constexpr io::Duration kWindow = io::Duration::milliseconds(10);

  // `at_ns` since any epoch; a time before the last one counts as that one.
  void add(std::int64_t at_ns);

  [[nodiscard]] std::uint64_t total() const { return total_; }

  // From the first packet to the last.
  [[nodiscard]] std::int64_t span_ns() const { return last_ns_ - first_ns_; }

  // Packets of the fullest window, and how long after the first packet the
  // last packet of that window came.
  [[nodiscard]] std::uint64_t worst() const { return worst_; }

  [[nodiscard]] std::int64_t worst_at_ns() const { return worst_at_ns_; }

 private:
  // More packets than this in one window are not told apart.
  static constexpr std::size_t kCells = std::size_t{1} << 18U;

  std::vector<std::int64_t> cells_ = std::vector<std::int64_t>(kCells);
  std::size_t head_ = 0;  // the oldest packet of the window that ends now
  std::size_t tail_ = 0;
  std::uint64_t total_ = 0;
  std::int64_t first_ns_ = 0;
  std::int64_t last_ns_ = 0;
  std::uint64_t worst_ = 0;
  std::int64_t worst_at_ns_ = 0;
};

}  // namespace mxsweep::bench

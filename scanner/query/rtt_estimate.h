// RttEstimate: smoothed round-trip time of a resolver and its variation, after
// RFC 6298 section 2. Every reply gives a sample, and there are many of them
// in one round trip, so the gains are divided as RFC 7323 appendix G says;
// otherwise a handful of slow names would swing the estimate. An attempt has
// an id of its own, so a sample never is ambiguous (Karn's problem). Plain
// value, one thread at a time.
#pragma once

#include <algorithm>
#include <cstdint>

#include "io/base/time.h"

namespace mxsweep {

class RttEstimate {
 public:
  // `in_flight`: questions at that resolver now.
  void add(io::Duration rtt, std::uint32_t in_flight) {
    const auto sample = static_cast<double>(std::max<std::int64_t>(rtt.ns, 0));
    if (!known()) {
      smoothed_ns_ = sample;
      variation_ns_ = sample / 2;
      return;
    }
    const double share = 1.0 / std::max(in_flight / 2, 1U);
    const double off = sample - smoothed_ns_;
    variation_ns_ += share / 4 * ((off < 0 ? -off : off) - variation_ns_);
    smoothed_ns_ += share / 8 * off;
  }

  [[nodiscard]] bool known() const { return smoothed_ns_ >= 0; }

  // REQUIRES: known()
  [[nodiscard]] io::Duration smoothed() const {
    return {static_cast<std::int64_t>(smoothed_ns_)};
  }

  // When a reply is overdue: RTO without its lower bound. REQUIRES: known()
  [[nodiscard]] io::Duration overdue() const {
    return {static_cast<std::int64_t>(smoothed_ns_ + 4 * variation_ns_)};
  }

 private:
  double smoothed_ns_ = -1;
  double variation_ns_ = 0;
};

}  // namespace mxsweep

// RateLimiter: a token bucket in packets. What an idle spell earns is capped
// at a burst of a few milliseconds, so after a pause the run resumes at its
// rate and lets the lost time go; it never catches up. Time is the caller's.
// One thread.
#pragma once

#include <cstdint>

#include "io/base/time.h"

namespace mxsweep {

class RateLimiter {
 public:
  // `rate_pps` in packets a second; 0 = unlimited.
  RateLimiter(std::uint64_t rate_pps, io::Instant start);

  // How many of `want` packets may leave at `now`; they are taken.
  [[nodiscard]] std::uint32_t grant(io::Instant now, std::uint32_t want);

  // Gives back what grant() took and nobody used.
  void give_back(std::uint32_t count);

  // Packets that could leave at `now`; takes none.
  [[nodiscard]] std::uint32_t available(io::Instant now);

  // Takes packets that leave anyway; what was not there is owed.
  void charge(io::Instant now, std::uint32_t count);

  // From `now` on. What was earned until then stays, up to the new burst.
  void set_rate(io::Instant now, std::uint64_t rate_pps);

  // When the next packet may leave (`now` when one may already).
  [[nodiscard]] io::Instant next_grant(io::Instant now) const;

  [[nodiscard]] bool unlimited() const { return rate_pps_ == 0; }

 private:
  // Credit is kept in packet-nanoseconds (packets x 1e9) so that no rounding
  // accumulates: a rate of r earns r per nanosecond.
  static constexpr std::int64_t kPacket = 1'000'000'000;

  void earn(io::Instant now);

  std::int64_t rate_pps_;
  std::int64_t burst_;  // most credit that can be saved up
  std::int64_t credit_;
  io::Instant last_;
};

// What part number `part` of `parts` gets of a rate: parts differ by one packet
// at most, the first get more, none gets nothing. 0 stays 0 (unlimited).
[[nodiscard]] std::uint64_t rate_share(std::uint64_t rate_pps,
                                       std::uint32_t part, std::uint32_t parts);

}  // namespace mxsweep

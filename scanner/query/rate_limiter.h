// RateLimiter: a token bucket in packets. What an idle spell earns is capped
// at a burst of a few milliseconds, so after a pause the run resumes at its
// rate and lets the lost time go; it never catches up. Time is the caller's.
// One thread.
//
// Once the bucket is empty it stays shut until the next multiple of 5 ms (at
// high rates of a part of that), so packets leave in groups and the sender may
// sleep between them (docs/decisions/010). The instants are the same for every
// limiter of a phase: those of a shard, one for each resolver, let their
// packets go together, those of several shards take turns.
#pragma once

#include <cstdint>

#include "io/base/time.h"

namespace mxsweep {

class RateLimiter {
 public:
  // The most packets of a group: so few that no server is flooded which has
  // little room for what it cannot take at once, whose pace is being sought.
  static constexpr std::int64_t kGroupPackets = 32;
  // And where somebody has said what rate is right.
  static constexpr std::int64_t kWideGroupPackets = 128;

  // `rate_pps` in packets a second; 0 = unlimited. `phase`: by which part of
  // the time between two groups, 0 <= phase < 1, they leave later than at
  // multiples.
  RateLimiter(std::uint64_t rate_pps, io::Instant start, double phase = 0,
              std::int64_t group_packets = kGroupPackets);

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

  // When the next packet may leave (`now` when one may already): the time of
  // the next group when the bucket is empty.
  [[nodiscard]] io::Instant next_grant(io::Instant now) const;

  [[nodiscard]] bool unlimited() const { return rate_pps_ == 0; }

 private:
  // Credit is kept in packet-nanoseconds (packets x 1e9) so that no rounding
  // accumulates: a rate of r earns r per nanosecond.
  static constexpr std::int64_t kPacket = 1'000'000'000;

  void earn(io::Instant now);
  void take(std::uint32_t count);
  void shut();

  double phase_;
  std::int64_t group_packets_;
  std::int64_t rate_pps_;
  std::int64_t burst_;  // most credit that can be saved up
  std::int64_t credit_;
  io::Instant last_;
  io::Duration group_{};    // between two groups; 0: packets leave alone
  io::Duration offset_{};   // of the groups from the multiples of group_
  io::Instant opens_at_{};  // nothing may leave before
};

// What part number `part` of `parts` gets of a rate: parts differ by one packet
// at most, the first get more, none gets nothing. 0 stays 0 (unlimited).
[[nodiscard]] std::uint64_t rate_share(std::uint64_t rate_pps,
                                       std::uint32_t part, std::uint32_t parts);

}  // namespace mxsweep

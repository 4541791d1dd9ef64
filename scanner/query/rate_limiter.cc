#include "scanner/query/rate_limiter.h"

#include <algorithm>

namespace mxsweep {
namespace {

// Long enough to bridge a turn of other threads on the same processor between
// two groups, short enough that no 10 ms window can exceed twice its share.
constexpr io::Duration kBurst = io::Duration::milliseconds(8);
constexpr io::Duration kBurstMost = io::Duration::milliseconds(10);

// A group is what 5 ms earn, or so many packets. Rates whose packets are
// further apart have nothing to group.
constexpr io::Duration kGroup = io::Duration::milliseconds(5);
constexpr io::Duration kGroupLeast = io::Duration::microseconds(300);

io::Duration group_of(std::int64_t rate_pps, std::int64_t packets) {
  io::Duration group = kGroup;
  if (rate_pps * group.ns < io::Duration::seconds(1).ns) {
    return {};
  }
  while (rate_pps * group.ns > packets * io::Duration::seconds(1).ns &&
         group >= kGroupLeast * 2) {
    group.ns /= 2;
  }
  return group;
}

}  // namespace

std::uint64_t rate_share(std::uint64_t rate_pps, std::uint32_t part,
                         std::uint32_t parts) {
  if (rate_pps == 0) {
    return 0;
  }
  const std::uint64_t extra = part < rate_pps % parts ? 1 : 0;
  return std::max<std::uint64_t>(rate_pps / parts + extra, 1);
}

RateLimiter::RateLimiter(std::uint64_t rate_pps, io::Instant start,
                         double phase, std::int64_t group_packets)
    : phase_(phase),
      group_packets_(group_packets),
      rate_pps_(0),
      burst_(kPacket),
      credit_(kPacket),
      last_(start) {
  set_rate(start, rate_pps);
}

void RateLimiter::set_rate(io::Instant now, std::uint64_t rate_pps) {
  earn(now);
  rate_pps_ = static_cast<std::int64_t>(
      std::min<std::uint64_t>(rate_pps, 1'000'000'000));
  // Besides what it waits for, a group has the rest of the last packet.
  burst_ = std::max(kPacket, std::min(kPacket + rate_pps_ * kBurst.ns,
                                      rate_pps_ * kBurstMost.ns));
  credit_ = std::min(credit_, burst_);
  group_ = group_of(rate_pps_, group_packets_);
  offset_.ns =
      static_cast<std::int64_t>(static_cast<double>(group_.ns) * phase_);
  if (!unlimited() && (credit_ < kPacket || now < opens_at_)) {
    shut();
  }
}

void RateLimiter::earn(io::Instant now) {
  // The cap on the elapsed time keeps the product inside 64 bits.
  const std::int64_t elapsed =
      std::clamp<std::int64_t>((now - last_).ns, 0, kPacket);
  last_ = std::max(last_, now);
  credit_ = std::min(burst_, credit_ + elapsed * rate_pps_);
}

std::uint32_t RateLimiter::available(io::Instant now) {
  if (unlimited()) {
    return ~std::uint32_t{0};
  }
  earn(now);
  if (now >= opens_at_ && credit_ < kPacket) {
    shut();  // after a long debt
  }
  return now < opens_at_ ? 0 : static_cast<std::uint32_t>(credit_ / kPacket);
}

std::uint32_t RateLimiter::grant(io::Instant now, std::uint32_t want) {
  const std::uint32_t granted = std::min(available(now), want);
  if (!unlimited()) {
    take(granted);
  }
  return granted;
}

void RateLimiter::charge(io::Instant now, std::uint32_t count) {
  if (!unlimited()) {
    earn(now);
    take(count);
  }
}

void RateLimiter::take(std::uint32_t count) {
  credit_ -= std::int64_t{count} * kPacket;
  if (credit_ < kPacket) {
    shut();
  }
}

// Until the first group that has a packet.
void RateLimiter::shut() {
  const std::int64_t missing = std::max<std::int64_t>(kPacket - credit_, 0);
  opens_at_ = last_ + io::Duration{(missing + rate_pps_ - 1) / rate_pps_};
  if (group_.ns != 0) {
    const std::int64_t after = opens_at_.ns - offset_.ns;
    opens_at_.ns = (after + group_.ns - 1) / group_.ns * group_.ns + offset_.ns;
  }
}

void RateLimiter::give_back(std::uint32_t count) {
  credit_ = std::min(burst_, credit_ + std::int64_t{count} * kPacket);
  if (count > 0 && credit_ >= kPacket) {
    opens_at_ = last_;
  }
}

io::Instant RateLimiter::next_grant(io::Instant now) const {
  return unlimited() ? now : std::max(now, opens_at_);
}

}  // namespace mxsweep

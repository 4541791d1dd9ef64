#include "scanner/engine/rate_limiter.h"

#include <algorithm>

namespace mxsweep {
namespace {

// Long enough to bridge one wake-up of a busy machine, short enough that no
// 10 ms window can exceed twice its share.
constexpr io::Duration kBurst = io::Duration::milliseconds(5);

}  // namespace

RateLimiter::RateLimiter(std::uint64_t rate_pps, io::Instant start)
    : rate_pps_(static_cast<std::int64_t>(
          std::min<std::uint64_t>(rate_pps, 1'000'000'000))),
      burst_(std::max(kPacket, rate_pps_ * kBurst.ns)),
      credit_(kPacket),
      last_(start) {}

std::uint32_t RateLimiter::grant(io::Instant now, std::uint32_t want) {
  if (unlimited()) {
    return want;
  }
  // The cap on the elapsed time keeps the product inside 64 bits.
  const std::int64_t elapsed =
      std::clamp<std::int64_t>((now - last_).ns, 0, kPacket);
  last_ = std::max(last_, now);
  credit_ = std::min(burst_, credit_ + elapsed * rate_pps_);
  const std::int64_t whole = std::max<std::int64_t>(credit_ / kPacket, 0);
  const auto granted =
      static_cast<std::uint32_t>(std::min<std::int64_t>(whole, want));
  credit_ -= std::int64_t{granted} * kPacket;
  return granted;
}

void RateLimiter::give_back(std::uint32_t count) {
  credit_ = std::min(burst_, credit_ + std::int64_t{count} * kPacket);
}

io::Instant RateLimiter::next_grant(io::Instant now) const {
  if (unlimited() || credit_ >= kPacket) {
    return now;
  }
  const std::int64_t wait = (kPacket - credit_ + rate_pps_ - 1) / rate_pps_;
  return std::max(now, last_ + io::Duration{wait});
}

}  // namespace mxsweep

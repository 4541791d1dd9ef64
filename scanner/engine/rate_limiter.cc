#include "scanner/engine/rate_limiter.h"

#include <algorithm>

namespace mxsweep {
namespace {

// Long enough to bridge a turn of other threads on the same processor, short
// enough that no 10 ms window can exceed twice its share.
constexpr io::Duration kBurst = io::Duration::milliseconds(8);

}  // namespace

std::uint64_t rate_share(std::uint64_t rate_pps, std::uint32_t part,
                         std::uint32_t parts) {
  if (rate_pps == 0) {
    return 0;
  }
  const std::uint64_t extra = part < rate_pps % parts ? 1 : 0;
  return std::max<std::uint64_t>(rate_pps / parts + extra, 1);
}

RateLimiter::RateLimiter(std::uint64_t rate_pps, io::Instant start)
    : rate_pps_(0), burst_(kPacket), credit_(kPacket), last_(start) {
  set_rate(start, rate_pps);
}

void RateLimiter::set_rate(io::Instant now, std::uint64_t rate_pps) {
  earn(now);
  rate_pps_ = static_cast<std::int64_t>(
      std::min<std::uint64_t>(rate_pps, 1'000'000'000));
  burst_ = std::max(kPacket, rate_pps_ * kBurst.ns);
  credit_ = std::min(credit_, burst_);
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
  return static_cast<std::uint32_t>(
      std::max<std::int64_t>(credit_ / kPacket, 0));
}

std::uint32_t RateLimiter::grant(io::Instant now, std::uint32_t want) {
  const std::uint32_t granted = std::min(available(now), want);
  if (!unlimited()) {
    credit_ -= std::int64_t{granted} * kPacket;
  }
  return granted;
}

void RateLimiter::charge(io::Instant now, std::uint32_t count) {
  if (!unlimited()) {
    earn(now);
    credit_ -= std::int64_t{count} * kPacket;
  }
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

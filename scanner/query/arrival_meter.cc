#include "scanner/query/arrival_meter.h"

#include <algorithm>

namespace mxsweep {
namespace {

// As many replies are waited for as should come within kWaitForMore, going by
// the last kStretch, but never more than a part of what is in flight, so that
// the resolver has work meanwhile.
constexpr io::Duration kWaitForMore = io::Duration::microseconds(400);
constexpr io::Duration kStretch = io::Duration::milliseconds(4);
constexpr std::uint32_t kWaitShare = 4;

// When a rate holds questions back, to wait costs no throughput, only that
// round trips seem longer: by a small part of the shortest one. Before a group
// that is as near as kGroupNear nobody wakes up for replies alone.
constexpr std::int64_t kRttShare = 10;
constexpr io::Duration kWaitForMoreMost = io::Duration::milliseconds(2);
constexpr io::Duration kGroupNear = io::Duration::microseconds(700);

// That far at most, when replies say themselves when they arrived: a group is
// never farther while its rate is 200 a second or more (RateLimiter).
constexpr io::Duration kGroupFar = io::Duration::milliseconds(5);

// A flood cannot put off timeouts for longer than this many rounds.
constexpr std::uint32_t kFullBatchesMax = 256;

}  // namespace

ArrivalMeter::Wait ArrivalMeter::wait(bool held, io::Duration until,
                                      std::uint32_t in_flight) const {
  if (held && knows_arrivals_ && until <= kGroupFar) {
    return {io::kRxBatchMax, until};
  }
  if (held && until <= kGroupNear) {
    return {io::kRxBatchMax, kGroupNear};
  }
  const io::Duration delay = held ? wait_when_held_ : kWaitForMore;
  const std::uint32_t most =
      std::max(held ? in_flight : in_flight / kWaitShare, 1U);
  const auto expected =
      static_cast<std::uint32_t>(pps_ * delay.ns / io::Duration::seconds(1).ns);
  // Those who are near answer a whole group at once.
  const bool near = held && rtt_ <= delay / 2;
  return {near ? most : std::clamp(expected, 1U, most), delay};
}

void ArrivalMeter::note_batch(const io::RxBatch& batch) {
  arrivals_ += static_cast<std::int64_t>(batch.messages.size());
  const io::Duration passed = batch.now - since_;
  if (passed < kStretch) {
    return;
  }
  pps_ = arrivals_ * io::Duration::seconds(1).ns / passed.ns;
  since_ = batch.now;
  arrivals_ = 0;
  if (least_rtt_ != kNoRtt) {
    rtt_ = least_rtt_;
    least_rtt_ = kNoRtt;
    wait_when_held_ =
        std::clamp(rtt_ / kRttShare, kWaitForMore, kWaitForMoreMost);
  }
}

void ArrivalMeter::note_rtt(io::Duration rtt) {
  least_rtt_ = std::min(least_rtt_, rtt);
}

bool ArrivalMeter::more_may_wait(const io::RxBatch& batch, io::Instant began,
                                 io::Duration pause_least) {
  full_batches_ =
      batch.messages.size() < io::kRxBatchMax ? 0 : full_batches_ + 1;
  if (batch.now - began > pause_least) {
    catch_up_ = kFullBatchesMax;
  } else if (batch.messages.empty()) {
    catch_up_ = 0;
  } else if (catch_up_ > 0) {
    --catch_up_;
  }
  return catch_up_ > 0 ||
         (full_batches_ > 0 && full_batches_ <= kFullBatchesMax);
}

}  // namespace mxsweep

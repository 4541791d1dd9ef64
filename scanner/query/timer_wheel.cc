#include "scanner/query/timer_wheel.h"

#include <algorithm>
#include <bit>
#include <cstddef>

#include "io/base/check.h"

namespace mxsweep {

TimerWheel::TimerWheel(std::uint32_t capacity, io::Instant start)
    : heads_(kBuckets, kNone), tick_(start.ns >> kTickShift) {
  nodes_.reserve(capacity);
}

void TimerWheel::set(std::uint32_t timer, io::Instant deadline) {
  Node& node = node_of(timer);
  MXSWEEP_DCHECK(node.bucket == kNone);
  node.deadline = deadline;
  const std::int64_t tick = std::max(deadline.ns >> kTickShift, tick_);
  node.bucket = static_cast<std::uint32_t>(tick) & (kBuckets - 1);
  node.previous = kNone;
  node.next = heads_[node.bucket];
  if (node.next != kNone) {
    nodes_[node.next].previous = timer;
  }
  heads_[node.bucket] = timer;
  occupied_[node.bucket / 64] |= std::uint64_t{1} << (node.bucket % 64);
  if (tick == tick_) {
    in_bucket_ = false;  // it stands before the cursor: look again
  }
}

void TimerWheel::unlink(std::uint32_t timer) {
  Node& node = nodes_[timer];
  if (cursor_ == timer) {
    cursor_ = node.next;
  }
  if (node.next != kNone) {
    nodes_[node.next].previous = node.previous;
  }
  if (node.previous != kNone) {
    nodes_[node.previous].next = node.next;
  } else {
    heads_[node.bucket] = node.next;
    if (node.next == kNone) {
      occupied_[node.bucket / 64] &= ~(std::uint64_t{1} << (node.bucket % 64));
    }
  }
  node.bucket = kNone;
}

void TimerWheel::cancel(std::uint32_t timer) {
  if (timer < nodes_.size() && nodes_[timer].bucket != kNone) {
    unlink(timer);
  }
}

std::uint32_t TimerWheel::pop_expired(io::Instant now) {
  const std::int64_t last = now.ns >> kTickShift;
  if (now != sweep_) {
    in_bucket_ = false;  // what was passed by may be due by now
    sweep_ = now;
  }
  // After a pause longer than a turn every bucket is due at most once.
  if (tick_ < last - std::int64_t{kBuckets} + 1) {
    tick_ = last - std::int64_t{kBuckets} + 1;
    in_bucket_ = false;
  }
  while (tick_ <= last) {
    if (!in_bucket_) {
      cursor_ = heads_[static_cast<std::uint32_t>(tick_) & (kBuckets - 1)];
      in_bucket_ = true;
    }
    while (cursor_ != kNone) {
      const std::uint32_t timer = cursor_;
      cursor_ = nodes_[timer].next;
      if (nodes_[timer].deadline <= now) {
        unlink(timer);
        return timer;
      }
    }
    in_bucket_ = false;
    if (tick_ == last) {
      break;  // the current tick may still get timers
    }
    ++tick_;
  }
  return kNone;
}

io::Instant TimerWheel::next_deadline() const {
  const auto start = static_cast<std::uint32_t>(tick_) & (kBuckets - 1);
  for (std::uint32_t step = 0; step <= kBuckets / 64; ++step) {
    const std::uint32_t word = (start / 64 + step) % (kBuckets / 64);
    std::uint64_t bits = occupied_[word];
    if (step == 0) {
      bits &= ~std::uint64_t{0} << (start % 64);
    }
    if (bits == 0) {
      continue;
    }
    const std::uint32_t bucket =
        word * 64 + static_cast<std::uint32_t>(std::countr_zero(bits));
    const std::uint32_t ahead = (bucket - start) & (kBuckets - 1);
    // End of the tick: a deadline inside it must not wake us too early twice.
    return io::Instant{(tick_ + ahead + 1) << kTickShift};
  }
  return io::Instant::never();
}

}  // namespace mxsweep

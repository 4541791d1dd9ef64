// TimerWheel: one deadline per question in coarse buckets of about one
// millisecond. Setting and cancelling are a few pointer writes; expiry hands
// out questions in the order of their ticks (after a pause longer than a turn:
// of their buckets), never before their deadline. Deadlines further away than
// the wheel's turn stay in their bucket for more than one turn. Owns its
// arrays, allocates only in the constructor, and touches the memory of a timer
// when it is set for the first time; one thread.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "io/base/time.h"

namespace mxsweep {

class TimerWheel {
 public:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  // Timers are numbered 0 .. capacity-1.
  TimerWheel(std::uint32_t capacity, io::Instant start);

  // REQUIRES: the timer is not set.
  void set(std::uint32_t timer, io::Instant deadline);

  // Does nothing when the timer is not set.
  void cancel(std::uint32_t timer);

  // The next timer whose deadline is not after `now`, or kNone. It is unset.
  [[nodiscard]] std::uint32_t pop_expired(io::Instant now);

  // When to call pop_expired() again: the end of the first occupied tick, or
  // never() when no timer is set. Timers of a later turn may make it early.
  [[nodiscard]] io::Instant next_deadline() const;

 private:
  static constexpr int kTickShift = 20;  // 2^20 ns = 1.05 ms
  static constexpr std::uint32_t kBuckets = 4096;

  struct Node {
    io::Instant deadline;
    std::uint32_t next = kNone;
    std::uint32_t previous = kNone;
    std::uint32_t bucket = kNone;  // kNone: not set
  };

  [[nodiscard]] Node& node_of(std::uint32_t timer) {
    while (timer >= nodes_.size()) {
      nodes_.emplace_back();  // has its room since the start
    }
    return nodes_[timer];
  }

  void unlink(std::uint32_t timer);

  std::vector<Node> nodes_;
  std::vector<std::uint32_t> heads_;
  std::array<std::uint64_t, kBuckets / 64> occupied_{};
  std::int64_t tick_;             // everything before it has been handed out
  std::uint32_t cursor_ = kNone;  // next node to look at in tick_'s bucket
  bool in_bucket_ = false;
  io::Instant sweep_{};  // the time for which cursor_ is valid
};

}  // namespace mxsweep

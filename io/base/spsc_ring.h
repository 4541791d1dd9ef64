// Bounded ring between exactly one producer thread and one consumer thread.
// try_push() is the producer's, try_pop() the consumer's; both are wait-free
// and never allocate. tail_ is stored with release by the producer and loaded
// with acquire by the consumer (so the element is visible), head_ the other
// way round (so the freed cell is). Each side keeps a private copy of the
// other's index and refreshes it only when the ring looks full or empty: the
// shared lines move between cores once per lap, not once per element.
#pragma once

#include <atomic>
#include <cstddef>
#include <utility>
#include <vector>

#include "io/base/check.h"
#include "io/base/limits.h"

namespace mxsweep::io {

template <class T>
class SpscRing {
 public:
  // REQUIRES: capacity is a power of two
  explicit SpscRing(std::size_t capacity) : cells_(capacity) {
    MXSWEEP_CHECK(capacity > 0 && (capacity & (capacity - 1)) == 0);
  }

  // Producer only. False when full.
  [[nodiscard]] bool try_push(T value) {
    const std::size_t tail = tail_.load(std::memory_order_relaxed);
    if (tail - head_seen_ == cells_.size()) {
      head_seen_ = head_.load(std::memory_order_acquire);
      if (tail - head_seen_ == cells_.size()) {
        return false;
      }
    }
    cells_[tail & (cells_.size() - 1)] = std::move(value);
    tail_.store(tail + 1, std::memory_order_release);
    return true;
  }

  // Consumer only. False when empty; `value` is then untouched.
  [[nodiscard]] bool try_pop(T& value) {
    const std::size_t head = head_.load(std::memory_order_relaxed);
    if (head == tail_seen_) {
      tail_seen_ = tail_.load(std::memory_order_acquire);
      if (head == tail_seen_) {
        return false;
      }
    }
    value = std::move(cells_[head & (cells_.size() - 1)]);
    head_.store(head + 1, std::memory_order_release);
    return true;
  }

  [[nodiscard]] std::size_t capacity() const { return cells_.size(); }

 private:
  static_assert(std::atomic<std::size_t>::is_always_lock_free);

  std::vector<T> cells_;
  alignas(kCacheLineBytes) std::atomic<std::size_t> head_{0};
  alignas(kCacheLineBytes) std::size_t tail_seen_ = 0;  // consumer's copy
  alignas(kCacheLineBytes) std::atomic<std::size_t> tail_{0};
  alignas(kCacheLineBytes) std::size_t head_seen_ = 0;  // producer's copy
};

}  // namespace mxsweep::io

// See hang_watch.h.
#include "tests/support/hang_watch.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace mxsweep::test {

HangWatch::HangWatch(io::Duration patience)
    : patience_(patience), thread_([this] { look(); }) {}

HangWatch::~HangWatch() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void HangWatch::at(std::string where) {
  const std::lock_guard lock(mutex_);
  where_ = std::move(where);
  moves_.fetch_add(1, std::memory_order_relaxed);
}

void HangWatch::look() {
  std::unique_lock lock(mutex_);
  std::uint64_t seen = 0;
  while (true) {
    seen = moves_.load(std::memory_order_relaxed);
    if (wake_.wait_for(lock, std::chrono::nanoseconds(patience_.ns),
                       [this] { return ended_; })) {
      return;
    }
    if (moves_.load(std::memory_order_relaxed) == seen) {
      static_cast<void>(std::fprintf(
          stderr, "nothing moved for %.1f s: %s, virtual time %.6f s\n",
          patience_.to_seconds(), where_.c_str(),
          static_cast<double>(virtual_ns_.load()) / 1e9));
      std::_Exit(EXIT_FAILURE);
    }
  }
}

}  // namespace mxsweep::test

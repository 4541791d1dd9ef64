// HangWatch: says where a simulated run hangs, and ends the process. Whoever
// runs a world tells it now and then that something moves, and what is waited
// for; when nothing moved for so long by the wall clock, it prints the last
// that it was told. One thread tells; a thread of its own looks.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "io/base/time.h"

namespace mxsweep::test {

class HangWatch {
 public:
  explicit HangWatch(io::Duration patience);
  HangWatch(const HangWatch&) = delete;
  HangWatch& operator=(const HangWatch&) = delete;
  ~HangWatch();

  // From now on this is what hangs, if something does.
  void at(std::string where);

  // Something moved, at this virtual time.
  void moved(io::Instant virtual_now) {
    virtual_ns_.store(virtual_now.ns, std::memory_order_relaxed);
    moves_.fetch_add(1, std::memory_order_relaxed);
  }

 private:
  void look();

  const io::Duration patience_;
  std::atomic<std::int64_t> virtual_ns_ = 0;
  std::atomic<std::uint64_t> moves_ = 0;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::string where_;
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace mxsweep::test

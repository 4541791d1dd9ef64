// WakeUp: lets one thread sleep until another one has something for it, so that
// neither polls (docs/decisions/010). One thread owns the WakeUp and sleeps;
// any thread may notify(), a signal handler too. A notification is never lost:
// one given while the owner is awake is kept, and the owner's next sleep does
// not begin. It costs a system call only when the owner sleeps and waits for
// that reason.
//
// The whole state is one word: the reasons given in its lower half, and, while
// the owner sleeps, the reasons that the owner waits for in its upper half.
// Both sides change the word by read-modify-write operations only, which have
// one total order:
//
// - notify() before the owner's begin(): begin() finds the reason and returns
//   false, and having read the word (acquire) the owner sees whatever was
//   handed over before notify() (release).
// - notify() after begin(): notify() finds the owner asleep and writes to the
//   descriptor, for which the owner waits or is about to wait.
//
// So the owner's order is: look at all queues, sleep, look again; the other
// side's order is: hand over, then notify.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

#include "io/base/limits.h"
#include "io/base/result.h"
#include "io/base/time.h"
#include "io/base/unique_fd.h"

namespace mxsweep::io {

class WakeUp {
 public:
  // Any of 16 bits; the callers decide what each means.
  using Reasons = std::uint32_t;
  static constexpr Reasons kAnyReason = 0xFFFF;

  // Uses one file descriptor; Error kNetwork when there is none.
  [[nodiscard]] static Result<std::unique_ptr<WakeUp>> open();

  WakeUp(const WakeUp&) = delete;
  WakeUp& operator=(const WakeUp&) = delete;
  ~WakeUp() = default;

  // Any thread.
  void notify(Reasons reasons);

  // All further functions are for the owner's thread only.

  // The reasons that later sleeps wait for; at first any reason.
  void wait_for(Reasons reasons) { awaited_ = reasons; }

  [[nodiscard]] Reasons awaited() const { return awaited_; }

  // Sleeps until one of the awaited reasons is given (or was given since the
  // last sleep), `fd` (unless negative) is readable, or the time is over. True
  // when `fd` is readable.
  bool sleep(Duration most, int fd = -1);

  // For owners that wait in a system call of their own. When begin() is false,
  // do not wait. Else wait until, among other things, descriptor() is readable,
  // and call end(), which says whether an awaited reason was given. Whoever
  // finds the descriptor readable calls drain().
  [[nodiscard]] bool begin();
  bool end();
  void drain();

  [[nodiscard]] int descriptor() const { return fd_.get(); }

 private:
  static constexpr unsigned kAwaitedShift = 16;

  explicit WakeUp(UniqueFd fd) : fd_(std::move(fd)) {}

  static_assert(std::atomic<std::uint32_t>::is_always_lock_free);

  // Constant after open().
  UniqueFd fd_;

  // Owner only.
  Reasons awaited_ = kAnyReason;

  // Shared.
  alignas(kCacheLineBytes) std::atomic<std::uint32_t> word_{0};
};

}  // namespace mxsweep::io

// WakeUp: lets one thread sleep until another one has something for it, so
// that neither looks by the clock. One thread owns it and sleeps; any thread
// may notify(), a signal handler too. A notification is never lost: given while
// the owner is awake it is kept, and the owner's next sleep does not begin. It
// costs a system call only when the owner sleeps and waits for that reason.
//
// All there is is one word: reasons given in its lower half, and while the
// owner sleeps those it waits for in its upper half. Both sides change it by
// read-modify-write operations only, which happen in one order:
//
// - notify() before the owner's begin(): begin() finds the reason and returns
//   false, and having read the word (acquire) the owner sees whatever was
//   handed over before notify() (release).
// - notify() after begin(): it finds the owner asleep and writes to the
//   descriptor, which the owner is about to wait for or waits for.
//
// So the order for the owner is: look at everything, then sleep, then look
// again; and for the other side: hand over, then notify.
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
  // Any of 16 bits; what they mean is the users' affair.
  using Reasons = std::uint32_t;
  static constexpr Reasons kAnyReason = 0xFFFF;

  // Needs a file descriptor.
  [[nodiscard]] static Result<std::unique_ptr<WakeUp>> open();

  WakeUp(const WakeUp&) = delete;
  WakeUp& operator=(const WakeUp&) = delete;
  ~WakeUp() = default;

  // Any thread.
  void notify(Reasons reasons);

  // The rest is the owner's.

  // What later sleeps wait for; at first any reason.
  void wait_for(Reasons reasons) { awaited_ = reasons; }

  [[nodiscard]] Reasons awaited() const { return awaited_; }

  // Sleeps until one of the reasons is given (or was, since the last sleep),
  // `fd` (unless negative) has something to read, or the time is over. True
  // when `fd` has.
  bool sleep(Duration most, int fd = -1);

  // For owners that wait in a system call of their own. begin() false: do not
  // wait. Else wait for descriptor() to become readable, among other things,
  // and call end(), which says whether there was a reason. Whoever finds the
  // descriptor readable calls drain().
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

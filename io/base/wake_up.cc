#include "io/base/wake_up.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace mxsweep::io {

Result<std::unique_ptr<WakeUp>> WakeUp::open() {
  UniqueFd fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!fd.valid()) {
    const int failure = errno;
    return Error{ErrorCode::kNetwork, failure,
                 "cannot open an event counter: " +
                     std::generic_category().message(failure) +
                     "; raise the limit of open files with `ulimit -n`"};
  }
  return std::unique_ptr<WakeUp>(new WakeUp(std::move(fd)));
}

// One write is enough for all that notify during a sleep: the first one whose
// reason is awaited does the write.
void WakeUp::notify(Reasons reasons) {
  const std::uint32_t before =
      word_.fetch_or(reasons, std::memory_order_acq_rel);
  const std::uint32_t awaited = before >> kAwaitedShift;
  if ((awaited & reasons) != 0 && (awaited & before) == 0) {
    const int saved = errno;  // this may run in a signal handler
    const std::uint64_t one = 1;
    // This write cannot fail: the counter goes up to 2^64 - 2.
    static_cast<void>(::write(fd_.get(), &one, sizeof(one)) < 0);
    errno = saved;
  }
}

bool WakeUp::begin() {
  std::uint32_t word = word_.load(std::memory_order_relaxed);
  do {
    if ((word & awaited_) != 0) {
      word_.exchange(0, std::memory_order_acquire);
      return false;
    }
  } while (!word_.compare_exchange_weak(word, word | awaited_ << kAwaitedShift,
                                        std::memory_order_acq_rel,
                                        std::memory_order_relaxed));
  return true;
}

// Clears all reasons, since the owner looks at every queue now.
bool WakeUp::end() {
  const std::uint32_t word = word_.exchange(0, std::memory_order_acquire);
  return (word >> kAwaitedShift & word) != 0;
}

// A notification at the very end of a sleep may write to the descriptor after
// the sleep: then the next sleep ends at once, but no later one.
void WakeUp::drain() {
  std::uint64_t count = 0;
  static_cast<void>(::read(fd_.get(), &count, sizeof(count)) < 0);
}

bool WakeUp::sleep(Duration most, int fd) {
  if (!begin()) {
    return false;
  }
  std::array<pollfd, 2> waiting{{{fd_.get(), POLLIN, 0}, {fd, POLLIN, 0}}};
  const std::int64_t ns = std::max<std::int64_t>(most.ns, 0);
  const timespec time{ns / 1'000'000'000, ns % 1'000'000'000};
  ::ppoll(waiting.data(), waiting.size(), &time, nullptr);
  end();
  if (waiting[0].revents != 0) {
    drain();
  }
  return waiting[1].revents != 0;
}

}  // namespace mxsweep::io

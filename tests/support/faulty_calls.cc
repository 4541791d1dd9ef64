// See faulty_calls.h.
#include "tests/support/faulty_calls.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "io/base/check.h"

namespace mxsweep::test {
namespace {

constexpr std::uint32_t kOneIn = 6;  // writes is short, is interrupted

FaultyCalls*& at_work() {
  // NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): write()
  static FaultyCalls* calls = nullptr;  // has no argument to find it by
  return calls;
}

}  // namespace

FaultyCalls::FaultyCalls(std::uint64_t seed, CallTrouble trouble,
                         std::uint64_t calls)
    : prng_(seed), trouble_(trouble), left_(calls) {
  MXSWEEP_CHECK(at_work() == nullptr);
  at_work() = this;
}

FaultyCalls::~FaultyCalls() {
  at_work() = nullptr;
}

bool FaultyCalls::is_due() {
  if (trouble_ == CallTrouble::kNone || left_ > 0) {
    left_ -= left_ > 0 ? 1 : 0;
    return false;
  }
  return true;
}

std::size_t FaultyCalls::may_write(std::size_t octets) {
  const bool due = trouble_ != CallTrouble::kSyncFails && is_due();
  if (due && trouble_ == CallTrouble::kDiskFull && !filled_ && octets > 1) {
    filled_ = true;
    return octets / 2;
  }
  if (due) {
    ++failed_;
    errno = trouble_ == CallTrouble::kDiskFull ? ENOSPC : EIO;
    return 0;
  }
  if (prng_.below(kOneIn) == 0) {
    ++interrupted_;
    errno = EINTR;
    return 0;
  }
  if (octets > 1 && prng_.below(kOneIn) == 0) {
    ++short_writes_;
    return 1 + prng_.below(static_cast<std::uint32_t>(octets - 1));
  }
  return octets;
}

bool FaultyCalls::may_sync() {
  const bool due = trouble_ != CallTrouble::kDiskFull && is_due();
  failed_ += due ? 1 : 0;
  errno = due ? EIO : errno;
  return !due;
}

}  // namespace mxsweep::test

// The program's own, in place of the C library's.
extern "C" {

ssize_t write(int fd, const void* octets, size_t size) {
  using mxsweep::test::at_work;
  if (at_work() != nullptr && size != 0) {
    size = at_work()->may_write(size);
    if (size == 0) {
      return -1;
    }
  }
  return ::syscall(SYS_write, fd, octets, size);
}

int fsync(int fd) {
  using mxsweep::test::at_work;
  if (at_work() != nullptr) {
    return at_work()->may_sync() ? 0 : -1;
  }
  return static_cast<int>(::syscall(SYS_fsync, fd));
}

}  // extern "C"

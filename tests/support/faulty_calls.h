// FaultyCalls: write() and fsync() as they are on a bad day, in the program
// that links this file: short, interrupted by signals, and from some call on
// failing. A full disk takes a part of the write that no longer fits. Nothing
// is really synced, since tests cut no power here (forgetful_folder.h does).
// One thread at a time has them; without one calls are the system's own.
#pragma once

#include <cstdint>

#include "io/base/prng.h"

namespace mxsweep::test {

enum class CallTrouble : std::uint8_t {
  kNone,
  kDiskFull,
  kDeviceError,
  kSyncFails,
};

class FaultyCalls {
 public:
  // The trouble comes at the call behind the next `calls`.
  FaultyCalls(std::uint64_t seed, CallTrouble trouble, std::uint64_t calls);
  FaultyCalls(const FaultyCalls&) = delete;
  FaultyCalls& operator=(const FaultyCalls&) = delete;
  ~FaultyCalls();

  // For the calls themselves: how many of `octets` may be written, or 0 with
  // errno set; false with errno set.
  [[nodiscard]] std::size_t may_write(std::size_t octets);
  [[nodiscard]] bool may_sync();

  [[nodiscard]] std::uint64_t short_writes() const { return short_writes_; }

  [[nodiscard]] std::uint64_t interrupted() const { return interrupted_; }

  [[nodiscard]] std::uint64_t failed() const { return failed_; }

 private:
  [[nodiscard]] bool is_due();

  io::Prng prng_;
  const CallTrouble trouble_;
  std::uint64_t left_;
  bool filled_ = false;  // the disk took what fitted
  std::uint64_t short_writes_ = 0;
  std::uint64_t interrupted_ = 0;
  std::uint64_t failed_ = 0;
};

}  // namespace mxsweep::test

// MemoryGuard: what happens when memory runs out (RLIMIT_AS, a kernel that
// promises no more than it has). Nothing here catches std::bad_alloc, so `new`
// never throws it: the first time a reserve is given back to the system and the
// program asked to end in order; when that was not enough it ends at once, with
// one line on standard error and an exit code. What is on the disk by then is
// what a crash leaves. One per process, made by main() before threads start;
// the flag may be read by any thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <string>

namespace mxsweep::io {

class MemoryGuard {
 public:
  // Of addresses only, so it takes no memory: what an orderly end may need.
  static constexpr std::size_t kReserveBytes = std::size_t{16} << 20U;

  struct LastWords {
    std::string line;  // without its end
    int exit_code = 1;
  };

  explicit MemoryGuard(LastWords last_words);
  ~MemoryGuard();
  MemoryGuard(const MemoryGuard&) = delete;
  MemoryGuard& operator=(const MemoryGuard&) = delete;

  // The reserve is in use: the program is to end in order. Stays true.
  [[nodiscard]] static const std::atomic<bool>& is_short();
};

}  // namespace mxsweep::io

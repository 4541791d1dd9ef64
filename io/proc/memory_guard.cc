#include "io/proc/memory_guard.h"

#include <sys/mman.h>
#include <unistd.h>

#include <ctime>
#include <new>
#include <utility>

namespace mxsweep::io {
namespace {

constexpr timespec kMessageTime = {1, 0};

// Global as `new` is; see MemoryGuard.
struct GuardState {
  std::atomic<bool> is_short{false};
  std::atomic<void*> reserve{nullptr};
  std::atomic<bool> speaks{false};  // a thread is writing the final message
  MemoryGuard::LastWords last_words;
};

GuardState& state() {
  static GuardState instance;
  return instance;
}

// Any thread, several at once, in the middle of anything: takes no lock and
// allocates nothing.
[[noreturn]] void end_at_once() {
  GuardState& guard = state();
  if (!guard.speaks.exchange(true)) {
    const std::string& line = guard.last_words.line;
    static_cast<void>(!::write(STDERR_FILENO, line.data(), line.size()));
  } else {
    // The thread that speaks ends the process. A reader of the message that
    // takes nothing shall not keep it for ever.
    ::nanosleep(&kMessageTime, nullptr);
  }
  ::_exit(guard.last_words.exit_code);
}

// Called by `new` again and again until it has what it wants.
void on_no_memory() {
  void* const reserve = state().reserve.exchange(nullptr);
  if (reserve == nullptr) {
    end_at_once();
  }
  ::munmap(reserve, MemoryGuard::kReserveBytes);
  state().is_short.store(true);
}

}  // namespace

MemoryGuard::MemoryGuard(LastWords last_words) {
  GuardState& guard = state();
  guard.last_words = std::move(last_words);
  guard.last_words.line += '\n';
  void* const reserve = ::mmap(nullptr, kReserveBytes, PROT_NONE,
                               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  guard.reserve.store(reserve == MAP_FAILED ? nullptr : reserve);
  std::set_new_handler(on_no_memory);
}

MemoryGuard::~MemoryGuard() {
  std::set_new_handler(nullptr);
  void* const reserve = state().reserve.exchange(nullptr);
  if (reserve != nullptr) {
    ::munmap(reserve, kReserveBytes);
  }
}

const std::atomic<bool>& MemoryGuard::is_short() {
  return state().is_short;
}

}  // namespace mxsweep::io

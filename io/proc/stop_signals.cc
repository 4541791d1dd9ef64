#include "io/proc/stop_signals.h"

#include <array>
#include <csignal>

#include "io/base/clock.h"

namespace mxsweep::io {
namespace {

constexpr std::array kSignals = {SIGINT, SIGTERM, SIGHUP};

struct State {
  StopWishes wishes;
  std::atomic<bool> soon{false};
  std::atomic<bool> now{false};
  std::atomic<WakeUp*> woken{nullptr};
};

static_assert(std::atomic<bool>::is_always_lock_free);
static_assert(std::atomic<WakeUp*>::is_always_lock_free);

// NOLINTNEXTLINE(*-avoid-non-const-global-variables): a handler sees no other
State state;

void on_signal(int signal) {
  const int wish = state.wishes.take(SteadyClock().now());
  if (wish == 0) {
    return;
  }
  if (wish > 2) {
    std::signal(signal, SIG_DFL);
    static_cast<void>(std::raise(signal));
    return;
  }
  (wish == 1 ? state.soon : state.now).store(true, std::memory_order_relaxed);
  WakeUp* woken = state.woken.load(std::memory_order_acquire);
  if (woken != nullptr) {
    woken->notify(WakeUp::kAnyReason);
  }
}

}  // namespace

int StopWishes::take(Instant now) {
  std::int64_t last = last_ns_.load(std::memory_order_relaxed);
  const bool known =
      last != 0 && now - Instant{last} < StopSignals::kSameSignal;
  // Of two threads that are interrupted at once, one takes it.
  if (known || !last_ns_.compare_exchange_strong(last, now.ns,
                                                 std::memory_order_relaxed)) {
    return 0;
  }
  return count_.fetch_add(1, std::memory_order_relaxed) + 1;
}

StopSignals::StopSignals(WakeUp& woken) {
  state.woken.store(&woken, std::memory_order_release);
  for (const int signal : kSignals) {
    if (std::signal(signal, on_signal) == SIG_IGN && signal == SIGHUP) {
      std::signal(signal, SIG_IGN);
    }
  }
}

StopSignals::~StopSignals() {
  state.woken.store(nullptr, std::memory_order_release);
}

const std::atomic<bool>& StopSignals::soon() {
  return state.soon;
}

const std::atomic<bool>& StopSignals::now() {
  return state.now;
}

}  // namespace mxsweep::io

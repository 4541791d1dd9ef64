// StopSignals: the signals by which users end a program (SIGINT, SIGTERM,
// SIGHUP), as wishes. The first one wishes for an orderly end, the second one
// for an end now; the third one kills as if nobody had listened, for a program
// that hangs. What comes within kSameSignal is the same wish: timeout(1) and
// some terminals send two at once. SIGHUP stays ignored where it was (nohup).
// One per process; made and destroyed by the thread that is to be woken.
#pragma once

#include <atomic>
#include <cstdint>

#include "io/base/time.h"
#include "io/base/wake_up.h"

namespace mxsweep::io {

class StopSignals {
 public:
  static constexpr Duration kSameSignal = Duration::milliseconds(500);

  // Listens from now on; each wish notifies `woken`, which outlives this.
  explicit StopSignals(WakeUp& woken);
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  // Any thread. They stay true.
  [[nodiscard]] static const std::atomic<bool>& soon();
  [[nodiscard]] static const std::atomic<bool>& now();
};

// Of signals by the times at which they came. Any thread, signal handlers too.
class StopWishes {
 public:
  // The wish that a signal stands for, from 1; 0: one that was known already.
  [[nodiscard]] int take(Instant now);

 private:
  static_assert(std::atomic<std::int64_t>::is_always_lock_free);

  std::atomic<std::int64_t> last_ns_{0};
  std::atomic<int> count_{0};
};

}  // namespace mxsweep::io

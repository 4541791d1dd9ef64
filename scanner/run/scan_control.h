// ScanControl: what a run has from its caller besides the plan: the time, the
// wish to stop, and who is told what a person should see. Made by the caller,
// outlives the run; `stop` may be set by any thread or signal handler.
#pragma once

#include <atomic>
#include <string_view>

#include "io/base/clock.h"
#include "io/base/wake_up.h"
#include "io/net/recording_transport.h"

#include "scanner/run/progress.h"

namespace mxsweep {

// Called on the thread that called run_scan().
class ScanEvents {
 public:
  ScanEvents() = default;
  ScanEvents(const ScanEvents&) = delete;
  ScanEvents& operator=(const ScanEvents&) = delete;
  virtual ~ScanEvents() = default;

  // Something worth one line, once.
  virtual void note(std::string_view text) = 0;

  // What the run waits for before it begins; empty: for nothing any more.
  virtual void waits(std::string_view for_what) = 0;

  // About five times a second.
  virtual void progress(const ProgressInput& now) = 0;
};

class LookupObserver;
class WalkObserver;

// Who looks on, for runs of one thread. Each is null where nobody does.
struct RunTap {
  io::Recording* messages = nullptr;  // to and from the resolvers, in order
  LookupObserver* lookups = nullptr;
  WalkObserver* walks = nullptr;  // of own recursion
};

struct ScanControl {
  const io::Clock& clock;
  const std::atomic<bool>& stop;  // set by the user's first interrupt
  ScanEvents& events;
  // Of the thread that calls run_scan(), to be notified when `stop` is set.
  // Without it that is seen within a fifth of a second.
  io::WakeUp* wake_up = nullptr;
  // Set by the second one: what is in flight is not waited for. Null: never.
  const std::atomic<bool>* stop_now = nullptr;
  RunTap tap{};
  // Set when memory runs out: the run ends in order, with what is left of it.
  // Null: never.
  const std::atomic<bool>* no_memory = nullptr;
};

}  // namespace mxsweep

#include "scanner/run/run_stop.h"

#include <algorithm>

namespace mxsweep {

// A first interrupt while the time is over is the wish for what is happening
// anyway, so it stands for a second one.
bool RunStop::may_wait(const Wishes& wishes) const {
  return !wishes.at_once && (cause_ == StopCause::kUser || !wishes.soon);
}

RunStop::Step RunStop::look(const Wishes& wishes, io::Instant now) {
  if (cause_ == StopCause::kNone) {
    if (wishes.soon) {
      cause_ = StopCause::kUser;
    } else if (now >= limits_.time_over) {
      cause_ = StopCause::kTime;
    } else {
      return Step::kGoOn;
    }
    end_by_ = now + limits_.patience;
  }
  ended_ = ended_ || now >= end_by_ || !may_wait(wishes);
  return ended_ ? Step::kEndNow : Step::kEndInput;
}

io::Instant RunStop::next() const {
  if (ended_) {
    return io::Instant::never();
  }
  return cause_ == StopCause::kNone ? limits_.time_over : end_by_;
}

std::optional<io::Duration> RunStop::time_left(io::Instant now) const {
  if (cause_ == StopCause::kNone) {
    return std::nullopt;
  }
  return std::max(end_by_ - now, io::Duration{});
}

}  // namespace mxsweep

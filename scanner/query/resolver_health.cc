#include "scanner/query/resolver_health.h"

#include <algorithm>

namespace mxsweep {
void ResolverHealth::become_well() {
  state_ = State::kWell;
  against_ = 0;
  control_due_ = io::Instant::never();
}

void ResolverHealth::doubt(bool useless, io::Instant now) {
  state_ = State::kInDoubt;
  useless_ = useless;
  against_ = 0;
  if (!control_open_) {
    control_due_ = now;
  }
}

void ResolverHealth::go_out(io::Instant now) {
  state_ = State::kOut;
  out_since_ = now;
  out_interval_ = kOutInterval;
}

void ResolverHealth::take_reply(bool useful, bool can_control,
                                io::Instant now) {
  last_reply_ = now;
  if (useful) {
    useless_in_a_row_ = 0;
    doubt_after_ = kUselessInARow;
    become_well();
    return;
  }
  ++useless_in_a_row_;
  if (silent()) {
    become_well();
  }
  if (state_ == State::kWell && can_control &&
      useless_in_a_row_ >= doubt_after_) {
    doubt(true, now);
  }
}

void ResolverHealth::take_late_reply(io::Instant now) {
  last_reply_ = now;
  if (silent()) {
    become_well();
  }
}

void ResolverHealth::take_overdue(io::Instant sent, io::Instant now) {
  if (state_ == State::kWell && last_reply_ < sent) {
    doubt(false, now);
  }
}

void ResolverHealth::suspect_replies(io::Duration interval, io::Instant when,
                                     io::Instant now) {
  if (state_ == State::kWell && !control_open_ &&
      now - control_at_ >= interval) {
    control_due_ = std::min(control_due_, when);
  }
}

void ResolverHealth::control_sent(io::Instant now) {
  control_open_ = true;
  control_at_ = now;
  control_due_ = io::Instant::never();
}

void ResolverHealth::count_against(std::uint32_t most, io::Instant now) {
  ++against_;
  if (against_ >= most) {
    go_out(now);
  } else {
    control_due_ = now;
  }
}

// In doubt, and the control question did not speak for the resolver.
void ResolverHealth::take_bad_control(ControlEnd end, io::Instant now) {
  if (end == ControlEnd::kSilence && useless_ && last_reply_ < control_at_) {
    doubt(false, now);  // it has even stopped to reply
  }
  if (end == ControlEnd::kUnclear ||
      (end == ControlEnd::kSilence && useless_)) {
    control_due_ = now;  // this one says nothing
  } else {
    count_against(useless_ ? kUselessControls : kSilentControls, now);
  }
}

void ResolverHealth::control_ended(ControlEnd end, io::Instant now) {
  control_open_ = false;
  const bool replied =
      end == ControlEnd::kUseful || end == ControlEnd::kUseless;
  if (replied) {
    last_reply_ = now;
  }
  if (end == ControlEnd::kUseful) {
    useless_in_a_row_ = 0;
    doubt_after_ = std::min(doubt_after_ * 2, kUselessInARowMost);
    become_well();
  } else if (end == ControlEnd::kUseless && silent()) {
    become_well();
  } else if (state_ == State::kInDoubt) {
    take_bad_control(end, now);
  }
  if (state_ == State::kOut) {
    if (now - out_since_ > kOutSoon) {
      out_interval_ = std::min(out_interval_ * 2, kOutIntervalMost);
    }
    control_due_ = std::max(now, control_at_ + out_interval_);
  }
}

}  // namespace mxsweep

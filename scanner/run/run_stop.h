// RunStop: when a run ends before its list does, and in which steps. First no
// more names are read or asked and what is in flight is waited for; then, after
// `patience` or when the user does not want to wait, everything ends as it
// stands. What begins it is the user's wish or the time (--max-runtime). Plain
// arithmetic on the caller's time; main thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "io/base/named.h"
#include "io/base/time.h"

namespace mxsweep {

enum class StopCause : std::uint8_t {
  kNone,   // nothing but the end of the list
  kUser,   // an interrupt
  kTime,   // --max-runtime
  kNames,  // --max-names; the reader sees to it, nothing is cut short
};

// As the manifest shows them.
inline constexpr std::array kStopCauses = {
    io::Named<StopCause>{StopCause::kNone, "nothing", ""},
    io::Named<StopCause>{StopCause::kUser, "interrupt",
                         "a signal interrupted it"},
    io::Named<StopCause>{StopCause::kTime, "max_runtime",
                         "the time of --max-runtime is over"},
    io::Named<StopCause>{StopCause::kNames, "max_names",
                         "the names of --max-names were handed out"},
};

class RunStop {
 public:
  struct Limits {
    io::Instant time_over = io::Instant::never();
    io::Duration patience{};  // for what is in flight
  };

  // So far; they stay true.
  struct Wishes {
    bool soon = false;
    bool at_once = false;
  };

  enum class Step : std::uint8_t { kGoOn, kEndInput, kEndNow };

  // May be set again before the first look().
  void set_limits(const Limits& limits) { limits_ = limits; }

  // As far as the run is to end by now. kEndInput and then kEndNow are each
  // returned from the moment on which they hold.
  [[nodiscard]] Step look(const Wishes& wishes, io::Instant now);

  // When look() says something new without a wish; never() if nothing is left.
  [[nodiscard]] io::Instant next() const;

  // kNone until it began.
  [[nodiscard]] StopCause cause() const { return cause_; }

  // How long it still waits at most; absent until it began.
  [[nodiscard]] std::optional<io::Duration> time_left(io::Instant now) const;

 private:
  [[nodiscard]] bool may_wait(const Wishes& wishes) const;

  Limits limits_;
  StopCause cause_ = StopCause::kNone;
  io::Instant end_by_ = io::Instant::never();
  bool ended_ = false;
};

}  // namespace mxsweep

// SIGTERM and SIGINT end a program of the bench in order: it looks at
// stop_requested() now and then. One thread.
#pragma once

#include <csignal>

namespace mxsweep::bench {

inline volatile std::sig_atomic_t stop_signal_came = 0;

[[nodiscard]] inline bool stop_requested() {
  return stop_signal_came != 0;
}

inline void stop_on_signals() {
  struct sigaction action {};

  action.sa_handler = [](int /*signal*/) { stop_signal_came = 1; };
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
}

}  // namespace mxsweep::bench

// RunMoment: how a run is at one moment, for programs that watch it, and the
// two forms in which they read it: a JSON object (--status-file) and the text
// exposition of Prometheus (--metrics-file, --metrics). Plain values; pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "io/base/named.h"

#include "scanner/run/progress.h"

namespace mxsweep {

enum class RunState : std::uint8_t {
  kRunning,
  kComplete,
  kInterrupted,
  kFailed,
};

// As watchers read them.
inline constexpr std::array kRunStates = {
    io::Named<RunState>{RunState::kRunning, "running",
                        "or it was killed: see pid, updated_at"},
    io::Named<RunState>{RunState::kComplete, "complete", "exit code 0"},
    io::Named<RunState>{RunState::kInterrupted, "interrupted",
                        "by a signal or a limit; the result is partial"},
    io::Named<RunState>{RunState::kFailed, "failed", "reason says why"},
};

struct RunMoment {
  RunState state = RunState::kRunning;
  int pid = 0;
  std::optional<int> exit_code{};  // once it has ended
  std::string reason{};            // of that; empty: none but its end
  std::string list{};              // paths; any octets
  std::string result{};
  std::int64_t started_us = 0;  // since 1970
  std::int64_t updated_us = 0;
  ProgressInput progress{};
  ProgressFigures figures{};
};

// One line with its end, ASCII only.
[[nodiscard]] std::string status_json(const RunMoment& moment);

// Counters by the names of their table. Those of the transports are known at
// the end only, so they are not there before.
[[nodiscard]] std::string metrics_text(const RunMoment& moment);

}  // namespace mxsweep

// Where time comes from. Clock is the interface; SteadyClock reads the
// kernel's monotonic clock and is the only reader of it in the program.
// wall_time_us() reads the calendar once per run, for time stamps in results.
// Implementations must be callable from any thread.
#pragma once

#include <cstdint>

#include "io/base/time.h"

namespace mxsweep::io {

class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;
};

class SteadyClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override;
};

// Microseconds since 1970-01-01T00:00:00Z.
[[nodiscard]] std::int64_t wall_time_us();

// Processor time used so far, user and system together.
[[nodiscard]] Duration thread_cpu_time();

struct CpuTime {
  Duration user;
  Duration system;
};

// Of all threads of this process, ended ones too.
[[nodiscard]] CpuTime process_cpu_time();

}  // namespace mxsweep::io

#include "io/base/clock.h"

#include <sys/resource.h>

#include <chrono>
#include <ctime>

namespace mxsweep::io {

Instant SteadyClock::now() const {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::nanoseconds>(since).count()};
}

std::int64_t wall_time_us() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

Duration thread_cpu_time() {
  timespec used{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return Duration::seconds(used.tv_sec) + Duration::nanoseconds(used.tv_nsec);
}

namespace {

Duration duration_of(const timeval& time) {
  return Duration::seconds(time.tv_sec) + Duration::microseconds(time.tv_usec);
}

}  // namespace

CpuTime process_cpu_time() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return {duration_of(used.ru_utime), duration_of(used.ru_stime)};
}

}  // namespace mxsweep::io

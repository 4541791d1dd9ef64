// SilenceWatch: whether resolvers have been silent for so long that asking on
// is of no use. It counts the time in which questions were under way and not
// one reply came, from any resolver, of whatever kind; not the time in which
// nothing was asked (the input or the output is behind), nor a time in which
// this process did not run. The main thread shows it the totals now and then.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "io/base/endpoint.h"
#include "io/base/result.h"
#include "io/base/time.h"

#include "scanner/query/resolver_counters.h"
#include "scanner/run/totals.h"

namespace mxsweep {

class SilenceWatch {
 public:
  SilenceWatch() = default;

  SilenceWatch(io::Duration limit, io::Instant start)
      : limit_(limit), last_look_(start) {}

  // True once the silence has lasted for the limit.
  [[nodiscard]] bool too_long(const Totals& totals, io::Instant now);

 private:
  // Between two attempts: a resolver set aside is asked once a second or so.
  static constexpr io::Duration kLull = io::Duration::seconds(5);
  // No look lasts longer while this process runs.
  static constexpr io::Duration kLookMax = io::Duration::seconds(1);

  io::Duration limit_{};
  io::Instant last_look_{};
  std::uint64_t replies_ = 0;
  std::uint64_t asked_ = 0;
  io::Duration silent_{};
  io::Duration idle_ = kLull;  // since something was under way
};

// FailureWatch: whether there were replies for so long, and all of them since
// the run began were failures (SERVFAIL, REFUSED). The names may be like that;
// a question that whoever looks anything up can answer tells. Main thread.
class FailureWatch {
 public:
  FailureWatch() = default;

  FailureWatch(io::Duration limit, io::Instant start)
      : end_(start + limit), armed_(true) {}

  // True once, at the limit.
  [[nodiscard]] bool too_long(const ResolverCounts<std::uint64_t>& counts,
                              io::Instant now);

 private:
  io::Instant end_{};
  bool armed_ = false;
};

// Nobody replied to anything although questions were asked.
[[nodiscard]] bool all_silent(const Totals& totals);

// "the resolver 192.0.2.1:53 has not", "none of the 3 resolvers has"
[[nodiscard]] std::string nobody_of(const std::vector<io::Endpoint>& resolvers);

// For a run that SilenceWatch or all_silent() ends: ErrorCode::kSilence. Begins
// with `nobody`; a limit of zero is the whole run.
[[nodiscard]] io::Error silence_error(std::string_view nobody,
                                      io::Duration limit);

// The same for one that FailureWatch ends.
[[nodiscard]] io::Error failure_error(std::string_view nobody,
                                      io::Duration limit);

}  // namespace mxsweep

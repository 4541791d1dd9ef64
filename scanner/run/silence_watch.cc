#include "scanner/run/silence_watch.h"

#include <algorithm>

#include "scanner/run/number_text.h"

namespace mxsweep {
namespace {

std::uint64_t replies_of(const Totals& totals) {
  return totals.replies + totals.replies_late;
}

void append_time(io::Duration time, std::string& out) {
  out += " for ";
  append_fixed(time.to_seconds(), time.ns % 1'000'000'000 == 0 ? 0 : 1, out);
  out += " s";
}

}  // namespace

bool SilenceWatch::too_long(const Totals& totals, io::Instant now) {
  const io::Duration look = std::min(now - last_look_, kLookMax);
  last_look_ = now;
  if (replies_of(totals) != replies_) {
    replies_ = replies_of(totals);
    asked_ = totals.queries();
    silent_ = {};
    idle_ = kLull;
    return false;
  }
  if (totals.queries() != asked_ || totals.unheard != 0) {
    asked_ = totals.queries();
    idle_ = {};
  }
  if (idle_ < kLull) {
    silent_ = silent_ + look;
    idle_ = idle_ + look;
  }
  return silent_ >= limit_;
}

bool FailureWatch::too_long(const ResolverCounts<std::uint64_t>& counts,
                            io::Instant now) {
  if (counts.replies != counts.failures) {
    armed_ = false;
  }
  const bool over = armed_ && counts.replies != 0 && now >= end_;
  armed_ = armed_ && !over;
  return over;
}

bool all_silent(const Totals& totals) {
  return totals.queries() != 0 && replies_of(totals) == 0;
}

std::string nobody_of(const std::vector<io::Endpoint>& resolvers) {
  return resolvers.size() == 1
             ? "the resolver " + io::to_text(resolvers.front()) + " has not"
             : "none of the " + std::to_string(resolvers.size()) +
                   " resolvers has";
}

io::Error silence_error(std::string_view nobody, io::Duration limit) {
  std::string what(nobody);
  what += " answered anything";
  if (limit.ns != 0) {
    append_time(limit, what);
  }
  return {io::ErrorCode::kSilence, 0, what};
}

io::Error failure_error(std::string_view nobody, io::Duration limit) {
  std::string what(nobody);
  what += " given anything but failures";
  append_time(limit, what);
  return {io::ErrorCode::kSilence, 0,
          what +
              ", and does not know the name servers of the root: is port 53 of "
              "the world closed to it? `mxsweep doctor` tells more"};
}

}  // namespace mxsweep

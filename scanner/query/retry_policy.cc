#include "scanner/query/retry_policy.h"

#include <algorithm>
#include <array>

namespace mxsweep {
namespace {

// RFC 9520 section 3.2: resolvers keep failures for at least a second and at
// most five minutes. Most keep them for a second, unbound keeps them for five:
// the third retry comes after these, and further ones wait twice as long each.
constexpr std::array kFailureWaits = {io::Duration::milliseconds(1100),
                                      io::Duration::milliseconds(1100),
                                      io::Duration::milliseconds(3100)};
constexpr std::uint32_t kFailureDoublingsMax = 6;  // 198 s

io::Duration wait_after_failure(std::uint32_t retries_used) {
  const auto last = static_cast<std::uint32_t>(kFailureWaits.size()) - 1;
  const std::uint32_t beyond = retries_used - std::min(retries_used, last);
  return kFailureWaits[std::min(retries_used, last)] *
         (std::int64_t{1} << std::min(beyond, kFailureDoublingsMax));
}

}  // namespace

io::Duration waits_after_failures(const RetryOptions& options,
                                  std::uint32_t retries_used) {
  io::Duration sum;
  for (std::uint32_t used = retries_used; used < options.retries; ++used) {
    sum = sum + wait_after_failure(used);
  }
  return sum;
}

namespace {

bool speaks_against_edns(const AttemptEnd& end) {
  return end.edns_fault || end.status == LookupStatus::kFormErr ||
         end.status == LookupStatus::kNotImp;
}

}  // namespace

bool is_silence(LookupStatus status) {
  return status == LookupStatus::kTimeout ||
         status == LookupStatus::kNetworkError;
}

bool is_cached_failure(LookupStatus status) {
  return !is_answer(status) && !is_silence(status);
}

namespace {

// A resolver keeps its failures, and one that is not there will not be back
// within microseconds.
bool must_wait(const RetryOptions& options, const AttemptEnd& end) {
  const bool repeats = is_cached_failure(end.status) ||
                       end.status == LookupStatus::kNetworkError;
  return repeats && (!options.other_resolvers || end.failed_everywhere);
}

// The same question to the same resolver at once, which is no retry.
RetryDecision at_once(const AttemptEnd& end) {
  RetryDecision next;
  next.action = RetryAction::kNow;
  next.edns = end.edns;
  next.stream = end.stream;
  next.same_resolver = true;
  next.counted = false;
  return next;
}

// As if the attempt had not been made.
RetryDecision after_unproven(const RetryOptions& options,
                             const AttemptEnd& end) {
  RetryDecision next = at_once(end);
  next.same_resolver = false;
  if (end.status == LookupStatus::kNetworkError && must_wait(options, end)) {
    next.action = RetryAction::kLater;
    next.delay = wait_after_failure(0);
  }
  return next;
}

}  // namespace

RetryDecision decide(const RetryOptions& options, const AttemptEnd& end) {
  RetryDecision next;
  next.edns = !end.without_edns_tried;
  if (end.truncated && !end.stream) {
    next = at_once(end);
    next.stream = true;
    return next;
  }
  if (is_conclusive(end.status) && !end.filtered) {
    return next;
  }
  if (end.edns && !end.without_edns_tried && speaks_against_edns(end)) {
    next = at_once(end);
    next.edns = false;
    return next;
  }
  if (end.unproven) {
    return after_unproven(options, end);
  }
  const bool elsewhere_only = end.filtered && !options.other_resolvers;
  if (end.retries_used >= options.retries || elsewhere_only) {
    return next;
  }
  if (end.only_silence && end.retries_used + 1 == options.retries) {
    next.edns = false;  // T2: silence may be a dislike of OPT
  }
  const bool wait = must_wait(options, end);
  next.action = wait ? RetryAction::kLater : RetryAction::kNow;
  if (wait) {
    next.delay = wait_after_failure(end.retries_used);
  }
  return next;
}

}  // namespace mxsweep

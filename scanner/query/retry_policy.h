// When and where to ask again: a pure function of how one attempt ended and
// what was tried before. Rules T2 (FORMERR, BADVERS or broken EDNS to EDNS:
// once without), T4 (TC: repeat over a stream), X4 (a failure that the resolver
// caches: ask another one, or wait at least a second), E2 (a filtered answer is
// not the zone's: ask elsewhere). Silence of a resolver that is not there uses
// up no retry. Plain values; no state.
#pragma once

#include <cstdint>

#include "io/base/time.h"

#include "scanner/rr/status.h"

namespace mxsweep {

struct RetryOptions {
  std::uint32_t retries = 3;
  bool other_resolvers = false;  // more than one to choose from
};

// One attempt that is over.
struct AttemptEnd {
  LookupStatus status = LookupStatus::kTimeout;
  bool truncated = false;           // the reply had TC
  bool filtered = false;            // an answer marked as filtered or censored
  bool edns = false;                // the attempt carried OPT
  bool edns_fault = false;          // the reply is useless, OPT may be why
  bool stream = false;              // the attempt went over a stream
  bool without_edns_tried = false;  // this attempt or an earlier had no OPT
  bool only_silence = false;        // every attempt so far timed out
  std::uint32_t retries_used = 0;   // counted attempts after the first
  // Silence, and the resolver has replied to nothing since it was asked: that
  // says nothing about the name.
  bool unproven = false;
  // With this one as many useless replies came as resolvers answer at all.
  bool failed_everywhere = false;
};

enum class RetryAction : std::uint8_t { kFinal, kNow, kLater };

struct RetryDecision {
  RetryAction action = RetryAction::kFinal;
  io::Duration delay{};  // kLater only
  bool edns = true;
  bool stream = false;
  bool same_resolver = false;
  bool counted = true;  // uses up one of the retries
};

// No reply came, or a refusal by the network.
[[nodiscard]] bool is_silence(LookupStatus status);

// A reply that says nothing about the name and that the resolver keeps, so
// that asking the same one again at once would give the same.
[[nodiscard]] bool is_cached_failure(LookupStatus status);

// How long all further waits take together when each attempt fails like that.
// `retries_used`: with the one that is about to be made.
[[nodiscard]] io::Duration waits_after_failures(const RetryOptions& options,
                                                std::uint32_t retries_used);

[[nodiscard]] RetryDecision decide(const RetryOptions& options,
                                   const AttemptEnd& end);

}  // namespace mxsweep

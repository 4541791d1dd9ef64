// ResolverPool: the resolvers of a shard. Chooses one for each attempt, spreads
// load evenly, keeps away from one that has stopped answering and lets a few
// questions through to see whether it is back. Counts behaviour per resolver.
// Owned by one shard; the counters may be read by the progress thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "io/base/time.h"
#include "io/net/endpoint.h"

#include "scanner/engine/counters.h"

namespace mxsweep {

struct ResolverCounters {
  Counter sent;
  Counter replies;
  Counter timeouts;
  Counter failures;  // SERVFAIL, REFUSED and other useless replies
};

class ResolverPool {
 public:
  static constexpr std::uint16_t kNone = 0xFFFF;

  explicit ResolverPool(const std::vector<io::Endpoint>& endpoints);

  // The resolver for the next attempt; `avoid` is chosen only if no other one
  // answers. Healthy ones take turns. Never fails.
  [[nodiscard]] std::uint16_t pick(io::Instant now, std::uint16_t avoid);

  // Those not set aside, at least 1.
  [[nodiscard]] std::size_t usable(io::Instant now) const;

  // How an attempt ended, for health and counters.
  enum class Report : std::uint8_t { kReply, kFailureReply, kSilence };
  void report(std::uint16_t resolver, io::Instant now, Report what);

  void count_sent(std::uint16_t resolver) {
    states_[resolver].counters->sent.add();
  }

  [[nodiscard]] std::size_t size() const { return states_.size(); }

  [[nodiscard]] const io::Endpoint& endpoint(std::uint16_t resolver) const {
    return states_[resolver].endpoint;
  }

  // "address:port" as results show it.
  [[nodiscard]] const std::string& label(std::uint16_t resolver) const {
    return states_[resolver].label;
  }

  // Mixed into the matcher's hash.
  [[nodiscard]] std::uint64_t seed(std::uint16_t resolver) const {
    return states_[resolver].seed;
  }

  [[nodiscard]] const ResolverCounters& counters(std::uint16_t resolver) const {
    return *states_[resolver].counters;
  }

  // Left out at `now` because it stopped answering.
  [[nodiscard]] bool set_aside(std::uint16_t resolver, io::Instant now) const;

 private:
  struct State {
    io::Endpoint endpoint;
    std::string label;
    std::uint64_t seed = 0;
    std::uint32_t silent_in_a_row = 0;
    std::uint32_t spells = 0;  // times set aside without a reply since
    std::uint32_t trials = 0;  // questions since the last spell ended
    io::Instant aside_until{};
    std::unique_ptr<ResolverCounters> counters;
  };

  static void begin_spell(State& state, io::Instant now);
  static void count_trial(State& state, io::Instant now);

  std::vector<State> states_;
  std::uint16_t turn_ = 0;
};

// The hash seed of an endpoint: equal endpoints, equal seeds.
[[nodiscard]] std::uint64_t endpoint_seed(const io::Endpoint& endpoint);

}  // namespace mxsweep

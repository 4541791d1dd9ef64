// ResolverPool: the resolvers of a shard. Chooses one for each attempt, so that
// each gets what it can take: as its pacer allows, and among those that may
// take any amount the one with fewer questions on its way. Keeps away from one
// that has stopped answering or refuses, and lets a few questions through to
// see whether it is back. One that is not trusted is never chosen. Counts
// behaviour per resolver. Choosing costs the same for one resolver as for
// thousands: those that may be asked stand in a ring, those that wait for their
// time in a heap.
//
// Owned by one shard; the counters may be read by the progress thread.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "io/base/time.h"
#include "io/net/endpoint.h"

#include "scanner/engine/counters.h"
#include "scanner/engine/pacer.h"

namespace mxsweep {

struct ResolverCounters {
  Counter sent;
  Counter replies;
  Counter timeouts;  // and network errors
  Counter failures;  // of the replies: SERVFAIL, REFUSED and other useless ones
  Counter late;      // replies after their attempt was over
  Counter spells;    // times set aside
};

// One attempt at a resolver that is on its way.
struct Visit {
  std::uint16_t resolver = 0xFFFF;
  bool stream = false;
  std::uint32_t cohort = 0;  // of its pacer
  io::Instant sent{};
};

class ResolverPool {
 public:
  static constexpr std::uint16_t kNone = 0xFFFF;

  explicit ResolverPool(const std::vector<io::Endpoint>& endpoints,
                        const PacerOptions& pace = {}, io::Instant start = {},
                        const std::vector<std::uint16_t>& distrusted = {});

  // The resolver for the next attempt; `avoid` is chosen only if no other one
  // answers. kNone when those that answer have no room now.
  [[nodiscard]] std::uint16_t pick(io::Instant now, std::uint16_t avoid);

  // When pick() may have something again by time alone.
  [[nodiscard]] io::Instant next_pick(io::Instant now) const;

  // An attempt leaves for a resolver that was picked (or must be asked again).
  [[nodiscard]] Visit depart(std::uint16_t resolver, bool stream,
                             io::Instant now);

  // How it ended. Each visit ends once.
  void arrive(const Visit& visit, Outcome outcome, io::Instant now);

  // A reply came after its visit had ended.
  void late(const io::Endpoint& from);

  // How long attempt number `retries_used` (0: the first) may wait: adapted to
  // the resolver, `most` for the first one. A patient attempt takes the whole
  // time: the last one, and one over a stream, which repeats by itself.
  [[nodiscard]] io::Duration wait(std::uint16_t resolver,
                                  std::uint32_t retries_used, bool patient,
                                  io::Duration most) const;

  // From now on it may be chosen. REQUIRES: it was not trusted.
  void trust(std::uint16_t resolver);

  [[nodiscard]] bool trusted(std::uint16_t resolver) const {
    return states_[resolver].place != Place::kBarred;
  }

  [[nodiscard]] std::size_t trusted_count() const {
    return states_.size() - barred_;
  }

  // Those trusted and not set aside, at least 1.
  [[nodiscard]] std::size_t usable() const {
    return aside_ < trusted_count() ? trusted_count() - aside_ : 1;
  }

  [[nodiscard]] std::size_t size() const { return states_.size(); }

  [[nodiscard]] const io::Endpoint& endpoint(std::uint16_t resolver) const {
    return states_[resolver].endpoint;
  }

  // "address:port" as results show it.
  [[nodiscard]] const std::string& label(std::uint16_t resolver) const {
    return states_[resolver].label;
  }

  // Whether it is all digits, letters and ".:[]": only an interface's name
  // may be anything.
  [[nodiscard]] bool is_label_plain(std::uint16_t resolver) const {
    return states_[resolver].endpoint.scope == 0;
  }

  // Mixed into the matcher's hash.
  [[nodiscard]] std::uint64_t seed(std::uint16_t resolver) const {
    return states_[resolver].seed;
  }

  [[nodiscard]] const ResolverCounters& counters(std::uint16_t resolver) const {
    return *states_[resolver].counters;
  }

  [[nodiscard]] const Pacer& pacer(std::uint16_t resolver) const {
    return states_[resolver].pacer;
  }

  [[nodiscard]] bool set_aside(std::uint16_t resolver, io::Instant now) const {
    return states_[resolver].aside && now < states_[resolver].aside_until;
  }

 private:
  enum class Place : std::uint8_t { kReady, kTimed, kFull, kBarred };

  struct State {
    State(const io::Endpoint& where, const PacerOptions& pace,
          io::Instant start);

    io::Endpoint endpoint;
    std::string label;
    std::uint64_t seed;
    Pacer pacer;
    io::Instant last_reply{};
    io::Instant aside_until{};
    io::Instant due{};  // in the heap; other entries of it there are stale
    std::uint32_t silent_in_a_row = 0;
    std::uint32_t failed_in_a_row = 0;
    std::uint32_t spells = 0;  // times set aside without a useful reply since
    std::uint32_t trials = 0;  // questions since the last spell ended
    bool aside = false;
    Place place = Place::kReady;
    std::unique_ptr<ResolverCounters> counters;
  };

  using Timed = std::pair<std::int64_t, std::uint16_t>;  // when, who

  void wake(io::Instant now);
  [[nodiscard]] bool is_aside(State& state, io::Instant now);
  [[nodiscard]] std::uint16_t from_ring(io::Instant now, std::uint16_t avoid);
  [[nodiscard]] std::uint16_t from_rest(io::Instant now, std::uint16_t avoid);
  [[nodiscard]] std::uint16_t longest_aside(std::uint16_t avoid) const;
  [[nodiscard]] std::uint16_t& ring(std::size_t ahead);
  void next_turn();
  void prefer_idler(std::uint16_t avoid);
  void leave_ring(io::Instant now);
  void make_ready(std::uint16_t resolver);
  void wait_until(std::uint16_t resolver, io::Instant when);
  void begin_spell(std::uint16_t resolver, io::Instant now);
  void end_spell(std::uint16_t resolver);
  void take_silence(const Visit& visit, io::Instant now);
  void take_failure(std::uint16_t resolver, io::Instant now);

  std::vector<State> states_;
  absl::flat_hash_map<std::uint64_t, std::uint16_t> by_seed_;
  std::vector<std::uint16_t> ready_;  // ring
  std::size_t ready_head_ = 0;
  std::size_t ready_count_ = 0;
  std::vector<Timed> timed_;  // heap, earliest first
  std::uint32_t turn_left_ = 0;
  std::size_t aside_ = 0;   // of those trusted
  std::size_t barred_ = 0;  // not trusted
};

// The hash seed of an endpoint: equal endpoints, equal seeds.
[[nodiscard]] std::uint64_t endpoint_seed(const io::Endpoint& endpoint);

}  // namespace mxsweep

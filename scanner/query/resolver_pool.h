// ResolverPool: the resolvers of a shard. Chooses one for each attempt: in
// turn, each as often as its record is good, as far as its pacer and its
// questions on their way allow. One that ResolverHealth finds out (it answers
// nothing, or nothing usefully, control questions included) is asked control
// questions only; one that is not trusted is never chosen. Counts behaviour per
// resolver. Choosing costs the same for one resolver as for thousands: those
// that may be asked stand in a ring, those that wait for their time in a heap.
//
// Owned by one shard; the counters may be read by the progress thread.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "io/base/endpoint.h"
#include "io/base/time.h"

#include "scanner/query/final_reply.h"
#include "scanner/query/pacer.h"
#include "scanner/query/resolver_counters.h"
#include "scanner/query/resolver_health.h"

namespace mxsweep {

// One attempt at a resolver that is on its way.
struct Attempt {
  std::uint16_t resolver = kNoResolver;
  bool stream : 1 = false;
  bool control : 1 = false;  // a control question
  bool repeat : 1 = false;   // its name's last attempt had a useless reply
  std::uint32_t cohort = 0;  // of its pacer
  io::Instant sent{};
};

// What a resolver with the worst record gets of what the best one gets: enough
// to show that it has become better.
inline constexpr double kResolverWeightLeast = 1.0 / 64;

class ResolverPool {
 public:
  explicit ResolverPool(const std::vector<io::Endpoint>& endpoints,
                        const PacerOptions& pace = {}, io::Instant start = {},
                        const std::vector<std::uint16_t>& rewriting = {});

  // A server that is never picked: one more, whose number is the count so far,
  // or another one in the place of one that was dropped.
  // REQUIRES: no other thread reads counters of it, or any that may move
  void add(std::uint16_t number, const io::Endpoint& endpoint,
           const PacerOptions& pace, io::Instant now);

  // It is not found any more. REQUIRES: it came by add(), and no attempt at it
  // is on its way
  void drop(std::uint16_t server);

  // Room for so many, added ones included, so that none moves before.
  void reserve(std::size_t count) { states_.reserve(count); }

  // The resolver for the next attempt; `avoid` is chosen only if no other one
  // is there. kNoResolver when those that are there have no room now.
  [[nodiscard]] std::uint16_t pick(io::Instant now, std::uint16_t avoid);

  // The same for the last attempt of a name: the one with the best record.
  [[nodiscard]] std::uint16_t pick_best(io::Instant now, std::uint16_t avoid);

  // When pick() or next_control() may have something again by time alone.
  [[nodiscard]] io::Instant next_pick(io::Instant now) const;

  // The next resolver that is to be asked a control question now, or
  // kNoResolver. The caller sends one at once.
  [[nodiscard]] std::uint16_t next_control(io::Instant now);

  // When next_control() may have something; now and then too early.
  [[nodiscard]] io::Instant next_control_due() const {
    return controls_.empty() ? io::Instant::never()
                             : io::Instant{controls_.front().first};
  }

  // A control question is known that some resolver has answered usefully.
  void allow_useless_doubt() { can_control_ = true; }

  // An attempt leaves for a resolver that was picked (or must be asked again,
  // or is asked a control question).
  enum class Channel : std::uint8_t { kDatagram, kStream, kControl };

  [[nodiscard]] Attempt on_sent(std::uint16_t resolver, Channel channel,
                                io::Instant now);

  // What to do with an attempt that has no reply after usual_time().
  enum class Overdue : std::uint8_t {
    kWait,     // perhaps the resolver is not there: it keeps its place
    kRelease,  // others were answered meanwhile: it needs no place any longer
    kGiveUp,   // the resolver is out
  };

  [[nodiscard]] Overdue overdue(const Attempt& attempt, io::Instant now);

  [[nodiscard]] io::Duration control_wait(std::uint16_t resolver) const;

  [[nodiscard]] io::Duration usual_time(std::uint16_t resolver) const {
    return states_[resolver].pacer.usual_time();
  }

  // Packets that its pace lets leave now.
  [[nodiscard]] std::uint32_t room(std::uint16_t resolver, io::Instant now) {
    return states_[resolver].pacer.room(now);
  }

  // Whether the resolver has replied to anything since the attempt was sent.
  // If not, the silence of that attempt says nothing about its name.
  [[nodiscard]] bool replied_since(const Attempt& attempt) const {
    return states_[attempt.resolver].health.last_reply() >= attempt.sent;
  }

  // See Pacer::asked_again().
  void asked_again(std::uint16_t resolver, std::uint32_t cohort,
                   bool answered) {
    states_[resolver].pacer.asked_again(cohort, answered);
  }

  // See Pacer::recovered().
  void recovered(std::uint16_t resolver) {
    states_[resolver].pacer.recovered();
  }

  // How it ended. Each attempt ends once.
  void on_result(const Attempt& attempt, AttemptResult outcome,
                 io::Instant now);

  // kNoResolver when it is none of these.
  [[nodiscard]] std::uint16_t find(const io::Endpoint& endpoint) const;

  // A reply came after its attempt had ended.
  void late(const io::Endpoint& from, io::Instant now);

  // How long attempt number `retries_used` (0: the first) may wait: adapted to
  // the resolver, `most` for the first one. A patient attempt takes the whole
  // time: the last one, and one over a stream, which repeats by itself.
  [[nodiscard]] io::Duration wait(std::uint16_t resolver,
                                  std::uint32_t retries_used, bool patient,
                                  io::Duration most) const;

  // The resolver may be chosen from now on. REQUIRES: it was not trusted.
  void trust(std::uint16_t resolver);

  [[nodiscard]] bool trusted(std::uint16_t resolver) const {
    return states_[resolver].place != Place::kBarred;
  }

  [[nodiscard]] std::size_t trusted_count() const {
    return states_.size() - barred_;
  }

  // Resolvers trusted and not out, at least 1.
  [[nodiscard]] std::size_t usable() const {
    return out_ < trusted_count() ? trusted_count() - out_ : 1;
  }

  // When the last of those trusted went out; never() while one is not.
  [[nodiscard]] io::Instant all_out_since() const { return all_out_since_; }

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

  [[nodiscard]] bool is_out(std::uint16_t resolver) const {
    return states_[resolver].out;
  }

 private:
  // Where it stands: in the ring, in the heap, nowhere until an attempt ends
  // or until it is back, or nowhere because it is not trusted.
  enum class Place : std::uint8_t { kReady, kTimed, kFull, kOut, kBarred };

  struct State {
    State(const io::Endpoint& where, const PacerOptions& pace,
          io::Instant start);

    io::Endpoint endpoint;
    std::string label;
    std::uint64_t seed;
    Pacer pacer;
    ResolverHealth health;
    io::Instant due{};      // in the heap; other entries of it there are stale
    io::Instant control{};  // the same, in the heap of control questions
    double quality = 1;     // share of useful replies, lately
    double useless = 0;     // share of useless replies, lately
    double credit = 0;      // questions of its next turn
    bool out = false;
    Place place = Place::kReady;
    std::unique_ptr<ResolverCounters> counters;
  };

  using Timed = std::pair<std::int64_t, std::uint16_t>;  // when, who

  void wake(io::Instant now);
  [[nodiscard]] std::uint16_t from_ring(io::Instant now, std::uint16_t avoid);
  [[nodiscard]] std::uint16_t from_rest(io::Instant now, std::uint16_t avoid);
  [[nodiscard]] std::uint16_t& ring(std::size_t ahead);
  void begin_turn(io::Instant now, std::uint16_t avoid);
  [[nodiscard]] double weight(const State& state) const;
  [[nodiscard]] bool has_its_part(const State& state) const;
  void next_turn();
  void leave_ring(io::Instant now);
  void make_ready(std::uint16_t resolver);
  void wait_until(std::uint16_t resolver, io::Instant when);
  void compare(io::Instant now);
  void take_end(const Attempt& attempt, AttemptResult outcome, io::Instant now);
  void take_reply(State& state, AttemptResult outcome, io::Instant now);
  void note_health(std::uint16_t resolver, io::Instant now);
  void go_out(std::uint16_t resolver, io::Instant now);
  void come_back(std::uint16_t resolver, io::Instant now);

  const bool paced_;
  std::vector<State> states_;
  absl::flat_hash_map<std::uint64_t, std::uint16_t> by_seed_;
  std::vector<std::uint16_t> ready_;  // ring
  std::size_t ready_head_ = 0;
  std::size_t ready_count_ = 0;
  std::vector<Timed> timed_;     // heap, earliest first
  std::vector<Timed> controls_;  // heap, earliest first
  std::uint32_t turn_left_ = 0;
  std::uint64_t in_flight_ = 0;  // at all of them
  std::size_t out_ = 0;          // of those trusted
  std::size_t barred_ = 0;       // not trusted
  io::Instant all_out_since_ = io::Instant::never();
  bool can_control_ = false;
  io::Instant compared_{};   // when the next two were found
  double best_quality_ = 1;  // of those that are not out
  std::uint16_t best_ = kNoResolver;
};

// The hash seed of an endpoint: equal endpoints, equal seeds.
[[nodiscard]] std::uint64_t endpoint_seed(const io::Endpoint& endpoint);

}  // namespace mxsweep

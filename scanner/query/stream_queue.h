// StreamQueue: the questions that wait for room on the stream to their
// resolver, first come, first served, and what became of that stream lately.
// How much room there is the transport says; a question that waits has no slot
// and no deadline, so it loses nothing by waiting, unless the stream turns out
// to be dead: after two failures in a row without any reply, everything that
// waits for it fails with them.
//
// Queries are named by their index in the pool; the lists are linked through
// one array, so that nothing is allocated after construction. Owned by one
// shard.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "io/base/time.h"
#include "io/net/transport.h"

namespace mxsweep {

// A question whose connections end again and again while others are answered
// may be what ends them: one more end than this counts as an attempt.
inline constexpr std::uint8_t kStreamCutsMax = 8;

class StreamQueue {
 public:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  // `places`: most questions on streams at once, over all resolvers.
  StreamQueue(std::size_t resolvers, std::uint32_t queries,
              std::uint32_t places);

  // There is one more, or another one in the place of one that nothing waits
  // for and nothing was asked of that is not over.
  void add_resolver(std::uint16_t resolver);

  // REQUIRES: it waits nowhere yet.
  void wait(std::uint32_t query, std::uint16_t resolver);

  // The same, before all others: its connection ended under it.
  void wait_first(std::uint32_t query, std::uint16_t resolver);

  // Asks how much room there is now. Once before each round of next().
  void look(const io::Transport& transport);

  // Whether a waiting question may leave.
  [[nodiscard]] bool ready() const;

  // A waiting question that may leave, or kNone. The question must leave
  // before the next call.
  [[nodiscard]] std::uint32_t next() {
    return waiting_.empty() ? kNone : take_turn();
  }

  // The question that has waited longest for that resolver, or kNone; it
  // waits no longer.
  [[nodiscard]] std::uint32_t give_up(std::uint16_t resolver);

  // A question leaves over the stream; the attempt is over.
  void on_sent(std::uint16_t resolver);
  void retire(std::uint16_t resolver);

  void note_reply(std::uint16_t resolver, io::Instant now);

  // An attempt that began at `sent` ended without a reply. True when the
  // stream has no other attempt, brought no reply since `sent`, and this is
  // its second failure in a row: the waiting questions are to be given up.
  [[nodiscard]] bool note_silence(std::uint16_t resolver, io::Instant sent);

  // The connection ended with questions open. True when this is its second
  // failure in a row: as above.
  [[nodiscard]] bool note_failure(std::uint16_t resolver);

  // Whether a reply was paired with its question since the last time.
  [[nodiscard]] bool take_replied(std::uint16_t resolver);

 private:
  struct State {
    std::uint32_t head = kNone;
    std::uint32_t tail = kNone;
    std::uint32_t in_flight = 0;
    std::uint32_t room = 0;      // as of the last look()
    std::uint32_t failures = 0;  // in a row, without a reply
    bool replied = false;
    io::Instant last_reply{};
  };

  [[nodiscard]] bool may_go(const State& state) const {
    return state.room > 0 && in_flight_ < places_;
  }

  [[nodiscard]] std::uint32_t take_turn();
  [[nodiscard]] std::uint32_t take_from(std::size_t at);
  [[nodiscard]] bool count_failure(State& state);

  const std::uint32_t places_;
  std::uint32_t in_flight_ = 0;
  std::size_t turn_ = 0;                // in waiting_
  bool may_connect_ = false;            // in this round
  std::vector<std::uint32_t> after_;    // by query: the next in its list
  std::vector<State> states_;           // by resolver
  std::vector<std::uint16_t> waiting_;  // resolvers with a list
};

}  // namespace mxsweep

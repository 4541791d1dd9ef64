// ResolverHealth: whether one resolver is there and does its work. A name that
// fails, however often, says nothing about the resolver that was asked; what
// says something is a control question, one that the resolver should be able
// to answer. This class says when one is to be asked (control_due) and what
// follows from how it ended:
//
//   well      asked like any other
//   in doubt  asked like any other, and control questions with it: nothing at
//             all was answered for as long as an answer usually takes, or many
//             replies in a row were useless
//   out       asked nothing but a control question a second: several control
//             questions in a row were not answered, or answered uselessly
//
// Any reply ends silence, any useful reply ends uselessness. What cannot be
// told apart: a resolver that answers the control question from its cache but
// cannot reach anybody looks well (docs/decisions/013).
//
// Plain arithmetic on the caller's time; owned by one shard.
#pragma once

#include <cstdint>

#include "io/base/time.h"

namespace mxsweep {

// How a control question ended.
enum class ControlEnd : std::uint8_t {
  kUseful,   // a reply that says something about the name
  kUseless,  // SERVFAIL, REFUSED and other useless replies
  kSilence,  // no reply in time, or an error of the network
  kUnclear,  // given up for a reason of ours
};

class ResolverHealth {
 public:
  enum class State : std::uint8_t { kWell, kInDoubt, kOut };

  [[nodiscard]] State state() const { return state_; }

  // In doubt or out because there are no replies at all.
  [[nodiscard]] bool silent() const {
    return state_ != State::kWell && !useless_;
  }

  // The last reply of any kind; before the first one: Instant{}.
  [[nodiscard]] io::Instant last_reply() const { return last_reply_; }

  // A reply to a question about a name. `can_control`: a control question is
  // known that some resolver has answered usefully.
  void take_reply(bool useful, bool can_control, io::Instant now);

  // A reply whose question was over already.
  void take_late_reply(io::Instant now);

  // A question that was sent at `sent` should have been answered by now.
  void take_overdue(io::Instant sent, io::Instant now);

  // Many useless replies may be the resolver's way to say that it is asked too
  // much: wants a control question at `when`, if the last one is `interval`
  // ago.
  void suspect_replies(io::Duration interval, io::Instant when,
                       io::Instant now);

  // When the next control question is to be sent; never() when none is wanted
  // or one is on its way.
  [[nodiscard]] io::Instant control_due() const { return control_due_; }

  void control_sent(io::Instant now);

  // The one that was sent last.
  void control_ended(ControlEnd end, io::Instant now);

  // While it is out it is asked this often, for the first kOutSoon; then half
  // as often each time, down to kOutIntervalMost.
  static constexpr io::Duration kOutInterval = io::Duration::seconds(1);
  static constexpr io::Duration kOutSoon = io::Duration::seconds(30);
  static constexpr io::Duration kOutIntervalMost = io::Duration::seconds(32);

  // Useless replies in a row that put a resolver in doubt, at first; twice as
  // many each time that a control question was answered all the same.
  static constexpr std::uint32_t kUselessInARow = 32;
  static constexpr std::uint32_t kUselessInARowMost = 1024;

  // Control questions in a row without a reply, or without a useful one, that
  // show that it is out.
  static constexpr std::uint32_t kSilentControls = 3;
  static constexpr std::uint32_t kUselessControls = 2;

 private:
  void become_well();
  void doubt(bool useless, io::Instant now);
  void go_out(io::Instant now);
  void count_against(std::uint32_t most, io::Instant now);
  void take_bad_control(ControlEnd end, io::Instant now);

  State state_ = State::kWell;
  bool useless_ = false;  // why it is not well: useless replies, or silence
  bool control_open_ = false;
  std::uint8_t against_ = 0;  // control questions in a row that speak so
  std::uint32_t useless_in_a_row_ = 0;
  std::uint32_t doubt_after_ = kUselessInARow;
  io::Instant last_reply_{};
  io::Instant control_due_ = io::Instant::never();
  io::Instant control_at_{};  // when the last one was sent
  io::Instant out_since_{};
  io::Duration out_interval_ = kOutInterval;
};

}  // namespace mxsweep

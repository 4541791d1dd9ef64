// Pacer: how fast one resolver may be asked. It finds out by asking: time is
// cut into cohorts of questions that were sent at one rate, and what became of
// a cohort (answered, refused or failed, silent, how soon) is the verdict on
// its rate. A trial cohort goes faster than the proven rate; until its verdict
// is in, the proven rate holds, so that a wrong guess costs one cohort. Trials
// double the rate at first; after the first bad verdict they are small and
// become bolder with success, so that lost capacity is found again.
//
// Bad is: more loss than this path loses at any rate (the floor, measured at
// the start and by cohorts that go slower now and then), or replies that all
// take much longer than they used to (a queue). The new rate is what the
// resolver did answer, less a little. Loss that stays when the rate falls is
// the path's: it raises the floor and the rate comes back. What has no answer
// when a verdict is due counts as silent.
//
// Names that are broken at any rate are no loss. Silent questions are asked
// again at once: as large a part of them as is answered then was lost the first
// time, and the rest are broken names. Useless replies (SERVFAIL, REFUSED) are
// loss as far as they are more than there usually are, and not more than
// control questions that end so, or names that failed and are answered when
// they are asked again, can explain. When there is no reply at all nothing is
// learnt: whether the resolver is there is for ResolverHealth to say.
//
// Without `adaptive` the rate is fixed (0: none) and there is no window.
// Plain arithmetic on the caller's time; one thread (docs/decisions/008).
#pragma once

#include <cstdint>
#include <vector>

#include "io/base/time.h"

#include "scanner/query/rate_limiter.h"
#include "scanner/query/rtt_estimate.h"

namespace mxsweep {

struct PacerOptions {
  bool adaptive = false;
  // In packets a second. Adaptive: the start, and the most (0: no bound).
  // Fixed: the rate is max_pps. Public resolvers take this start from anybody.
  double start_pps = 500;
  std::uint64_t max_pps = 0;
  double phase = 0;  // of its groups, see RateLimiter
};

enum class AttemptResult : std::uint8_t {
  kReply,    // says something about the name
  kFailure,  // SERVFAIL, REFUSED and other useless replies
  kRepeat,   // any reply about a name that had failed: a broken one, perhaps
  kSilence,  // no reply in time, or an error of the network
  kUnclear,  // ended for a reason that lies in this program
};

class Pacer {
 public:
  // Verdicts are due more often than this; a longer gap shows that the process
  // may have been paused.
  static constexpr io::Duration kDelayMost = io::Duration::milliseconds(150);

  Pacer(const PacerOptions& options, io::Instant start);

  // Packets that may leave now, by rate and window.
  [[nodiscard]] std::uint32_t room(io::Instant now);

  // When room() may become positive by time alone; never() when only a reply
  // or a timeout can make room.
  [[nodiscard]] io::Instant next_room(io::Instant now) const;

  // A packet leaves, within room() or not. The result goes into ended().
  [[nodiscard]] std::uint32_t sent(io::Instant now);

  // An attempt is over. `rtt` counts for replies and failures; 0: not known.
  void ended(std::uint32_t cohort, AttemptResult outcome, io::Duration rtt,
             io::Instant now);

  // A question of this cohort had ended in silence and was asked again; it was
  // answered, or was not within the usual time. Each once, at most.
  void asked_again(std::uint32_t cohort, bool answered);

  // A question that had got a useless reply was asked again, and answered.
  void recovered() { ++recovered_; }

  // A control question of this cohort was answered, usefully or not.
  void take_control(std::uint32_t cohort, bool useful, io::Instant now);

  // What is on its way, and the cohort being sent, say nothing about the rate.
  void forget(io::Instant now);

  // The resolver went out because it answers nothing usefully: half the rate
  // is enough when it comes back.
  void back_off(io::Instant now);

  // A reply came after its attempt had ended: it should have waited longer.
  void late() { patience_ = patience_ * 1.02 < 8 ? patience_ * 1.02 : 8; }

  // How long a first attempt should wait, within `most`.
  [[nodiscard]] io::Duration first_wait(io::Duration most) const;

  // A reply that has not come after this long is unusual; most never come.
  [[nodiscard]] io::Duration usual_time() const;

  [[nodiscard]] std::uint32_t in_flight() const { return in_flight_; }

  [[nodiscard]] const RttEstimate& rtt() const { return rtt_; }

  // The proven rate, packets a second; 0 = unlimited.
  [[nodiscard]] std::uint64_t rate_pps() const;

  // The rate at which packets left, averaged over the packets: the few
  // questions at the end of a run hardly count. 0 = unlimited.
  [[nodiscard]] std::uint64_t typical_pps() const;

 private:
  enum class Kind : std::uint8_t { kSteady, kTrial, kDip };

  struct Cohort {
    std::uint32_t number = 0;
    std::uint32_t sent = 0;
    std::uint32_t good = 0;
    std::uint32_t useless = 0;
    std::uint32_t silent = 0;
    std::uint32_t again = 0;           // of the silent: asked again
    std::uint32_t again_answered = 0;  // of these
    std::uint32_t repeats = 0;         // replies about names that had failed
    std::uint32_t controls = 0;        // of the first ones
    std::uint32_t useless_controls = 0;
    // Set by judge(): the questions lost on the path or because the rate was
    // too high, and these plus the answered ones, which leaves out the names
    // that are broken at any rate.
    double bad = 0;
    double answerable = 0;
    double turned_away = 0;  // of the bad: had useless replies
    io::Instant begin{};
    io::Instant end{};  // of sending
    io::Duration rtt_min{};
    double pps = 0;
    Kind kind = Kind::kSteady;
    std::uint32_t arrived = 0;  // replies to any cohort while it was sent
    io::Duration idle{};        // when nothing was sent for a while

    [[nodiscard]] double length_s() const { return (end - begin).to_seconds(); }

    // Packets a second while it was being sent: less than `pps` when something
    // else held questions back, as the places of lost ones do.
    [[nodiscard]] double pace() const;

    // To questions about names of which nothing was known.
    [[nodiscard]] std::uint32_t first() const { return good + useless; }

    [[nodiscard]] std::uint32_t replied() const { return first() + repeats; }

    [[nodiscard]] std::uint32_t ended() const { return replied() + silent; }

    [[nodiscard]] double bad_share() const {
      return answerable > 0 && bad > 0 ? bad / answerable : 0;
    }

    [[nodiscard]] double path_lost() const {
      return turned_away > 0 ? bad - turned_away : bad;
    }

    // What turns questions away is no path.
    [[nodiscard]] double path_share() const {
      return answerable > 0 && path_lost() > 0 ? path_lost() / answerable : 0;
    }

    [[nodiscard]] double silent_share() const {
      return sent == 0 ? 0 : static_cast<double>(silent) / sent;
    }
  };

  // The mean of what was seen: of everything at first, then of about the last
  // `most` values.
  struct Mean {
    double value = 0;
    double seen = 0;

    void add(double next, double most) {
      seen = seen + 1 < most ? seen + 1 : most;
      value += (next - value) / seen;
    }
  };

  static constexpr std::uint32_t kCohorts = 64;

  // A trial goes at most so much faster.
  static constexpr double kStepMost = 1.0;

  // After the start a cohort goes slower this often, to measure the floor.
  static constexpr io::Duration kDipPause = io::Duration::seconds(3);

  [[nodiscard]] Cohort& cohort(std::uint32_t number) {
    return cohorts_[number % kCohorts];
  }

  void roll(io::Instant now);
  void open_cohort(io::Instant now);
  void judge(io::Instant now);
  void weigh(const Cohort& one, io::Instant now);

  struct Share {
    double value = 0;
    double deviation = 0;
  };

  [[nodiscard]] Share failing_controls(const Cohort& one) const;
  [[nodiscard]] static double turned_away(const Cohort& one, double share);
  [[nodiscard]] double recovered_share(const Cohort& one) const;
  [[nodiscard]] double usual_useless(const Cohort& one) const;
  [[nodiscard]] double unusual_share(const Cohort& one) const;
  [[nodiscard]] double useless_lost(const Cohort& one) const;
  [[nodiscard]] double silent_lost(const Cohort& one) const;
  void learn_broken(const Cohort& one);
  [[nodiscard]] bool explained(const Cohort& one) const;
  void learn_replied(const Cohort& one, io::Instant now);
  [[nodiscard]] bool complete(const Cohort& one, io::Instant now) const;
  [[nodiscard]] bool overdue(const Cohort& one, io::Instant now) const;
  [[nodiscard]] bool decided(const Cohort& one, io::Instant now) const;
  [[nodiscard]] static bool filled(const Cohort& one);
  [[nodiscard]] bool unproven() const;
  [[nodiscard]] bool lossy_at_first(const Cohort& one) const;
  [[nodiscard]] bool lossy(const Cohort& one) const;

  // Bad ones above the floor that are not taken for a sign.
  struct Tolerance {
    double share;       // of those sent
    double deviations;  // of chance
  };

  [[nodiscard]] bool exceeds(double sent, double bad,
                             const Tolerance& tolerance) const;
  [[nodiscard]] double deviation(double sent) const;
  [[nodiscard]] bool long_lossy(const Cohort& one) const;
  [[nodiscard]] bool loss_unreduced(const Cohort& one) const;
  [[nodiscard]] bool queueing(const Cohort& one);
  [[nodiscard]] bool rises(const Cohort& one) const;
  void learn_floor(const Cohort& one);
  void learn(const Cohort& one);
  void accept(const Cohort& one, io::Instant now);
  void slow_down(const Cohort& one, io::Instant now);
  void take_queue(const Cohort& one, io::Instant now);
  [[nodiscard]] io::Duration draining_time(const Cohort& one) const;
  void drain(const Cohort& one, io::Instant now);
  void reduce_to(double pps, io::Instant now);
  void end_trials(io::Instant now);
  [[nodiscard]] double bounded(double pps) const;
  [[nodiscard]] std::uint32_t window() const;

  const PacerOptions options_;
  RateLimiter limiter_;
  RttEstimate rtt_;
  std::uint32_t in_flight_ = 0;
  std::uint32_t unanswered_ = 0;  // on their way since the last reply
  double patience_ = 1;
  bool useful_ = false;  // it has answered usefully

  // Adaptive only.
  double proven_pps_;
  double good_pps_ = 0;  // the proven rate at the last good verdict,
  bool good_while_starting_ = true;  // and whether trials doubled it then
  bool backed_off_ = false;
  double paced_ = 0;          // packets of cohorts that were sent
  double paced_by_rate_ = 0;  // each times the rate of its cohort
  io::Instant last_sent_{};
  bool starting_ = true;  // no bad verdict yet
  io::Instant next_dip_{};
  double step_ = 1;          // how much faster the next trial is
  std::uint32_t risen_ = 0;  // trials in a row with more useless replies
  io::Instant next_trial_{};
  bool trial_open_ = false;      // sent or without verdict
  std::uint32_t current_ = 0;    // cohort being sent
  std::uint32_t unjudged_ = 0;   // oldest cohort without verdict
  std::vector<Cohort> cohorts_;  // kCohorts; one without `adaptive`
  bool asks_again_ = false;      // silent questions are asked again at all
  double again_lately_ = 0;      // questions that were asked again
  // Of these: answered, so lost the first time. Begins as if one had been.
  Mean lost_share_{1, 1};
  io::Instant judged_at_{};
  io::Instant read_until_{};        // until then nothing counts as missing
  Mean replied_share_{1, 0};        // of all questions, lately
  Mean broken_share_{0, 0};         // of names, at any rate
  double recovered_ = 0;            // lately, see recovered()
  double good_ = 0;                 // useful replies of the same time
  double slower_broken_share_ = 1;  // at most, of the last dip
  Mean useless_controls_{0, 0};
  Mean useless_controls_long_{0, 0};
  io::Instant control_at_{};      // the last one
  bool useless_counted_ = false;  // in the last verdict, as lost
  double floor_share_ = 0;  // bad share that has nothing to do with the rate
  double floor_sent_ = 0;   // answerable questions it was measured by, lately
  double long_sent_ = 0;    // of steady cohorts lately
  double long_bad_ = 0;
  io::Duration rtt_floor_{};        // least seen, slowly forgotten
  std::uint32_t slow_replies_ = 0;  // of cohorts without a quick one, lately
  io::Instant reduced_at_{};        // cohorts from before say nothing new
  io::Instant draining_until_{};
  io::Duration queued_rtt_{};  // what the present queue was when found, and
  double queued_pps_ = 0;      // the rate then; 0: there is none
  Cohort before_{};            // what the present run of losses began with
  std::uint32_t useless_cuts_ = 0;  // since, in a row
};

}  // namespace mxsweep

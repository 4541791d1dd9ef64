// The judging half of Pacer: what became of a cohort, and what follows from it
// for the rate.
#include <algorithm>
#include <cmath>

#include "scanner/query/pacer.h"

namespace mxsweep {
namespace {

// A trial says something only when it was really sent at its rate.
constexpr double kFilled = 0.8;

// At the start a good trial does not wait for its slowest names.
constexpr double kAnsweredStart = 0.90;
constexpr double kEndedAll = 0.999;
constexpr io::Duration kVerdictMost = io::Duration::seconds(2);

// After a pause of this process, replies that came meanwhile are read before
// any question counts as silent.
constexpr io::Duration kReadingTime = io::Duration::milliseconds(20);

constexpr double kStepLeast = 0.08;
constexpr io::Duration kTrialPause = io::Duration::seconds(3);

// Loss above the floor that a good cohort may have, and three standard
// deviations of chance. At the start too much is far too much, and the floor
// is not well known.
constexpr double kShareAllowed = 0.005;
constexpr double kShareAllowedStart = 0.05;
constexpr double kDeviationsStart = 6;
constexpr double kDeviations = 3;
constexpr double kDeviationsTrial = 1.0;

// Many cohorts at one rate together show less.
constexpr double kShareAllowedLong = 0.003;
constexpr double kLongDecay = 0.9;  // each cohort

// What the cohorts that go slower say.
constexpr double kDipDecay = 0.9;      // of the floor known before
constexpr double kDipRiseMost = 0.02;  // more is a resolver in trouble

// A bad cohort's answered rate is what the resolver can do; at a little less it
// loses nothing. One verdict never cuts deeper than kCutMost.
constexpr double kBelow = 0.97;
constexpr double kBelowQueue = 0.93;
constexpr double kStillGrows = 1.1;
constexpr double kCutMost = 0.3;

// A cut that does not reduce the loss shows that the path loses. Above 10 %
// loss two such cuts are required. A cut counts only if it should have halved
// the loss.
constexpr double kUnreducedLeast = 0.7;  // of the loss that should be gone
constexpr double kUnreducedMost = 1.2;   // of the loss before
constexpr double kHalved = 0.5;
constexpr double kMuchLoss = 0.1;
constexpr double kFloorMost = 0.5;

constexpr double kQueueFactor = 2;
constexpr double kNotEmptied = 0.7;  // of the round trip when it was found
constexpr io::Duration kQueueLeast = io::Duration::milliseconds(5);
constexpr double kRttFloorRise = 0.02;  // a second
// Among so many replies one is about as quick as can be, however slow most
// names are.
constexpr std::uint32_t kSlowReplies = 200;
constexpr io::Duration kDrainMost = io::Duration::seconds(3);

// Silent questions that were asked again and tell what became of the others:
// so many say something new, and with so many one can tell broken names from
// lost questions at the start.
constexpr std::uint32_t kAgainLeast = 4;
constexpr double kAgainSure = 32;

// A trial that consists of names that had failed shows nothing.
constexpr double kFirstLeast = 0.2;

// So many trials in a row with more useless replies end the start.
constexpr std::uint32_t kRisenMost = 4;

constexpr double kRepliedLeast = 0.3;
constexpr double kSharesMemory = 5;  // cohorts

}  // namespace

// Questions that have no answer by now count as silent.
bool Pacer::overdue(const Cohort& one, io::Instant now) const {
  return now >= read_until_ && now - one.end > first_wait(kVerdictMost) * 2;
}

// Enough is known of the silent ones, or there are hardly any.
bool Pacer::explained(const Cohort& one) const {
  return one.silent <= kShareAllowedLong * one.sent + 1 ||
         2 * one.again >= one.silent || !asks_again_;
}

// Every question of the cohort has its result.
bool Pacer::complete(const Cohort& one, io::Instant now) const {
  return overdue(one, now) || one.ended() >= kEndedAll * one.sent;
}

void Pacer::learn_replied(const Cohort& one, io::Instant now) {
  if (complete(one, now) && !lossy(one)) {
    const double replied = static_cast<double>(one.replied()) / one.sent;
    replied_share_.add(std::max(kRepliedLeast, replied), kSharesMemory);
  }
}

bool Pacer::decided(const Cohort& one, io::Instant now) const {
  if (overdue(one, now) ||
      (one.ended() >= kEndedAll * one.sent && explained(one))) {
    return true;
  }
  // Where some questions always stay silent, no verdict waits for them.
  const bool clear = one.kind == Kind::kTrial
                         ? filled(one)
                         : floor_sent_ != 0 && replied_share_.value < kEndedAll;
  return starting_ && clear && !lossy(one) &&
         one.replied() >= kAnsweredStart * replied_share_.value * one.sent;
}

void Pacer::judge(io::Instant now) {
  if (now - judged_at_ > kDelayMost) {
    read_until_ = now + kReadingTime;
  }
  judged_at_ = now;
  while (unjudged_ != current_) {
    Cohort& one = cohort(unjudged_);
    if (overdue(one, now)) {
      // Retries and last attempts wait for longer than a verdict can.
      one.silent = one.sent - one.replied();
    }
    const double useless = useless_lost(one);
    one.turned_away = useless;
    one.bad = silent_lost(one) + useless;
    useless_counted_ = useless != 0;
    const std::uint32_t usable = useless_counted_ ? one.good : one.replied();
    one.answerable = usable + std::max(one.bad, 0.0);
    if (!decided(one, now)) {
      return;
    }
    ++unjudged_;
    trial_open_ = trial_open_ && one.kind != Kind::kTrial;
    const bool known = explained(one) || one.again >= kAgainLeast ||
                       again_lately_ >= kAgainLeast;
    if (one.replied() != 0 && known && one.begin >= reduced_at_) {
      learn_replied(one, now);
      learn_broken(one);
      weigh(one, now);
    }
  }
}

void Pacer::weigh(const Cohort& one, io::Instant now) {
  if (one.kind == Kind::kDip) {
    learn_floor(one);
  }
  if (one.kind == Kind::kSteady) {
    long_sent_ = long_sent_ * kLongDecay + one.answerable;
    long_bad_ = long_bad_ * kLongDecay + one.bad;
  }
  if (lossy(one) || long_lossy(one)) {
    slow_down(one, now);
  } else if (queueing(one)) {
    take_queue(one, now);
  } else if (one.kind == Kind::kTrial &&
             (rises(one) || one.first() < kFirstLeast * one.replied())) {
    if (starting_ && rises(one) && ++risen_ < kRisenMost) {
      next_trial_ = now;  // the names may have become others
    } else {
      end_trials(now);  // the same step would fail again
    }
  } else {
    learn(one);
    accept(one, now);
    good_pps_ = proven_pps_;
    good_while_starting_ = starting_;
  }
}

double Pacer::Cohort::pace() const {
  const double busy_s = std::max(length_s() - idle.to_seconds(), 1e-3);
  const double average = sent / std::max(length_s(), 1e-3);
  return std::max(average, std::min(pps, sent / busy_s));
}

bool Pacer::filled(const Cohort& one) {
  return one.sent >= kFilled * one.pps * one.length_s();
}

// No verdict, good or bad, has been given on any rate.
bool Pacer::unproven() const {
  return floor_sent_ == 0 && before_.sent == 0;
}

// The first rate may be too fast for this resolver, and there is no floor to
// compare with. Much silence is taken for that once, unless it is known that
// it is the names': a cut costs a second, and a short list is over soon.
bool Pacer::lossy_at_first(const Cohort& one) const {
  const bool unsure = unproven() && lost_share_.seen < kAgainSure;
  const double share =
      unsure ? std::max(one.bad_share(), one.silent_share()) : one.bad_share();
  const double usual = kShareAllowedStart * one.sent;
  return share * one.sent > usual + kDeviations * std::sqrt(1 + usual);
}

bool Pacer::lossy(const Cohort& one) const {
  if (floor_sent_ == 0) {
    return lossy_at_first(one);
  }
  if (starting_) {
    return exceeds(one.answerable, one.bad,
                   {kShareAllowedStart, kDeviationsStart});
  }
  // To stay where one is costs less than to go too far.
  return one.kind == Kind::kTrial
             ? exceeds(one.answerable, one.bad,
                       {kShareAllowedLong, kDeviationsTrial})
             : exceeds(one.answerable, one.bad, {kShareAllowed, kDeviations});
}

bool Pacer::long_lossy(const Cohort& one) const {
  return one.kind == Kind::kSteady && !starting_ && one.bad > 0 &&
         exceeds(long_sent_, long_bad_, {kShareAllowedLong, kDeviations});
}

bool Pacer::exceeds(double sent, double bad, const Tolerance& tolerance) const {
  return bad > floor_share_ * sent + tolerance.share * sent +
                   tolerance.deviations * deviation(sent);
}

// Of what is lost among so many though the rate is right: by chance, and
// because the floor was found by chance, too.
double Pacer::deviation(double sent) const {
  const double measured = std::max(floor_sent_, 1.0);
  const double floor_variance = (floor_share_ + 1 / measured) / measured;
  const double broken = useless_counted_ ? broken_share_.value : 0;
  return std::sqrt(1 + (floor_share_ + broken) * sent +
                   floor_variance * sent * sent);
}

bool Pacer::queueing(const Cohort& one) {
  const auto usual = static_cast<double>(rtt_floor_.ns);
  const bool slow =
      rtt_floor_.ns != 0 &&
      static_cast<double>(one.rtt_min.ns) >
          usual * kQueueFactor + static_cast<double>(kQueueLeast.ns);
  slow_replies_ = slow ? slow_replies_ + one.replied() : 0;
  return slow_replies_ >= kSlowReplies;
}

// More useless replies than at the usual rate may come of the rate.
bool Pacer::rises(const Cohort& one) const {
  const double usual = broken_share_.value * one.first();
  return one.useless > usual + kShareAllowed * one.first() +
                           kDeviations * std::sqrt(1 + usual);
}

// Loss at a rate that is lower than usual has other causes than the rate.
void Pacer::learn_floor(const Cohort& one) {
  const double tolerated =
      kShareAllowed * one.answerable + kDeviations * deviation(one.answerable);
  if (one.path_lost() + tolerated < floor_share_ * one.answerable) {
    floor_sent_ = 0;  // it was no loss of the path
  }
  floor_sent_ = floor_sent_ * kDipDecay + one.answerable;
  const double share = std::min(one.path_share(), floor_share_ + kDipRiseMost);
  floor_share_ += (share - floor_share_) * one.answerable / floor_sent_;
}

// What a cohort that is all right says about the path.
void Pacer::learn(const Cohort& one) {
  // What is lost ends last. A trial may have lost more than the path does
  // and yet not be judged lossy, as long as the floor is not well known.
  const bool usual =
      one.kind != Kind::kTrial ||
      !exceeds(one.answerable, one.bad, {kShareAllowed, kDeviations});
  if (starting_ && usual && one.path_share() <= kFloorMost &&
      one.ended() >= kEndedAll * one.sent) {
    floor_sent_ += one.answerable;
    floor_share_ +=
        (one.path_share() - floor_share_) * one.answerable / floor_sent_;
  }
  useless_cuts_ = 0;
  before_ = {};
  queued_rtt_ = {};
  if (one.rtt_min.ns != 0) {
    const io::Duration risen{
        static_cast<std::int64_t>(static_cast<double>(rtt_floor_.ns) *
                                  (1 + kRttFloorRise * one.length_s()))};
    rtt_floor_ =
        rtt_floor_.ns == 0 ? one.rtt_min : std::min(risen, one.rtt_min);
  }
}

void Pacer::accept(const Cohort& one, io::Instant now) {
  if (one.kind != Kind::kTrial) {
    return;
  }
  risen_ = 0;
  if (filled(one)) {
    proven_pps_ = std::max(proven_pps_, one.pps);
    step_ = std::min(step_ * 2, kStepMost);
  } else {
    const double sent_pps = one.sent / std::max(one.length_s(), 1e-3);
    proven_pps_ = std::max(proven_pps_, bounded(sent_pps));
  }
  next_trial_ = now;
}

void Pacer::end_trials(io::Instant now) {
  if (starting_) {
    starting_ = false;
    next_dip_ = now + kDipPause;
  }
  step_ = kStepLeast;
  next_trial_ = now + kTrialPause;
}

void Pacer::reduce_to(double pps, io::Instant now) {
  proven_pps_ = bounded(std::max(pps, proven_pps_ * kCutMost));
  reduced_at_ = now;
  useless_controls_ = {};
  useless_controls_long_ = {};
  long_sent_ = 0;
  long_bad_ = 0;
  Cohort& open = cohort(current_);
  open.end = now;
  ++current_;
  open_cohort(now);
}

// Slower, and yet as much is lost as before, although a resolver that took what
// it took then would now lose much less.
bool Pacer::loss_unreduced(const Cohort& one) const {
  if (before_.sent == 0) {
    return false;
  }
  const double before = before_.bad_share();
  const double taken = before_.pace() * (1 - before);
  const double expected = std::max(0.0, 1 - taken / one.pace());
  return expected <= kHalved * before &&
         one.bad_share() >= expected + kUnreducedLeast * (before - expected) &&
         one.bad_share() <= kUnreducedMost * before;
}

void Pacer::slow_down(const Cohort& one, io::Instant now) {
  const double lost = unproven() ? one.silent_share() : one.bad_share();
  if (floor_sent_ != 0) {
    end_trials(now);
  }
  // What the way loses did not reach it.
  const double taken =
      one.pace() * std::min(1.0, (1 - lost) / (1 - floor_share_));
  if (one.kind == Kind::kTrial) {
    // A failed trial measures the capacity well, but one trial lowers the
    // proven rate by 6 % at most.
    const double most = std::max(kBelow * taken, kBelow * kBelow * proven_pps_);
    const double least = std::min(taken, one.pace() * (1 - unusual_share(one)));
    proven_pps_ =
        bounded(std::clamp(proven_pps_, kBelow * kBelow * least, most));
    return;
  }
  if (loss_unreduced(one)) {
    ++useless_cuts_;
    if (useless_cuts_ >= (before_.bad_share() > kMuchLoss ? 2U : 1U)) {
      floor_share_ = std::min(one.path_share(), kFloorMost);
      if (one.turned_away > 0) {
        broken_share_ = {static_cast<double>(one.useless) / one.first(), 1};
      }
      floor_sent_ = std::max<double>(floor_sent_, one.answerable);
      proven_pps_ = std::max(proven_pps_, before_.pps);
      useless_cuts_ = 0;
      before_ = {};
      return;
    }
  } else {
    before_ = one;
    useless_cuts_ = 0;
  }
  queued_rtt_ = {};  // a queue so full that it loses is another matter
  reduce_to(std::min(proven_pps_, kBelow * taken), now);
}

// While a queue empties its cohorts say nothing new, unless it still grows.
void Pacer::take_queue(const Cohort& one, io::Instant now) {
  if (one.begin >= draining_until_ || one.kind == Kind::kTrial) {
    drain(one, now);
  } else if (static_cast<double>(one.rtt_min.ns) >
             kStillGrows * static_cast<double>(queued_rtt_.ns)) {
    queued_rtt_ = one.rtt_min;
    draining_until_ = now + draining_time(one);
  }
}

io::Duration Pacer::draining_time(const Cohort& one) const {
  const auto queue = static_cast<double>((one.rtt_min - rtt_floor_).ns);
  const io::Duration needed{
      static_cast<std::int64_t>(queue / (1 - kBelowQueue))};
  return std::min(needed, kDrainMost);
}

// A queue empties only when less comes in than goes out. If it does not empty
// even so, this program did not cause it: the path has become longer.
void Pacer::drain(const Cohort& one, io::Instant now) {
  const auto rtt = static_cast<double>(one.rtt_min.ns);
  if (queued_rtt_.ns != 0 &&
      rtt >= kNotEmptied * static_cast<double>(queued_rtt_.ns) &&
      one.kind != Kind::kTrial) {
    rtt_floor_ = one.rtt_min;
    queued_rtt_ = {};
    proven_pps_ = std::max(proven_pps_, bounded(queued_pps_));
    return;
  }
  end_trials(now);
  queued_rtt_ = one.rtt_min;
  queued_pps_ = proven_pps_;
  const double out = one.arrived / std::max(one.length_s(), 1e-3);
  draining_until_ = now + draining_time(one);
  reduce_to(std::min(proven_pps_, kBelowQueue * out), now);
}

}  // namespace mxsweep

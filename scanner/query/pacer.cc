#include "scanner/query/pacer.h"

#include <algorithm>
#include <cmath>

namespace mxsweep {
namespace {

// A cohort is long enough to measure a rate and to hold some questions.
constexpr io::Duration kCohortLength = io::Duration::milliseconds(100);
constexpr io::Duration kCohortLengthMax = io::Duration::seconds(2);
constexpr std::uint32_t kCohortSent = 50;

// A rate slightly above the capacity shows only after the resolver's receive
// buffer is full.
constexpr io::Duration kSmallTrialLength = io::Duration::milliseconds(300);

// Questions that leave at a rate come without such gaps between them.
constexpr io::Duration kIdleLeast = io::Duration::milliseconds(8);

// How much slower a cohort goes that measures the floor.
constexpr double kDip = 0.85;

// No resolver is asked more slowly than this.
constexpr double kLeastPps = 10;

// What may leave without any reply coming in: twice what is on its way when all
// is well. What is lost to a resolver that does answer takes no room.
constexpr double kWindowWaits = 2;
constexpr std::uint32_t kWindowLeast = 64;

// Before the first reply, a reply may take this long; later on this is the
// least that a busy machine needs for one.
constexpr io::Duration kUsualUnknown = io::Duration::milliseconds(250);
constexpr io::Duration kUsualLeast = io::Duration::milliseconds(10);
constexpr io::Duration kUsualMost = io::Duration::seconds(1);
constexpr std::int64_t kUsualWaits = 2;

// A resolver that has never answered usefully is not asked faster than so many
// times the rate of the start.
constexpr double kUselessTimes = 4;

// How many of the questions that were asked again after silence are remembered,
// and what part of them is still recent a cohort later.
constexpr double kAgainMemory = 64;
constexpr double kAgainDecay = 0.8;

// Control questions that are remembered, and for how long without another one.
constexpr double kControlMemory = 16;
constexpr double kControlMemoryLong = 100;
constexpr io::Duration kControlsRecentLong = io::Duration::seconds(2);
constexpr io::Duration kControlsRecent = io::Duration::milliseconds(500);

// Replies that take longer than this are worth a second question.
constexpr io::Duration kWaitLeast = io::Duration::milliseconds(400);
constexpr double kPatienceDecay = 0.9998;  // each reply in time

}  // namespace

Pacer::Pacer(const PacerOptions& options, io::Instant start)
    : options_(options),
      limiter_(options.adaptive ? 1 : options.max_pps, start, options.phase),
      proven_pps_(bounded(options.start_pps)),
      cohorts_(options.adaptive ? kCohorts : 1) {
  if (options_.adaptive) {
    open_cohort(start);
  }
}

double Pacer::bounded(double pps) const {
  double most =
      options_.max_pps == 0 ? 1e9 : static_cast<double>(options_.max_pps);
  if (!useful_) {
    most = std::min(most, options_.start_pps * kUselessTimes);
  }
  return std::clamp(pps, std::min(kLeastPps, most), most);
}

std::uint64_t Pacer::rate_pps() const {
  return options_.adaptive ? static_cast<std::uint64_t>(proven_pps_)
                           : options_.max_pps;
}

std::uint64_t Pacer::typical_pps() const {
  return options_.adaptive && paced_ > 0
             ? static_cast<std::uint64_t>(paced_by_rate_ / paced_)
             : rate_pps();
}

std::uint32_t Pacer::window() const {
  if (!options_.adaptive) {
    return ~std::uint32_t{0};
  }
  if (!rtt_.known()) {
    return kWindowLeast;
  }
  const double pps = std::max(proven_pps_, cohorts_[current_ % kCohorts].pps);
  const double most = pps * kWindowWaits * rtt_.overdue().to_seconds();
  return kWindowLeast + static_cast<std::uint32_t>(std::min(most, 1e9));
}

std::uint32_t Pacer::room(io::Instant now) {
  if (options_.adaptive) {
    roll(now);
  }
  const std::uint32_t most = window();
  const std::uint32_t free = most > unanswered_ ? most - unanswered_ : 0;
  return std::min(limiter_.available(now), free);
}

io::Instant Pacer::next_room(io::Instant now) const {
  return unanswered_ >= window() ? io::Instant::never()
                                 : limiter_.next_grant(now);
}

io::Duration Pacer::first_wait(io::Duration most) const {
  if (!rtt_.known()) {
    return most;
  }
  const io::Duration wait{static_cast<std::int64_t>(
      static_cast<double>(std::max(rtt_.overdue(), kWaitLeast).ns) *
      patience_)};
  return std::min(wait, most);
}

std::uint32_t Pacer::sent(io::Instant now) {
  limiter_.charge(now, 1);
  ++in_flight_;
  ++unanswered_;
  Cohort& open = cohort(current_);
  const io::Duration gap = now - std::max(last_sent_, open.begin);
  if (gap > kIdleLeast) {
    open.idle = open.idle + gap;
  }
  last_sent_ = now;
  ++open.sent;
  return current_;
}

void Pacer::ended(std::uint32_t number, AttemptResult outcome, io::Duration rtt,
                  io::Instant now) {
  --in_flight_;
  const bool reply = outcome == AttemptResult::kReply ||
                     outcome == AttemptResult::kFailure ||
                     outcome == AttemptResult::kRepeat;
  unanswered_ = reply || unanswered_ == 0 ? 0 : unanswered_ - 1;
  if (reply && rtt.ns > 0) {
    rtt_.add(rtt, in_flight_);
    patience_ = std::max(1.0, patience_ * kPatienceDecay);
  }
  if (!options_.adaptive) {
    return;
  }
  cohort(current_).arrived += reply ? 1 : 0;
  Cohort& one = cohort(number);
  if (one.number != number) {
    return;  // it took longer than all cohorts together
  }
  switch (outcome) {
    case AttemptResult::kReply:
      ++one.good;
      useful_ = true;
      break;
    case AttemptResult::kFailure:
      ++one.useless;
      break;
    case AttemptResult::kRepeat:
      ++one.repeats;
      break;
    case AttemptResult::kSilence:
      ++one.silent;
      break;
    case AttemptResult::kUnclear:
      --one.sent;
      break;
  }
  if (reply && rtt.ns > 0 && (one.rtt_min.ns == 0 || rtt < one.rtt_min)) {
    one.rtt_min = rtt;
  }
  roll(now);
  judge(now);
}

void Pacer::asked_again(std::uint32_t number, bool answered) {
  Cohort& one = cohort(number);
  if (options_.adaptive && one.number == number) {
    ++one.again;
    one.again_answered += answered ? 1 : 0;
  }
  asks_again_ = true;
  ++again_lately_;
  lost_share_.add(answered ? 1 : 0, kAgainMemory);
}

void Pacer::take_control(std::uint32_t number, bool useful, io::Instant now) {
  Cohort& one = cohort(number);
  const bool known = options_.adaptive && one.number == number;
  if (known) {
    ++one.controls;
    one.useless_controls += useful ? 0 : 1;
  }
  if (!known || one.kind == Kind::kTrial || one.begin < reduced_at_) {
    return;  // about another rate
  }
  if (now - control_at_ > kControlsRecent) {
    useless_controls_ = {};
  }
  if (now - control_at_ > kControlsRecentLong) {
    useless_controls_long_ = {};
  }
  control_at_ = now;
  useless_controls_.add(useful ? 0 : 1, kControlMemory);
  useless_controls_long_.add(useful ? 0 : 1, kControlMemoryLong);
}

void Pacer::forget(io::Instant now) {
  unanswered_ = 0;
  if (options_.adaptive) {
    trial_open_ = false;
    reduce_to(proven_pps_, now);
    unjudged_ = current_;
  }
}

void Pacer::back_off(io::Instant now) {
  if (!options_.adaptive) {
    return;
  }
  // As it went out it answered less and less, whatever the rate was.
  proven_pps_ = std::max(proven_pps_, good_pps_);
  const bool first_rates = good_while_starting_ && !backed_off_;
  end_trials(now);
  if (first_rates) {
    starting_ = true;
    step_ = kStepMost;
    next_trial_ = now;
  }
  backed_off_ = true;
  reduce_to(proven_pps_ / 2, now);
  good_pps_ = proven_pps_;
}

io::Duration Pacer::usual_time() const {
  if (!rtt_.known()) {
    return kUsualUnknown;
  }
  return std::clamp(rtt_.overdue() * kUsualWaits, kUsualLeast, kUsualMost);
}

// Closes the cohort that is being sent when it has its length.
void Pacer::roll(io::Instant now) {
  const Cohort& open = cohort(current_);
  const io::Duration length = now - open.begin;
  const io::Duration least = open.kind == Kind::kTrial && !starting_
                                 ? kSmallTrialLength
                                 : kCohortLength;
  const bool over = length >= kCohortLengthMax ||
                    (length >= least && open.sent >= kCohortSent);
  if (over) {
    cohort(current_).end = now;
    paced_ += open.sent;
    paced_by_rate_ += open.sent * open.pps;
    ++current_;
    again_lately_ *= kAgainDecay;
    open_cohort(now);
    judge(now);
  }
}

void Pacer::open_cohort(io::Instant now) {
  if (current_ - unjudged_ >= kCohorts) {
    unjudged_ = current_ - kCohorts + 1;  // too old for a verdict
  }
  Cohort& one = cohort(current_);
  one = Cohort{};
  one.number = current_;
  one.begin = now;
  one.pps = proven_pps_;
  if (!starting_ && now >= next_dip_) {
    one.kind = Kind::kDip;
    one.pps = bounded(proven_pps_ * kDip);
    next_dip_ = now + kDipPause;
  } else if (floor_sent_ != 0 && !trial_open_ &&
             now >= std::max(next_trial_, draining_until_) &&
             bounded(proven_pps_ * (1 + step_)) > proven_pps_) {
    one.kind = Kind::kTrial;
    one.pps = bounded(proven_pps_ * (1 + step_));
    trial_open_ = true;
  }
  limiter_.set_rate(now, static_cast<std::uint64_t>(one.pps));
}

}  // namespace mxsweep

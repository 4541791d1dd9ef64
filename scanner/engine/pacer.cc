#include "scanner/engine/pacer.h"

#include <algorithm>
#include <cmath>

namespace mxsweep {
namespace {

// A cohort is long enough to measure a rate and to hold some questions.
constexpr io::Duration kCohortLength = io::Duration::milliseconds(100);
constexpr io::Duration kCohortLengthMax = io::Duration::seconds(2);
constexpr std::uint32_t kCohortSent = 50;

// A little too fast shows only when what the resolver takes in one gulp is
// full.
constexpr io::Duration kSmallTrialLength = io::Duration::milliseconds(300);

// Questions that leave at a rate come without such gaps between them.
constexpr io::Duration kIdleLeast = io::Duration::milliseconds(8);

// A trial says something only when it was really sent at its rate.
constexpr double kFilled = 0.8;

// At the start a good trial does not wait for its slowest names.
constexpr double kAnsweredStart = 0.90;
constexpr double kEndedAll = 0.999;
constexpr io::Duration kVerdictMost = io::Duration::seconds(2);

constexpr double kStepLeast = 0.08;
constexpr double kStepMost = 1.0;
constexpr io::Duration kTrialPause = io::Duration::seconds(3);

// Loss above the floor that a good cohort may have, and three standard
// deviations of chance. At the start too much is far too much, and the floor
// is not well known.
constexpr double kShareAllowed = 0.005;
constexpr double kShareAllowedStart = 0.05;
constexpr double kDeviationsStart = 6;
constexpr double kDeviations = 3;
constexpr double kDeviationsTrial = 1.5;

// Many cohorts at one rate together show less.
constexpr double kShareAllowedLong = 0.003;
constexpr double kLongDecay = 0.9;  // each cohort

// Now and then a cohort goes slower, to measure the floor.
constexpr double kDip = 0.85;
constexpr io::Duration kDipPause = io::Duration::seconds(3);
constexpr double kDipDecay = 0.9;      // of the floor known before
constexpr double kDipRiseMost = 0.02;  // more is a resolver in trouble

// A bad cohort's answered rate is what the resolver can do; a little below it
// there is peace. One verdict never cuts deeper than kCutMost.
constexpr double kBelow = 0.97;
constexpr double kBelowQueue = 0.93;
constexpr double kStillGrows = 1.1;
constexpr double kCutMost = 0.3;
constexpr double kLeastPps = 10;

// A cut that leaves the loss where it was has been in vain; when much is lost
// it takes two to be sure. It tells something only when it should have brought
// the loss to half.
constexpr double kStays = 0.7;
constexpr double kStaysMost = 1.2;
constexpr double kTells = 0.5;
constexpr double kMuchLoss = 0.1;
constexpr double kFloorMost = 0.5;

constexpr double kQueueFactor = 2;
constexpr io::Duration kQueueLeast = io::Duration::milliseconds(5);
constexpr double kRttFloorRise = 0.02;  // a second
// Among so many replies one is about as quick as can be, however slow most
// names are.
constexpr std::uint32_t kSlowReplies = 200;
constexpr io::Duration kDrainMost = io::Duration::seconds(3);

// What may leave without any reply coming in: twice what is on its way when all
// is well. What is lost to a resolver that does answer takes no room.
constexpr double kWindowWaits = 2;
constexpr std::uint32_t kWindowLeast = 64;

// Replies that take longer than this are worth a second question.
constexpr io::Duration kWaitLeast = io::Duration::milliseconds(400);
constexpr double kPatienceDecay = 0.9998;  // each reply in time

}  // namespace

Pacer::Pacer(const PacerOptions& options, io::Instant start)
    : options_(options),
      limiter_(options.adaptive ? 1 : options.max_pps, start),
      proven_pps_(bounded(options.start_pps)) {
  if (options_.adaptive) {
    open_cohort(start);
  }
}

double Pacer::bounded(double pps) const {
  const double most =
      options_.max_pps == 0 ? 1e9 : static_cast<double>(options_.max_pps);
  return std::clamp(pps, std::min(kLeastPps, most), most);
}

std::uint64_t Pacer::rate_pps() const {
  return options_.adaptive ? static_cast<std::uint64_t>(proven_pps_)
                           : options_.max_pps;
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

void Pacer::ended(std::uint32_t number, Outcome outcome, io::Duration rtt,
                  io::Instant now) {
  --in_flight_;
  const bool reply = outcome == Outcome::kReply || outcome == Outcome::kFailure;
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
  if (outcome == Outcome::kReply) {
    ++one.good;
  } else if (outcome == Outcome::kUnclear) {
    --one.sent;
  } else {
    ++one.bad;
  }
  if (reply && rtt.ns > 0 && (one.rtt_min.ns == 0 || rtt < one.rtt_min)) {
    one.rtt_min = rtt;
  }
  roll(now);
  judge(now);
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
    ++current_;
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

// Whoever would have answered has.
bool Pacer::overdue(const Cohort& one, io::Instant now) const {
  return now - one.end > first_wait(kVerdictMost) * 2;
}

bool Pacer::decided(const Cohort& one, io::Instant now) const {
  const double ended = one.good + one.bad;
  if (ended >= kEndedAll * one.sent || overdue(one, now)) {
    return true;
  }
  return starting_ && one.kind == Kind::kTrial && filled(one) && !lossy(one) &&
         one.good >= kAnsweredStart * (1 - floor_share_) * one.sent;
}

void Pacer::judge(io::Instant now) {
  while (unjudged_ != current_ && decided(cohort(unjudged_), now)) {
    Cohort& one = cohort(unjudged_);
    if (overdue(one, now)) {
      // Retries and last attempts wait for longer than a verdict can.
      one.bad = one.sent - one.good;
    }
    ++unjudged_;
    trial_open_ = trial_open_ && one.kind != Kind::kTrial;
    if (one.sent != 0 && one.begin >= reduced_at_) {
      weigh(one, now);
    }
  }
}

void Pacer::weigh(const Cohort& one, io::Instant now) {
  if (one.kind == Kind::kDip) {
    learn_floor(one);
  }
  if (one.kind == Kind::kSteady) {
    long_sent_ = long_sent_ * kLongDecay + one.sent;
    long_bad_ = long_bad_ * kLongDecay + one.bad;
  }
  if (floor_sent_ != 0 && (lossy(one) || long_lossy(one))) {
    slow_down(one, now);
  } else if (queueing(one)) {
    take_queue(one, now);
  } else {
    learn(one);
    accept(one, now);
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

bool Pacer::lossy(const Cohort& one) const {
  if (starting_) {
    return exceeds(one.sent, one.bad, {kShareAllowedStart, kDeviationsStart});
  }
  // To stay where one is costs less than to go too far.
  return one.kind == Kind::kTrial
             ? exceeds(one.sent, one.bad, {kShareAllowedLong, kDeviationsTrial})
             : exceeds(one.sent, one.bad, {kShareAllowed, kDeviations});
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
  return std::sqrt(1 + floor_share_ * sent + floor_variance * sent * sent);
}

bool Pacer::queueing(const Cohort& one) {
  const auto usual = static_cast<double>(rtt_floor_.ns);
  const bool slow =
      rtt_floor_.ns != 0 &&
      static_cast<double>(one.rtt_min.ns) >
          usual * kQueueFactor + static_cast<double>(kQueueLeast.ns);
  slow_replies_ = slow ? slow_replies_ + one.good : 0;
  return slow_replies_ >= kSlowReplies;
}

// Loss at a rate that is lower than usual has other causes than the rate.
void Pacer::learn_floor(const Cohort& one) {
  const double tolerated =
      kShareAllowed * one.sent + kDeviations * deviation(one.sent);
  if (one.bad + tolerated < floor_share_ * one.sent) {
    floor_sent_ = 0;  // it was no loss of the path
  }
  floor_sent_ = floor_sent_ * kDipDecay + one.sent;
  const double share = std::min(one.bad_share(), floor_share_ + kDipRiseMost);
  floor_share_ += (share - floor_share_) * one.sent / floor_sent_;
}

// What a cohort that is all right says about the path.
void Pacer::learn(const Cohort& one) {
  // What is lost ends last.
  if (starting_ && one.bad_share() <= kFloorMost &&
      one.good + one.bad >= kEndedAll * one.sent) {
    floor_sent_ += one.sent;
    floor_share_ += (one.bad_share() - floor_share_) * one.sent / floor_sent_;
  }
  vain_ = 0;
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
  long_sent_ = 0;
  long_bad_ = 0;
  Cohort& open = cohort(current_);
  open.end = now;
  ++current_;
  open_cohort(now);
}

// Slower, and yet as much is lost as before, although a resolver that took what
// it took then would now lose much less.
bool Pacer::cut_in_vain(const Cohort& one) const {
  if (before_.sent == 0) {
    return false;
  }
  const double before = before_.bad_share();
  const double taken = before_.pace() * (1 - before);
  const double expected = std::max(0.0, 1 - taken / one.pace());
  return expected <= kTells * before &&
         one.bad_share() >= expected + kStays * (before - expected) &&
         one.bad_share() <= kStaysMost * before;
}

void Pacer::slow_down(const Cohort& one, io::Instant now) {
  end_trials(now);
  // What the way loses did not reach it.
  const double taken =
      one.pace() * std::min(1.0, one.good / (one.sent * (1 - floor_share_)));
  if (one.kind == Kind::kTrial) {
    // It was too fast, and so tells well what can be done; alone, though, it
    // cuts little.
    const double most = std::max(kBelow * taken, kBelow * kBelow * proven_pps_);
    proven_pps_ =
        bounded(std::clamp(proven_pps_, kBelow * kBelow * taken, most));
    return;
  }
  if (one.good == 0) {
    // It is not there, which says nothing about the way to it.
    reduce_to(std::min(proven_pps_, bounded(options_.start_pps)), now);
    return;
  }
  if (cut_in_vain(one)) {
    ++vain_;
    if (vain_ >= (before_.bad_share() > kMuchLoss ? 2U : 1U)) {
      floor_share_ = std::min(one.bad_share(), kFloorMost);
      proven_pps_ = std::max(proven_pps_, before_.pps);
      vain_ = 0;
      before_ = {};
      return;
    }
  } else {
    before_ = one;
    vain_ = 0;
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
// even so, it is no queue of ours: the way has become longer.
void Pacer::drain(const Cohort& one, io::Instant now) {
  const auto rtt = static_cast<double>(one.rtt_min.ns);
  if (queued_rtt_.ns != 0 &&
      rtt >= kStays * static_cast<double>(queued_rtt_.ns) &&
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

// The part of Pacer that tells questions that were lost, or turned away, since
// the rate was too high from names that are broken at any rate.
#include <algorithm>
#include <cmath>

#include "scanner/query/pacer.h"

namespace mxsweep {
namespace {

// So many useless ones of the last control questions are no accident. However
// many are, some questions are answered.
constexpr double kUselessControls = 1.2;
constexpr double kFailingMost = 0.95;

// Beside those of a cohort, the control questions before count for so many; and
// what is within so many standard deviations agrees with them.
constexpr double kControlsKnown = 4;
constexpr double kControlDeviations = 2;

constexpr double kDipDeviations = 2;
constexpr double kBrokenMemory = 5;  // cohorts

// Names that were turned away at one rate are asked again for so long, and how
// many were answered then is soon forgotten.
constexpr io::Duration kRecoveredAfter = io::Duration::milliseconds(2500);
constexpr double kRecoveredDecay = 0.95;  // each cohort

// Silent questions that were asked again: so many are as good as what was known
// before.
constexpr double kAgainKnown = 16;

// Where hardly any reply is useful this part of all replies is taken instead,
// since chance would decide.
constexpr double kUsefulLeast = 0.1;

}  // namespace

// Of the useful names of a cohort, those that the resolver turned away: as many
// as of its own control questions, and of those just before.
Pacer::Share Pacer::failing_controls(const Cohort& one) const {
  const double lately = useless_controls_.value * useless_controls_.seen;
  if (lately < kUselessControls && one.useless_controls < kUselessControls) {
    const double share = useless_controls_long_.value;
    const double seen = useless_controls_long_.seen;
    return share * seen < kUselessControls
               ? Share{}
               : Share{share, std::sqrt(share * (1 - share) / seen)};
  }
  const double before = std::min(useless_controls_.seen, kControlsKnown);
  const double all = one.controls + before;
  const double share =
      (one.useless_controls + before * useless_controls_.value) / all;
  return {share, std::sqrt(share * (1 - share) / all)};
}

// How many useless replies of a cohort came of that, where such a share of the
// useful names was turned away.
double Pacer::turned_away(const Cohort& one, double share) {
  const double failing = std::clamp(share, 0.0, kFailingMost);
  return std::min<double>(one.good * failing / (1 - failing), one.useless);
}

// What was turned away at the rate before is answered long after.
double Pacer::recovered_share(const Cohort& one) const {
  return one.begin < reduced_at_ + kRecoveredAfter
             ? 0
             : recovered_ / std::max(1.0, recovered_ + good_);
}

// As many as of late, but no more than at a lower rate.
double Pacer::usual_useless(const Cohort& one) const {
  return std::min(broken_share_.value, slower_broken_share_) * one.first();
}

// Of its useful names, those that it turned away if all useless replies that
// are more than usual came of that.
double Pacer::unusual_share(const Cohort& one) const {
  const double more = std::max(0.0, one.useless - usual_useless(one));
  return more / std::max(1.0, more + one.good);
}

// Those that are more than usual, or less, so that chance does not add up: as
// far as it agrees with the control questions. What failed a moment ago and is
// answered now shows it as well.
double Pacer::useless_lost(const Cohort& one) const {
  const Share failing = failing_controls(one);
  const double reach = kControlDeviations * failing.deviation;
  const double most = std::max(turned_away(one, failing.value + reach),
                               turned_away(one, recovered_share(one)));
  if (most < 1) {
    return 0;
  }
  const double least = turned_away(one, failing.value - reach);
  const double more = one.useless - usual_useless(one);
  return more < least && least > 0 ? least : std::min(more, most);
}

// Of the silent questions of a cohort those were lost whose like were answered
// usefully when they were asked again. A part p of the useful names is lost the
// first time, and p of these once more; so s silent questions of which a share
// q is answered the second time, and g useful replies, give p = s q / g. Of the
// useless replies as large a part was lost.
double Pacer::silent_lost(const Cohort& one) const {
  if (one.silent == 0) {
    return 0;
  }
  const double before = std::min(kAgainKnown, lost_share_.seen);
  const double again = one.again + before;
  const double seen =
      one.silent * (one.again_answered + before * lost_share_.value) / again;
  const double useful =
      std::max<double>(one.good, kUsefulLeast * one.replied());
  const double twice =
      useful > seen ? seen * one.replied() / (useful - seen) : one.silent;
  // What other cohorts came to does not tell what was lost twice of this one.
  const double own = one.again / again;
  return own * std::min<double>(twice, one.silent) + (1 - own) * seen;
}

// Nothing new, where useless replies are loss as far as they are unusual.
void Pacer::learn_broken(const Cohort& one) {
  if (one.kind == Kind::kTrial || one.first() == 0) {
    return;
  }
  if (one.kind == Kind::kDip) {
    const double chance = kDipDeviations * std::sqrt(1.0 + one.useless);
    slower_broken_share_ = (one.useless + chance) / one.first();
  }
  good_ = good_ * kRecoveredDecay + one.good;
  recovered_ *= kRecoveredDecay;
  const double lost = useless_lost(one);
  broken_share_.add(std::max(0.0, one.useless - lost) / one.first(),
                    kBrokenMemory);
}

}  // namespace mxsweep

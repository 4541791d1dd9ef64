#include "scanner/run/run_estimate.h"

#include <algorithm>
#include <cmath>

namespace mxsweep {
namespace {

// What is not finished is not shown as finished, however little it is.
constexpr double kNearlyAll = 0.9999;

// So many usual times between two names make a pause.
constexpr double kPause = 4;
constexpr double kPauseLeast = 1;  // seconds

// More of them belong to how the run goes.
constexpr std::uint32_t kPausesMax = 2;

// Of so many names, the mail hosts that nobody knew yet grow as a power of
// them, as words of a text do (Heaps' law). The exponent is that of measured
// runs; it makes little difference.
constexpr double kNewHosts = 0.7;

// Of fewer, chance decides what they cost.
constexpr std::uint64_t kNamesTell = 1000;

// New hosts of a name, on average, between the first `from` and the first `to`
// names.
double new_hosts(double from, double to) {
  return (std::pow(to, kNewHosts) - std::pow(from, kNewHosts)) / (to - from);
}

// Of the questions of a kind that are asked again, those that will fail;
// as if one had before.
double failing(const RetriesOf<std::uint64_t>& kind) {
  const auto failed = static_cast<double>(kind.failed + 1);
  return static_cast<double>(kind.open) * failed /
         (failed + static_cast<double>(kind.answered));
}

// Names that are not done at the pace of the others. A question each, nearly.
double slow_names(const RetriesAhead& retries) {
  double names = 0;
  for (const auto& kind : retries) {
    names += failing(kind);
  }
  return names;
}

// With the time that retries take, in seconds. `at_pace` is that of the names
// `to_do`.
double with_retries(double at_pace, double to_do, const NamesUnderWay& work,
                    std::uint64_t done) {
  constexpr double kLikely = 0.5;
  constexpr double kNano = 1e-9;
  double left = at_pace;
  for (const auto& kind : work.retries) {
    const double open = failing(kind);
    const double failed = open + static_cast<double>(kind.failed);
    const double share = failed / (failed + static_cast<double>(done));
    const double to_come = work.all ? 0 : share * to_do;
    if (open >= kLikely) {
      left = std::max(left, static_cast<double>(kind.until) * kNano);
    }
    // The last one is asked so long before the end of the list as lies between
    // two of them.
    if (to_come >= 1) {
      left = std::max(left, at_pace * (1 - 1 / to_come) +
                                static_cast<double>(kind.takes) * kNano);
    }
  }
  return left;
}

}  // namespace

void RunEstimate::look(io::Duration elapsed, std::uint64_t done,
                       const ListProgress& list,
                       const NamesUnderWay& under_way) {
  const Moment now{elapsed, done, under_way.packets};
  note(now);
  estimate_total(done, list);
  estimate_left(now, under_way);
}

RunEstimate::Tail RunEstimate::tail() const {
  if (moments_.empty()) {
    return {};
  }
  const Moment& last = moments_.back();
  const auto turn = std::find_if(moments_.begin(), moments_.end(),
                                 [&last](const Moment& moment) {
                                   return moment.done * 20 >= last.done * 19;
                                 });
  constexpr std::ptrdiff_t kEnough = 3;
  auto from = std::find_if(moments_.begin(), turn, [&last](const Moment& one) {
    return one.done * 4 >= last.done;
  });
  const bool is_long = turn - from >= kEnough;
  const Moment start = is_long ? *from : Moment();
  return {last.at - turn->at,
          static_cast<double>(turn->done - start.done) /
              std::max((turn->at - start.at).to_seconds(), 1e-9)};
}

void RunEstimate::note(Moment now) {
  if (now.done == 0 ||
      (!moments_.empty() && moments_.back().done == now.done)) {
    return;
  }
  if (moments_.size() == kMomentsMax) {
    for (std::size_t i = 1; i < kMomentsMax / 2; ++i) {
      moments_[i] = moments_[2 * i];
    }
    moments_.resize(kMomentsMax / 2);
  }
  if (!moments_.empty()) {
    leave_pause_out(now);
  }
  moments_.push_back(now);
}

// REQUIRES: a moment before
void RunEstimate::leave_pause_out(Moment& now) const {
  const Moment& last = moments_.back();
  now.paused = last.paused;
  now.packets_paused = last.packets_paused;
  now.pauses = last.pauses;
  const auto from = lately();
  const auto names = static_cast<double>(last.done - from->done);
  if (names == 0 || last.at < kFirstWords) {
    return;  // nothing is usual yet
  }
  const double share = static_cast<double>(now.done - last.done) / names;
  const double usual = share * (last.active() - from->active()).to_seconds();
  const double took = (now.at - last.at).to_seconds();
  if (took < std::max(kPause * usual, kPauseLeast)) {
    return;
  }
  ++now.pauses;
  now.paused = now.paused +
               io::Duration{static_cast<std::int64_t>((took - usual) * 1e9)};
  const auto packets = static_cast<double>(now.packets - last.packets);
  const double more = packets - share * (last.cost() - from->cost());
  now.packets_paused += static_cast<std::uint64_t>(std::max(more, 0.0));
}

void RunEstimate::estimate_total(std::uint64_t done, const ListProgress& list) {
  total_.reset();
  if (list.all) {
    total_ = list.names;
  } else if (list.names != 0 && list.share.value_or(0) > 0) {
    total_ = static_cast<std::uint64_t>(static_cast<double>(list.names) /
                                        *list.share);
  }
  if (!total_.has_value()) {
    return;
  }
  total_ = std::min(*total_, list.most.value_or(*total_));
  total_ = std::max(*total_ - std::min(*total_, list.before), done);
  const bool finished = list.all && done == *total_;
  const double share =
      *total_ == 0 ? 0
                   : static_cast<double>(done) / static_cast<double>(*total_);
  share_ = finished ? 1.0
                    : std::max(share_.value_or(0), std::min(share, kNearlyAll));
}

// From where on it is told how fast it goes. REQUIRES: a moment
RunEstimate::Moments::const_iterator RunEstimate::lately() const {
  const Moment& last = moments_.back();
  auto from = moments_.end() - 1;
  const auto suffices = [&last](const Moment& moment) {
    const std::uint64_t names = last.done - moment.done;
    const bool half = moment.active() * 2 <= last.active();
    const bool third = moment.active() * 3 <= last.active() * 2;
    return names >= kNamesLately && (half || (third && names >= kNamesTell));
  };
  while (from != moments_.begin() && !suffices(*from)) {
    --from;
  }
  return from;
}

// Of a name that is still to be done, where one of those since `from` costs 1.
// REQUIRES: total_, and a moment
double RunEstimate::cost_to_come(const Moment& from) const {
  const Moment& last = moments_.back();
  if (last.done < kNamesTell || *total_ <= last.done) {
    return 1;
  }
  const auto at_least = [this](std::uint64_t done) {
    return *std::lower_bound(moments_.begin(), moments_.end(), done,
                             [](const Moment& moment, std::uint64_t names) {
                               return moment.done < names;
                             });
  };
  const Moment early = at_least(last.done / 8);
  const Moment middle = at_least(last.done / 2);
  if (early.done == middle.done || middle.done == last.done) {
    return 1;
  }
  const auto cost = [](const Moment& one, const Moment& other) {
    return (other.cost() - one.cost()) /
           static_cast<double>(other.done - one.done);
  };
  const auto hosts = [](const Moment& one, const Moment& other) {
    return new_hosts(static_cast<double>(one.done),
                     static_cast<double>(other.done));
  };
  const double now = cost(middle, last);
  const double hosts_now = hosts(middle, last);
  const double a_host = std::clamp(
      (cost(early, middle) - now) / (hosts(early, middle) - hosts_now), 0.0,
      now / hosts_now);
  const double base = now - a_host * hosts_now;
  const double lately = base + a_host * hosts(from, last);
  const double to_come =
      base + a_host * new_hosts(static_cast<double>(last.done),
                                static_cast<double>(*total_));
  return lately == 0 ? 1 : to_come / lately;
}

void RunEstimate::estimate_left(const Moment& now,
                                const NamesUnderWay& under_way) {
  left_.reset();
  if (!total_.has_value() || moments_.empty() || now.at < kFirstWords) {
    return;
  }
  const double slow = slow_names(under_way.retries);
  const Moment& last = moments_.back();
  const Moment& from = *lately();
  if (last.done == from.done) {
    return;
  }
  const bool often = last.pauses - from.pauses > kPausesMax;
  const io::Duration took =
      often ? last.at - from.at : last.active() - from.active();
  const auto names = static_cast<double>(last.done - from.done);
  const double a_name = took.to_seconds() / names;
  const double since = (now.at - last.at).to_seconds();
  const bool pauses = since > std::max(kPause * a_name, kPauseLeast);
  const double each = pauses ? a_name + since / names : a_name;
  const auto open = static_cast<double>(*total_ - now.done);
  const double to_do = std::max(open - slow, 0.0) * cost_to_come(from);
  const double at_pace = std::max(to_do * each - (pauses ? 0 : since), 0.0);
  const double left = with_retries(at_pace, to_do, under_way, now.done);
  left_ = io::Duration{static_cast<std::int64_t>(std::max(left, 0.0) * 1e9)};
}

}  // namespace mxsweep

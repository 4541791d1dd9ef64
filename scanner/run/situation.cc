#include "scanner/run/situation.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "scanner/run/number_text.h"

namespace mxsweep {
namespace {

std::string names_that(std::uint64_t count, std::string_view verb) {
  return count_text(count, "name ", "names ") + std::string(verb) +
         (count == 1 ? "s" : "");
}

Situation stopping(const ProgressInput& now) {
  const auto seconds = static_cast<std::uint64_t>(
      std::ceil(std::max(now.stops_in->to_seconds(), 0.0)));
  return {stopping_text(now.totals.in_flight, *now.stops_in),
          "stopping, up to " + std::to_string(seconds) + " s", true};
}

// No resolver is there.
Situation nobody_there(const ProgressInput& now, std::uint64_t waiting) {
  const ResolverStates& resolvers = now.resolvers;
  const bool fail = resolvers.failing != 0;
  std::string who;
  if (resolvers.all == 1) {
    who = "resolver " + resolvers.first + (fail ? " fails" : " is silent");
  } else {
    who = "all " + std::to_string(resolvers.all) + " resolvers " +
          (fail ? "fail" : "are silent");
  }
  std::string few = resolvers.all == 1 ? "resolver" : "resolvers";
  few += fail ? " failing, " : " silent, ";
  append_count(waiting, few);
  return {who + ", " + names_that(waiting, "wait"),
          few + (waiting == 1 ? " waits" : " wait"), true};
}

// Some resolvers, or all, say nothing but failures.
Situation useless(const ResolverStates& resolvers, bool all) {
  std::string who = resolvers.all == 1 || resolvers.useless == 1
                        ? "resolver " + resolvers.first_useless
                        : std::to_string(resolvers.useless) + " of " +
                              std::to_string(resolvers.all) + " resolvers";
  who += resolvers.useless == 1 ? " answers" : " answer";
  const std::string few =
      resolvers.all == 1
          ? "resolver fails"
          : count_text(resolvers.useless, "resolver fails", "resolvers fail");
  return {who + " nothing but failures", few, all, "only failures"};
}

// All names were asked, and those left are in doubt.
Situation tail(const ProgressInput& now, std::uint64_t left) {
  const std::string_view what = now.totals.waiting != 0 ? "retries" : "replies";
  std::string few;
  append_count(left, few);
  return {count_text(left, "name", "names") + " left, waiting for " +
              std::string(what),
          few + " left, waiting",
          false,
          {},
          true};
}

// `overdue`: names are still finished, but they should all be by now.
bool in_tail(const ProgressInput& now, std::uint64_t left, const Totals& held,
             bool overdue) {
  const Totals& totals = now.totals;
  return now.list.all &&
         totals.names_taken + now.list.before == now.list.names && left != 0 &&
         left <= totals.waiting + totals.in_flight &&
         (totals.waiting != 0 || held.names_done == 0 || overdue);
}

// Others answer, so that these are not asked but now and then.
Situation set_aside(const ResolverStates& resolvers) {
  const std::string few = std::to_string(resolvers.out()) + " set aside";
  if (resolvers.out() == 1) {
    const std::string who =
        resolvers.first + (resolvers.failing != 0 ? " fails" : " is silent");
    return {"resolver " + who + ", set aside", who, false, few};
  }
  std::string why = "fail or are silent";
  if (resolvers.failing == 0) {
    why = "are silent";
  } else if (resolvers.silent == 0) {
    why = "fail";
  }
  return {std::to_string(resolvers.out()) + " of " +
              std::to_string(resolvers.all) + " resolvers " + why +
              ", set aside",
          few};
}

// Rounds may be held back though fewer packets leave than the rate allows:
// where this process does not get the CPU, for one.
bool keeps_to_rate(const ProgressInput& now, const Held& held) {
  constexpr double kNearly = 0.8;
  return now.rate_pps == 0 || static_cast<double>(held.counts.queries()) >=
                                  kNearly * static_cast<double>(now.rate_pps) *
                                      held.over.to_seconds();
}

Situation held_back(const ProgressInput& now, const Held& counted) {
  const Totals& held = counted.counts;
  const std::string_view by = held_by(held);
  if (by == "limiter") {
    return keeps_to_rate(now, counted) ? Situation{.words = "limited by --rate",
                                                   .few_words = "--rate limits",
                                                   .fewest_words = "by --rate",
                                                   .is_usual = true}
                                       : Situation();
  }
  if (by == "output") {
    return {"waiting for the output", "output waits"};
  }
  if (by == "input" && held.held_by_input != 0 && held.names_done == 0 &&
      now.totals.in_flight == 0 && !now.list.all) {
    return {"waiting for the input", "input waits", true};
  }
  if (by == "concurrency") {
    return {.words = "limited by --concurrency",
            .few_words = "-s limits",
            .fewest_words = "by -s",
            .is_usual = true};
  }
  return {};
}

}  // namespace

Situation situation_of(const ProgressInput& now, const Held& held,
                       std::optional<io::Duration> left_at_pace) {
  constexpr io::Duration kNothing = io::Duration::milliseconds(500);
  const bool overdue = left_at_pace.has_value() && *left_at_pace < kNothing;
  const std::uint64_t left = now.totals.names_taken - now.totals.names_done;
  if (now.stalled.has_value()) {
    return {"engine thread " + std::to_string(*now.stalled + 1) + " hangs",
            "a thread hangs", true};
  }
  if (now.stops_in.has_value()) {
    return stopping(now);
  }
  if (now.list.holds && !now.list.all) {
    std::string words = "reading the list first: ";
    append_count(now.list.names, words);
    return {words + " names so far", "reading", true};
  }
  const ResolverStates& resolvers = now.resolvers;
  if (resolvers.all != 0 && resolvers.out() == resolvers.all && left != 0) {
    return nobody_there(now, left);
  }
  if (resolvers.all != 0 && resolvers.useless == resolvers.all) {
    return useless(resolvers, true);
  }
  if (in_tail(now, left, held.counts, overdue)) {
    return tail(now, left);
  }
  if (resolvers.out() != 0) {
    return set_aside(resolvers);
  }
  if (resolvers.useless != 0) {
    return useless(resolvers, false);
  }
  return held_back(now, held);
}

}  // namespace mxsweep

#include "bench/loopback/policer.h"

#include <algorithm>
#include <charconv>

namespace mxsweep::bench {
namespace {

bool parse_number(std::string_view text, std::uint32_t& value) {
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  return error == std::errc{} && stopped == end;
}

std::optional<CapacityStep> parse_step(std::string_view text) {
  const std::size_t colon = text.find(':');
  CapacityStep step;
  if (colon == std::string_view::npos ||
      !parse_number(text.substr(0, colon), step.from_s) ||
      !parse_number(text.substr(colon + 1), step.per_second) ||
      step.per_second == 0) {
    return std::nullopt;
  }
  return step;
}

}  // namespace

std::optional<std::vector<CapacityStep>> parse_capacity_plan(
    std::string_view text) {
  std::vector<CapacityStep> plan;
  while (true) {
    const std::size_t comma = text.find(',');
    const std::optional<CapacityStep> step = parse_step(text.substr(0, comma));
    const bool rises =
        step.has_value() &&
        (plan.empty() ? step->from_s == 0 : step->from_s > plan.back().from_s);
    if (!rises) {
      return std::nullopt;
    }
    plan.push_back(*step);
    if (comma == std::string_view::npos) {
      return plan;
    }
    text.remove_prefix(comma + 1);
  }
}

Policer::Policer(std::vector<CapacityStep> plan) : plan_(std::move(plan)) {}

bool Policer::take(std::int64_t at_ns) {
  if (!begun_) {
    begun_ = true;
    first_ns_ = at_ns;
    last_ns_ = at_ns;
  }
  const std::int64_t elapsed = std::max<std::int64_t>(at_ns - last_ns_, 0);
  last_ns_ += elapsed;
  const auto second =
      static_cast<std::size_t>((last_ns_ - first_ns_) / 1'000'000'000);
  seconds_.resize(std::max(seconds_.size(), second + 1));
  while (step_ + 1 < plan_.size() && second >= plan_[step_ + 1].from_s) {
    step_ += 1;
  }
  const bool taken = plan_.empty() || spend(elapsed);
  seconds_.back().received += 1;
  seconds_.back().dropped += taken ? 0 : 1;
  return taken;
}

bool Policer::spend(std::int64_t elapsed_ns) {
  const std::int64_t rate = plan_[step_].per_second;
  const std::int64_t burst = std::max(kPacket, rate * kBurst.ns);
  // The cap on the elapsed time keeps the product inside 64 bits.
  credit_ = std::min(burst, credit_ + std::min(elapsed_ns, kPacket) * rate);
  if (credit_ < kPacket) {
    return false;
  }
  credit_ -= kPacket;
  return true;
}

}  // namespace mxsweep::bench

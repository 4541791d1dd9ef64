#include "scanner/run/run_resolvers.h"

#include <algorithm>
#include <utility>

#include "scanner/run/silence_watch.h"

namespace mxsweep {
namespace {

constexpr std::size_t kCheckSecondsUnsaid = 2;

}  // namespace

io::Status RunResolvers::open() {
  endpoints_ = plan_.resolvers;
  if (!endpoints_.empty()) {
    return {};
  }
  io::Result<std::unique_ptr<PrivateResolver>> started = PrivateResolver::start(
      {plan_.concurrency, plan_.resolver_config, plan_.allow_special},
      control_.clock);
  if (!started.ok()) {
    return started.error();
  }
  private_ = started.take();
  endpoints_.push_back(private_->endpoint());
  concurrency_ = std::max(private_->capacity(), plan_.threads);
  control_.events.note("no -r given: started a private unbound on " +
                       io::to_text(endpoints_.front()) +
                       capacity_note(plan_.concurrency, concurrency_));
  return {};
}

io::Status RunResolvers::check(RunTransports& transports, io::Prng& prng) {
  if (private_ != nullptr || !plan_.check_resolvers) {
    return {};
  }
  io::Result<std::unique_ptr<io::Transport>> transport =
      transports.open({endpoints_, plan_.threads, prng.split()});
  if (!transport.ok()) {
    return transport.error();
  }
  const std::size_t questions = kCheckQuestions * endpoints_.size();
  const std::size_t seconds =
      plan_.rate_pps == 0 ? 0 : questions / plan_.rate_pps;
  if (seconds > kCheckSecondsUnsaid) {
    control_.events.note(
        "asking at the rate given whether resolvers can be trusted takes " +
        std::to_string(seconds) + " s");
  }
  checked_ = check_resolvers(
      *transport.value(), endpoints_,
      {prng, control_.clock.now(), plan_.rate_pps, &control_.stop});
  if (control_.stop.load()) {
    return {};  // nothing will be asked
  }
  io::Result<std::vector<std::uint16_t>> unfit =
      unfit_among(checked_, endpoints_, control_.events);
  if (!unfit.ok()) {
    return unfit.error();
  }
  unfit_ = unfit.take();
  return {};
}

std::string RunResolvers::nobody() const {
  return private_ != nullptr ? "the private unbound has not"
                             : nobody_of(endpoints_);
}

std::optional<io::Error> RunResolvers::ending() {
  const std::optional<std::string> ending =
      private_ == nullptr ? std::nullopt : private_->ending();
  if (!ending.has_value()) {
    return std::nullopt;
  }
  return io::Error{
      io::ErrorCode::kResolver, 0,
      "the private unbound ended during the run (" + *ending + ")"};
}

ResolverReport RunResolvers::report(std::uint16_t resolver) const {
  ResolverReport report{.label = io::to_text(endpoints_[resolver])};
  if (!checked_.empty()) {
    note_check(checked_[resolver], report);
  }
  return report;
}

}  // namespace mxsweep

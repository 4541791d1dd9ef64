#include "scanner/run/run_resolvers.h"

#include <algorithm>
#include <utility>

#include "io/net/udp_socket.h"

#include "scanner/run/number_text.h"
#include "scanner/run/silence_watch.h"

namespace mxsweep {
namespace {

constexpr std::size_t kCheckSecondsUnsaid = 2;

// Engines want a peer, also those that ask nothing.
constexpr io::Endpoint kPlaceOfNobody = {
    .address = {127, 0, 0, 1}, .port = 53, .family = 4};

// One that ends again and again will not do for the rest of the run. It has so
// long before it is looked at again, times the number of its starts.
constexpr std::uint32_t kRestartsMax = 5;
constexpr io::Duration kRestartPause = io::Duration::milliseconds(500);

}  // namespace

// Without IPv6 in the kernel only those of IPv4.
io::Status RunResolvers::open_hints() {
  const auto port = static_cast<std::uint16_t>(plan_.server_port);
  io::Result<RootHints> parsed = parse_root_hints(
      plan_.root_hints.empty() ? own_root_hints() : plan_.root_hints, port);
  if (!parsed.ok()) {
    return parsed.error();
  }
  hints_ = parsed.take();
  io::UdpSocketOptions ipv6;
  ipv6.family = 6;
  io::Prng prng(0);
  if (!io::open_udp_socket(ipv6, prng).ok()) {
    hints_.keep_ipv4();
  }
  endpoints_ = hints_.addresses();
  if (endpoints_.empty()) {
    return io::Error{io::ErrorCode::kNetwork, 0,
                     "the root hints have IPv6 addresses only, and this "
                     "machine has no IPv6"};
  }
  return {};
}

io::Status RunResolvers::open(bool is_asked) {
  if (plan_.recursive) {
    return open_hints();
  }
  endpoints_ = plan_.resolvers;
  if (!endpoints_.empty()) {
    return {};
  }
  if (!is_asked) {
    endpoints_.push_back(kPlaceOfNobody);
    return {};
  }
  io::Result<std::unique_ptr<PrivateResolver>> started =
      PrivateResolver::start({plan_.concurrency, plan_.resolver_config,
                              plan_.resolver_config_path, plan_.allow_special},
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

std::size_t RunResolvers::count() const {
  return plan_.recursive
             ? 0
             : plan_.resolvers.size() + (private_ == nullptr ? 0 : 1);
}

io::Result<std::vector<CheckedResolver>> RunResolvers::ask_all(
    RunTransports& transports, io::Prng& prng) {
  io::Result<std::unique_ptr<io::Transport>> transport =
      transports.open({endpoints_, plan_.threads, prng.split()});
  if (!transport.ok()) {
    return transport.error();
  }
  return check_resolvers(
      *transport.value(), endpoints_,
      {prng, control_.clock.now(), plan_.rate_pps, &control_.stop});
}

bool RunResolvers::look_up_root(RunTransports& transports, io::Prng& prng) {
  const auto checked = ask_all(transports, prng);
  return !checked.ok() ||
         std::any_of(checked.value().begin(), checked.value().end(),
                     [](const CheckedResolver& one) { return one.root.known; });
}

io::Status RunResolvers::check(RunTransports& transports, io::Prng& prng) {
  if (private_ != nullptr || plan_.recursive || !plan_.check_resolvers) {
    return {};
  }
  const std::size_t questions = kCheckQuestions * endpoints_.size();
  const std::size_t seconds =
      plan_.rate_pps == 0 ? 0 : questions / plan_.rate_pps;
  if (seconds > kCheckSecondsUnsaid) {
    control_.events.note(
        "asking at the rate given whether resolvers can be trusted takes " +
        std::to_string(seconds) + " s");
  }
  control_.events.waits("checking " +
                        count_text(endpoints_.size(), "resolver", "resolvers"));
  io::Result<std::vector<CheckedResolver>> checked = ask_all(transports, prng);
  control_.events.waits({});
  if (!checked.ok()) {
    return checked.error();
  }
  checked_ = checked.take();
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
  if (plan_.recursive) {
    return "none of the authoritative servers has";
  }
  return private_ != nullptr ? "the private unbound has not"
                             : nobody_of(endpoints_);
}

io::Status RunResolvers::keep_alive(io::Instant now) {
  if (private_ == nullptr || now < next_restart_) {
    return {};
  }
  const std::optional<std::string> ending = private_->ending();
  if (!ending.has_value()) {
    return {};
  }
  const std::string what =
      "the private unbound ended during the run (" + *ending + ")";
  if (restarts_ == kRestartsMax) {
    return io::Error{io::ErrorCode::kResolver, 0,
                     what + ", after it had been started again " +
                         std::to_string(restarts_) + " times"};
  }
  ++restarts_;
  next_restart_ = now + kRestartPause * restarts_;
  control_.events.note("warning: " + what + " and is started again, " +
                       std::to_string(restarts_) + " of " +
                       std::to_string(kRestartsMax) +
                       "; what it had in work is asked again");
  return private_->restart();
}

ResolverReport RunResolvers::report(std::uint16_t resolver) const {
  ResolverReport report;
  report.label = io::to_text(endpoints_[resolver]);
  if (!checked_.empty()) {
    note_check(checked_[resolver], report);
  }
  return report;
}

}  // namespace mxsweep

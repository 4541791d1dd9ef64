#include "scanner/run/run_transports.h"

#include <algorithm>
#include <utility>

#include "io/proc/privileges.h"

namespace mxsweep {
namespace {

// Enough sockets that an outsider has to guess the port as well (RFC 5452
// section 9.2), and that the answers in flight fit their receive buffers,
// which without privileges hold some two hundred each.
std::uint16_t lanes_for(const ScanPlan& plan) {
  constexpr std::uint32_t kPortsPerRun = 960;  // if each query draws its own
  const std::uint32_t wanted = plan.concurrency / plan.threads / 64;
  return static_cast<std::uint16_t>(plan.port_per_query
                                        ? kPortsPerRun / plan.threads
                                        : std::clamp(wanted, 8U, 128U));
}

// Above this rate groups follow each other so quickly that replies are fetched
// with them anyway, and the kernel's time of arrival would only cost.
constexpr std::uint64_t kArrivalTimesMost = 60'000;

// Own recursion is held back by the rates of its servers, whatever the run's.
bool wants_arrival_times(const ScanPlan& plan) {
  return plan.recursive ||
         (plan.rate_pps != 0 && plan.rate_pps <= kArrivalTimesMost);
}

// Names a kind that does open here, if there is one.
io::Error with_other_kind(io::Error error,
                          const io::TransportOptions& options) {
  const io::Result<io::OpenedTransport> other =
      io::open_best_transport(options);
  if (other.ok()) {
    error.what += "; use --transport " + std::string(other.value().kind);
  }
  return error;
}

}  // namespace

io::Result<std::unique_ptr<io::Transport>> RunTransports::open(
    const TransportNeeds& needs) {
  io::TransportOptions options;
  options.peers = needs.peers;
  options.lanes = lanes_for(plan_);
  options.sources = plan_.local_addresses;
  options.sharers = static_cast<std::uint16_t>(needs.sharers);
  options.clock = &control_.clock;
  options.wake_up = needs.wake_up;
  options.arrival_times = wants_arrival_times(plan_);
  options.prng = needs.prng;
  io::Result<std::unique_ptr<io::Transport>> opened = open_kind(options);
  if (!opened.ok() || needs.recording == nullptr) {
    return opened;
  }
  return std::unique_ptr<io::Transport>(
      std::make_unique<io::RecordingTransport>(
          opened.take(), needs.peers, control_.clock, *needs.recording));
}

io::Result<std::unique_ptr<io::Transport>> RunTransports::open_kind(
    const io::TransportOptions& options) {
  const io::RaisedRights raised;
  if (plan_.transport != nullptr) {
    kind_ = plan_.transport->name;
    io::Result<std::unique_ptr<io::Transport>> chosen =
        plan_.transport->open(options);
    if (chosen.ok()) {
      return chosen;
    }
    return with_other_kind(chosen.error(), options);
  }
  io::Result<io::OpenedTransport> opened = io::open_best_transport(options);
  if (!opened.ok()) {
    return opened.error();
  }
  if (kind_.empty() && !opened.value().fallback_reason.empty()) {
    control_.events.note("using --transport " +
                         std::string(opened.value().kind) + ": " +
                         opened.value().fallback_reason);
  }
  kind_ = opened.value().kind;
  return std::move(opened.value().transport);
}

}  // namespace mxsweep

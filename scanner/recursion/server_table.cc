#include "scanner/recursion/server_table.h"

#include <algorithm>

#include "io/base/check.h"

#include "scanner/query/resolver_pool.h"

namespace mxsweep {
namespace {

// Questions that may leave at once after a rest: what comes in the time between
// two groups, and a little more if one is late.
constexpr double kBurstLeast = 5;
constexpr io::Duration kBurst = io::Duration::milliseconds(8);

// What a server gains by each useful reply, and what it keeps when a question
// found silence.
constexpr double kPpsStep = 1;
constexpr double kWindowStep = 0.25;
constexpr double kKept = 0.75;

// What a silent question adds to the reply's time.
constexpr io::Duration kExpectedSilent = io::Duration::milliseconds(400);

constexpr int kRttShare = 8;  // RFC 6298 section 2

}  // namespace

// No memory is touched before it is needed.
ServerTable::ServerTable(const ServerLimits& limits, std::uint32_t servers_max)
    : limits_(limits), servers_max_(servers_max) {
  MXSWEEP_CHECK(servers_max <= kServersMax);
  servers_.reserve(servers_max);
}

std::uint32_t ServerTable::find(const io::Endpoint& endpoint,
                                std::uint32_t likely) const {
  if (likely < servers_.size() && servers_[likely].used &&
      servers_[likely].endpoint == endpoint) {
    return likely;
  }
  const auto found = by_seed_.find(endpoint_seed(endpoint));
  if (found == by_seed_.end()) {
    return kNone;
  }
  return servers_[found->second].endpoint == endpoint ? found->second : kTaken;
}

io::Instant ServerTable::next_place() const {
  if (count_ < servers_max_) {
    return {};
  }
  return idle_.next == kNone ? io::Instant::never() : servers_[idle_.next].next;
}

void ServerTable::drop(std::uint32_t index) {
  Server& server = servers_[index];
  take_out(index);
  if (server.asked != 0) {
    past_.add(server.endpoint, server.asked);
  }
  by_seed_.erase(server.seed);
  server = {};
  --count_;
  ++dropped_;
}

void ServerTable::put_off(std::uint32_t index, io::Instant until) {
  servers_[index].next = std::max(servers_[index].next, until);
  take_out(index);
  look(index);
}

void ServerTable::add(std::uint32_t number, const io::Endpoint& endpoint) {
  servers_.resize(std::max<std::size_t>(servers_.size(), number + 1U));
  Server& added = servers_[number];
  MXSWEEP_CHECK(!added.used && count_ < servers_max_);
  added.used = true;
  added.endpoint = endpoint;
  added.seed = endpoint_seed(endpoint);
  added.pps = std::min(limits_.pps_start, limits_.pps_max);
  added.window = limits_.in_flight_start;
  added.asked = past_.take(endpoint);
  by_seed_.emplace(added.seed, number);
  ++count_;
  look(number);
}

void ServerTable::keep(std::uint32_t index) {
  servers_[index].kept = true;
  look(index);
}

// Into the list of those that may be dropped, as the one used last, or out of
// it, as it is now.
void ServerTable::look(std::uint32_t index) {
  Server& server = servers_[index];
  const bool stands = link(server.idle.before).next == index;
  if (is_idle(server) == stands) {
    return;
  }
  if (stands) {
    take_out(index);
    return;
  }
  server.idle = {kNone, idle_.before};
  link(idle_.before).next = index;
  idle_.before = index;
}

void ServerTable::take_out(std::uint32_t index) {
  const Link gone = servers_[index].idle;
  link(gone.before).next = gone.next;
  link(gone.next).before = gone.before;
  servers_[index].idle = {};
}

bool ServerTable::is_there(std::uint32_t index, io::Instant now) const {
  const Server& server = servers_[index];
  return server.out_until <= now &&
         (server.spells == 0 || server.in_flight == 0);
}

bool ServerTable::is_full(std::uint32_t index) const {
  const Server& server = servers_[index];
  const double most = server.spells != 0 ? 1 : server.window;
  return server.in_flight >= most;
}

io::Instant ServerTable::next_room(std::uint32_t index) const {
  const Server& server = servers_[index];
  const double burst = std::max(kBurstLeast, server.pps * kBurst.to_seconds());
  const double ahead_s = (burst - 1) / server.pps;
  return server.next -
         io::Duration::nanoseconds(static_cast<std::int64_t>(ahead_s * 1e9));
}

bool ServerTable::has_room(std::uint32_t index, io::Instant now) const {
  return !is_full(index) && next_room(index) <= now;
}

void ServerTable::sent(std::uint32_t index, io::Instant now) {
  Server& server = servers_[index];
  const auto each =
      io::Duration::nanoseconds(static_cast<std::int64_t>(1e9 / server.pps));
  server.next = std::max(server.next, now) + each;
  ++server.in_flight;
  ++server.asked;
  look(index);
}

bool ServerTable::ended(std::uint32_t index, ServerEnd end,
                        const Timing& timing, io::Instant now) {
  Server& server = servers_[index];
  Family& family = server.endpoint.family == 4 ? ipv4_ : ipv6_;
  --server.in_flight;
  look(index);
  if (end == ServerEnd::kUnclear) {
    return false;
  }
  if (end == ServerEnd::kSilence) {
    family.failed = true;
    slow_down(server);
    if (server.heard_at < timing.sent) {
      ++server.silent;
    }
    return server.silent >= kSilentMax && give_up(server, now);
  }
  family.heard = true;
  server.heard_at = now;
  server.silent = 0;
  if (end == ServerEnd::kUseful) {
    take_useful(server, timing.rtt);
    return false;
  }
  ++server.useless;
  return server.useless >= kUselessMax && give_up(server, now);
}

void ServerTable::note_edns(std::uint32_t index, bool had) {
  Server& server = servers_[index];
  server.heard_edns = server.heard_edns || had;
  server.heard_plain = !server.heard_edns;
}

bool ServerTable::takes_edns(std::uint32_t index, bool last) const {
  const Server& server = servers_[index];
  const bool last_of_all = last || server.spells > 1;
  return server.heard_edns || (!server.heard_plain && !last_of_all);
}

void ServerTable::take_useful(Server& server, io::Duration rtt) {
  server.useless = 0;
  server.spells = 0;
  server.out_until = {};
  if (rtt.ns > 0) {
    server.rtt =
        server.rtt.ns == 0 ? rtt : server.rtt + (rtt - server.rtt) / kRttShare;
  }
  server.pps = std::min(server.pps + kPpsStep, most_pps(server));
  const double most =
      server.registry ? 2.0 * limits_.in_flight_max : limits_.in_flight_max;
  server.window = std::min(server.window + kWindowStep, most);
}

void ServerTable::slow_down(Server& server) const {
  server.pps = std::max(server.pps * kKept,
                        std::min(limits_.pps_start, limits_.pps_max));
  server.window = std::max(server.window * kKept,
                           static_cast<double>(limits_.in_flight_start));
}

bool ServerTable::give_up(Server& server, io::Instant now) {
  if (server.out_until > now) {
    return false;  // others in flight say what is known
  }
  const int doublings = std::min<int>(server.spells, 4);
  server.out_until =
      now + std::min(kOutFirst * (std::int64_t{1} << doublings), kOutMost);
  server.spells = static_cast<std::uint8_t>(std::min(server.spells + 1, 100));
  return true;
}

io::Duration ServerTable::expected(std::uint32_t index) const {
  const Server& server = servers_[index];
  const io::Duration known = server.rtt.ns == 0 ? kExpectedUnknown : server.rtt;
  return known + kExpectedSilent * std::min<std::int64_t>(server.silent, 8);
}

}  // namespace mxsweep

#include "scanner/recursion/server_table.h"

#include <algorithm>

#include "scanner/query/resolver_pool.h"

namespace mxsweep {
namespace {

// Questions that may leave at once after a rest.
constexpr double kBurst = 5;

// What a server gains by each useful reply, and what it keeps when a question
// found silence.
constexpr double kPpsStep = 1;
constexpr double kWindowStep = 0.25;
constexpr double kKept = 0.75;

// What nobody was asked yet counts as.
constexpr io::Duration kExpectedUnknown = io::Duration::milliseconds(20);
constexpr io::Duration kExpectedSilent = io::Duration::milliseconds(400);

constexpr int kRttShare = 8;  // RFC 6298 section 2

}  // namespace

std::uint32_t ServerTable::find_or_add(const io::Endpoint& endpoint) {
  const std::uint64_t seed = endpoint_seed(endpoint);
  const auto found = by_seed_.find(seed);
  if (found != by_seed_.end()) {
    return servers_[found->second].endpoint == endpoint ? found->second : kNone;
  }
  if (servers_.size() == kServersMax) {
    return kNone;
  }
  const auto index = static_cast<std::uint32_t>(servers_.size());
  Server& added = servers_.emplace_back();
  added.endpoint = endpoint;
  added.pps = std::min(limits_.pps_start, limits_.pps_max);
  added.window = limits_.in_flight_start;
  by_seed_.emplace(seed, index);
  return index;
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
  const double ahead_s = (kBurst - 1) / server.pps;
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
}

bool ServerTable::ended(std::uint32_t index, ServerEnd end,
                        const Timing& timing, io::Instant now) {
  Server& server = servers_[index];
  Family& family = server.endpoint.family == 4 ? ipv4_ : ipv6_;
  --server.in_flight;
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
  server.heard = true;
  server.heard_at = now;
  server.silent = 0;
  if (end == ServerEnd::kUseful) {
    take_useful(server, timing.rtt);
    return false;
  }
  ++server.useless;
  return server.useless >= kUselessMax && give_up(server, now);
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

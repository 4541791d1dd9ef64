#include "io/net/lane_sockets.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "io/base/check.h"
#include "io/net/udp_socket.h"

namespace mxsweep::io {
namespace {

using Lane = std::vector<UniqueFd>;  // one descriptor per family

bool is_descriptor_shortage(int failure) {
  return failure == EMFILE || failure == ENFILE;
}

std::vector<std::uint8_t> families_of(const std::vector<Endpoint>& peers) {
  std::vector<std::uint8_t> families;
  for (const std::uint8_t family : {std::uint8_t{4}, std::uint8_t{6}}) {
    if (std::any_of(peers.begin(), peers.end(), [family](const Endpoint& e) {
          return e.family == family;
        })) {
      families.push_back(family);
    }
  }
  return families;
}

Error shortage(std::size_t needed, int failure) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  std::string what = "not enough file descriptors: " + std::to_string(needed) +
                     " more needed for sockets, the limit is " +
                     std::to_string(limit.rlim_cur) + " per process";
  what += failure == ENFILE ? " and the system's own table is full; raise "
                              "fs.file-max or use fewer lanes"
                            : "; raise it with `ulimit -n` or use fewer lanes";
  return {ErrorCode::kNetwork, failure, what};
}

// The lanes that are this transport's share of what the limit of descriptors
// leaves, at least one. The kernel gives out the lowest free number, so the
// number of a new descriptor says how many are in use.
std::size_t fair_lanes(const TransportOptions& options, std::size_t families,
                       LaneUse use) {
  MXSWEEP_CHECK(options.sharers > 0);
  rlimit limit{};
  const UniqueFd next(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0));
  if (!next.valid() || ::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
    return options.lanes;  // opening them will fail where there are too few
  }
  const auto used = static_cast<std::size_t>(next.get());
  const std::size_t later = use == LaneUse::kHold ? kPacketDescriptors : 0;
  const std::size_t kept = kSpareDescriptors + later +
                           (options.sharers - 1U) * (kOwnDescriptors + later);
  const std::size_t left =
      limit.rlim_cur > used + kept ? limit.rlim_cur - used - kept : 0;
  return std::clamp<std::size_t>(left / options.sharers / families, 1,
                                 options.lanes);
}

struct LaneOpener {
  const std::vector<std::uint8_t>& families;
  const TransportOptions& options;
  LaneUse use;
  Prng prng;

  Result<Lane> open(std::uint16_t number) {
    Lane lane;
    for (const std::uint8_t family : families) {
      UdpSocketOptions wanted;
      wanted.family = family;
      wanted.receive_buffer_bytes = options.receive_buffer_bytes;
      wanted.local = source_of(options, family, number);
      wanted.deaf = use == LaneUse::kHold;
      wanted.arrival_times = options.arrival_times;
      auto socket = open_udp_socket(wanted, prng);
      if (!socket.ok()) {
        return socket.error();
      }
      lane.push_back(socket.take());
    }
    return lane;
  }
};

}  // namespace

std::uint16_t count_sources(const TransportOptions& options,
                            std::uint8_t family) {
  return static_cast<std::uint16_t>(std::count_if(
      options.sources.begin(), options.sources.end(),
      [family](const Endpoint& e) { return e.family == family; }));
}

Endpoint source_of(const TransportOptions& options, std::uint8_t family,
                   std::uint16_t lane) {
  const std::uint16_t count = count_sources(options, family);
  int skip = count == 0 ? 0 : lane % count;
  for (const Endpoint& source : options.sources) {
    if (source.family == family && skip-- == 0) {
      return source;
    }
  }
  return {};
}

Result<LaneSockets> LaneSockets::open(const TransportOptions& options,
                                      LaneUse use) {
  MXSWEEP_CHECK(!options.peers.empty() && options.peers.size() <= kPeersMax);
  MXSWEEP_CHECK(options.lanes > 0 && options.lanes < 65535);
  const std::vector<std::uint8_t> families = families_of(options.peers);
  MXSWEEP_CHECK(!families.empty());
  LaneOpener opener{families, options, use, options.prng};
  std::vector<Lane> lanes;
  const std::size_t wanted = fair_lanes(options, families.size(), use);
  while (lanes.size() < wanted) {
    auto lane = opener.open(static_cast<std::uint16_t>(lanes.size()));
    if (lane.ok()) {
      lanes.push_back(lane.take());
      continue;
    }
    if (!is_descriptor_shortage(lane.error().sys_errno)) {
      return lane.error();
    }
    if (lanes.empty()) {
      return shortage(options.lanes * families.size(), lane.error().sys_errno);
    }
    const std::size_t given_up =
        (kSpareDescriptors + families.size() - 1) / families.size();
    lanes.resize(lanes.size() - std::min(given_up, lanes.size() - 1));
    break;
  }
  LaneSockets sockets;
  sockets.lanes_ = static_cast<std::uint16_t>(lanes.size());
  for (std::size_t f = 0; f < families.size(); ++f) {
    for (Lane& lane : lanes) {
      sockets.fds_.push_back(std::move(lane[f]));
    }
  }
  sockets.families_ = families;
  sockets.put_peers(options.peers);
  return sockets;
}

// REQUIRES: there are sockets of its family
PeerAddress LaneSockets::address_of(const Endpoint& endpoint) const {
  PeerAddress peer;
  const SocketAddress address = to_sockaddr(endpoint);
  MXSWEEP_CHECK(address.length <= peer.bytes.size());
  peer.endpoint = endpoint;
  peer.length = address.length;
  std::memcpy(peer.bytes.data(), &address.storage, address.length);
  peer.first_socket =
      endpoint.family == families_.front() ? std::uint16_t{0} : lanes_;
  return peer;
}

void LaneSockets::put_peers(const std::vector<Endpoint>& peers) {
  peers_.reserve(kPeersMax);  // so that none ever moves
  for (const Endpoint& endpoint : peers) {
    peers_.push_back(address_of(endpoint));
  }
}

Result<std::uint16_t> LaneSockets::add_peer(const Endpoint& endpoint) {
  if (std::find(families_.begin(), families_.end(), endpoint.family) ==
      families_.end()) {
    return Error{ErrorCode::kNetwork, 0,
                 "cannot send to " + to_text(endpoint) +
                     ": no socket was opened for its address family"};
  }
  if (!dropped_.empty()) {
    const std::uint16_t number = dropped_.back();
    dropped_.pop_back();
    peers_[number] = address_of(endpoint);
    return number;
  }
  if (peers_.size() >= kPeersMax) {
    return Error{ErrorCode::kNetwork, 0,
                 "cannot send to " + to_text(endpoint) + ": there are " +
                     std::to_string(peers_.size()) + " peers already"};
  }
  peers_.push_back(address_of(endpoint));
  return static_cast<std::uint16_t>(peers_.size() - 1);
}

std::uint64_t LaneSockets::dropped() const {
  std::uint64_t sum = 0;
  for (const UniqueFd& fd : fds_) {
    sum += datagrams_dropped(fd.get());
  }
  return sum;
}

}  // namespace mxsweep::io

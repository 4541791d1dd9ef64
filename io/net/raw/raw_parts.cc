#include "io/net/raw/raw_parts.h"

#include <algorithm>
#include <utility>

#include "io/net/raw/packet_filter.h"
#include "io/net/raw/route.h"
#include "io/net/udp_socket.h"

namespace mxsweep::io {
namespace {

// Opens the members of RawParts, one step after the other.
class RawOpener {
 public:
  RawOpener(const TransportOptions& options, RawParts& parts)
      : options_(options), parts_(parts) {}

  Status open() {
    for (const auto step :
         {&RawOpener::sockets, &RawOpener::rings, &RawOpener::paths}) {
      Status done = (this->*step)();
      if (!done.ok()) {
        return done;
      }
    }
    return {};
  }

 private:
  Status sockets() {
    TransportOptions held = options_;
    held.lanes = std::min<std::uint16_t>(held.lanes, kFilterPortsMax);
    auto base = open_socket_parts(held, LaneUse::kHold);
    if (!base.ok()) {
      return base.error();
    }
    parts_.base = base.take();
    const LaneSockets& sockets = *parts_.base.sockets;
    for (std::size_t i = 0; i < sockets.size(); ++i) {
      parts_.ports.push_back(local_port(sockets.fd(i)));
    }
    parts_.bound.resize(sockets.size());
    for (const PeerAddress& peer : sockets.peers()) {
      for (std::uint16_t lane = 0; lane < sockets.lanes(); ++lane) {
        parts_.bound[peer.first_socket + lane] =
            source_of(options_, peer.endpoint.family, lane);
      }
    }
    return {};
  }

  Status rings() {
    for (const std::uint8_t family : {std::uint8_t{4}, std::uint8_t{6}}) {
      const auto filter = filter_for(family);
      if (filter.empty()) {
        continue;
      }
      auto ring = PacketRing::open(family, filter);
      if (!ring.ok()) {
        return ring.error();
      }
      parts_.rings.push_back(ring.take());
    }
    return {};
  }

  // Empty when no peer is of that family.
  [[nodiscard]] std::vector<sock_filter> filter_for(std::uint8_t family) const {
    PacketFilterOptions wanted;
    wanted.family = family;
    bool first = true;
    for (const PeerAddress& peer : parts_.base.sockets->peers()) {
      if (peer.endpoint.family != family) {
        continue;
      }
      if (first) {
        wanted.peer_port = peer.endpoint.port;
        const auto begin = parts_.ports.begin() + peer.first_socket;
        wanted.ports.assign(begin, begin + parts_.base.sockets->lanes());
        first = false;
      } else if (wanted.peer_port != peer.endpoint.port) {
        wanted.peer_port = 0;
      }
    }
    return first ? std::vector<sock_filter>{} : make_packet_filter(wanted);
  }

  Status paths() {
    auto finder = RouteFinder::open();
    if (!finder.ok()) {
      return finder.error();
    }
    RouteFinder routes = finder.take();
    for (const PeerAddress& peer : parts_.base.sockets->peers()) {
      const std::uint16_t sources = std::max(
          count_sources(options_, peer.endpoint.family), std::uint16_t{1});
      parts_.first_path.push_back(
          static_cast<std::uint32_t>(parts_.paths.size()));
      parts_.sources.push_back(sources);
      for (std::uint16_t i = 0; i < sources; ++i) {
        Status added = add_path(routes, peer.endpoint, i);
        if (!added.ok()) {
          return added;
        }
      }
    }
    return {};
  }

  Status add_path(RouteFinder& routes, const Endpoint& peer,
                  std::uint16_t lane) {
    const auto route =
        routes.find(peer, source_of(options_, peer.family, lane));
    if (!route.ok()) {
      return route.error();
    }
    const Route& found = route.value();
    if (std::find(parts_.own.begin(), parts_.own.end(), found.from) ==
        parts_.own.end()) {
      parts_.own.push_back(found.from);
    }
    Path path;
    path.addresses = {found.from, peer, found.own_mac, found.next_mac};
    path.framed = found.ethernet;
    if (path.framed) {
      const auto sender = sender_for(found.interface);
      if (!sender.ok()) {
        return sender.error();
      }
      path.sender = sender.value();
    }
    parts_.paths.push_back(path);
    return {};
  }

  Result<std::uint16_t> sender_for(std::uint32_t interface) {
    const auto known = std::find(parts_.interfaces.begin(),
                                 parts_.interfaces.end(), interface);
    const auto index =
        static_cast<std::uint16_t>(known - parts_.interfaces.begin());
    if (known == parts_.interfaces.end()) {
      auto sender = open_frame_sender(interface);
      if (!sender.ok()) {
        return sender.error();
      }
      parts_.senders.push_back(sender.take());
      parts_.interfaces.push_back(interface);
    }
    return index;
  }

  const TransportOptions& options_;
  RawParts& parts_;
};

}  // namespace

Result<RawParts> open_raw_parts(const TransportOptions& options) {
  RawParts parts;
  const Status opened = RawOpener(options, parts).open();
  if (!opened.ok()) {
    return opened.error();
  }
  return parts;
}

std::vector<int> files_of(const RawParts& parts) {
  std::vector<int> files;
  const LaneSockets& sockets = *parts.base.sockets;
  for (std::size_t i = 0; i < sockets.size(); ++i) {
    files.push_back(sockets.fd(i));
  }
  files.push_back(parts.base.pool->poll_fd());
  for (const UniqueFd& sender : parts.senders) {
    files.push_back(sender.get());
  }
  for (const PacketRing& ring : parts.rings) {
    files.push_back(ring.fd());
  }
  if (parts.base.wake_up != nullptr) {
    files.push_back(parts.base.wake_up->descriptor());
  }
  return files;
}

}  // namespace mxsweep::io

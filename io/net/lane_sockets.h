// The sockets behind the lanes: one per lane and address family in use, and
// the table of peers that says which of them reaches whom. Owned by one
// transport and used by its thread. A socket's number is the first number of
// its family plus the lane. open() takes no more than this transport's share
// of the descriptors that are left; when descriptors run out all the same, it
// keeps the lanes that were opened and leaves some descriptors to others.
// Errors are ErrorCode::kNetwork and say which limit to raise.
#pragma once

#include <netinet/in.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "io/base/endpoint.h"
#include "io/base/result.h"
#include "io/base/unique_fd.h"
#include "io/net/transport.h"

namespace mxsweep::io {

// Descriptors left free for stream connections and result files.
inline constexpr std::size_t kSpareDescriptors = 16;

// Descriptors that a transport needs besides those of its lanes: a ring or
// epoll, the stream pool. A raw transport also has packet sockets, two for each
// family.
inline constexpr std::size_t kOwnDescriptors = 2;
inline constexpr std::size_t kPacketDescriptors = 4;

// Who receives what arrives at the sockets' ports.
enum class LaneUse : std::uint8_t {
  kSockets,  // the sockets
  kHold,     // a packet ring; the sockets hold the ports and learn of errors
};

// How many of the source addresses are of that family.
[[nodiscard]] std::uint16_t count_sources(const TransportOptions& options,
                                          std::uint8_t family);

// The local address of a lane, the next one for the next lane; family 0 when
// the kernel is to choose.
[[nodiscard]] Endpoint source_of(const TransportOptions& options,
                                 std::uint8_t family, std::uint16_t lane);

struct PeerAddress {
  Endpoint endpoint;
  alignas(sockaddr_in6) std::array<std::byte, sizeof(sockaddr_in6)> bytes{};
  socklen_t length = 0;
  std::uint16_t first_socket = 0;  // add the lane
};

class LaneSockets {
 public:
  // Error kNetwork when not even one lane can be had.
  [[nodiscard]] static Result<LaneSockets> open(
      const TransportOptions& options, LaneUse use = LaneUse::kSockets);

  [[nodiscard]] std::uint16_t lanes() const { return lanes_; }

  [[nodiscard]] std::size_t size() const { return fds_.size(); }

  [[nodiscard]] int fd(std::size_t socket) const { return fds_[socket].get(); }

  [[nodiscard]] std::uint16_t lane_of(std::size_t socket) const {
    return static_cast<std::uint16_t>(socket % lanes_);
  }

  // Grows by add_peer(). Each stays where it is, and as it is while something
  // is sent to it, for the kernel may read its address: all memory there may
  // ever be is reserved, four megabytes that are not touched.
  [[nodiscard]] const std::vector<PeerAddress>& peers() const { return peers_; }

  // As Transport::add_peer().
  [[nodiscard]] Result<std::uint16_t> add_peer(const Endpoint& endpoint);

  // The next add_peer() may take its place.
  void drop_peer(std::uint16_t peer) { dropped_.push_back(peer); }

  // Datagrams that the kernel dropped, of all sockets; one system call each.
  [[nodiscard]] std::uint64_t dropped() const;

 private:
  LaneSockets() = default;

  void put_peers(const std::vector<Endpoint>& peers);
  [[nodiscard]] PeerAddress address_of(const Endpoint& endpoint) const;

  std::vector<UniqueFd> fds_;
  std::vector<PeerAddress> peers_;
  std::vector<std::uint16_t> dropped_;  // of the peers
  std::vector<std::uint8_t> families_;  // in the order of their sockets
  std::uint16_t lanes_ = 0;
};

}  // namespace mxsweep::io

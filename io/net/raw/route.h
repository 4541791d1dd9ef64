// How a packet reaches a peer, as the kernel would send it: interface, source
// address and the hardware address of the next hop (rtnetlink). Asked once
// for each peer before a run; owned by whoever opens a transport, used by one
// thread. Errors are ErrorCode::kNetwork and name the peer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "io/base/endpoint.h"
#include "io/base/result.h"
#include "io/net/raw/packet_headers.h"

struct mnl_socket;
struct nlmsghdr;

namespace mxsweep::io {

struct Route {
  Endpoint from;                // local address; port 0
  std::uint32_t interface = 0;  // index
  // False: the peer is this machine, or behind an interface without Ethernet,
  // or no single host. Then the hardware addresses mean nothing.
  bool ethernet = false;
  MacAddress own_mac{};
  MacAddress next_mac{};
};

class RouteFinder {
 public:
  [[nodiscard]] static Result<RouteFinder> open();

  // `from` has family 0 when the kernel is to choose the source address. When
  // nobody knows the next hop's hardware address, the kernel is made to ask
  // for it, which takes up to three seconds.
  [[nodiscard]] Result<Route> find(const Endpoint& peer, const Endpoint& from);

 private:
  struct Neighbour {
    Endpoint address;
    std::uint32_t interface = 0;
    MacAddress mac{};
  };

  enum class Lookup : std::uint8_t { kFound, kUnknown, kFailed };

  RouteFinder() = default;

  struct CloseSocket {
    void operator()(mnl_socket* socket) const;
  };

  [[nodiscard]] int ask(nlmsghdr& request);
  [[nodiscard]] const nlmsghdr& reply() const;
  [[nodiscard]] Lookup look_up(Neighbour& wanted);
  [[nodiscard]] bool resolve(Neighbour& wanted);

  std::unique_ptr<mnl_socket, CloseSocket> socket_;
  std::uint32_t sequence_ = 0;
  std::vector<std::byte> reply_;
  std::vector<Neighbour> known_;
};

}  // namespace mxsweep::io

// Two network namespaces with a pair of virtual Ethernet cards between them,
// for tests of what loopback cannot show. They have no names and end with the
// object. Needs root and `ip`; make() says what is missing otherwise.
//
//   near: 10.77.0.1 and .3, fd77::1 and ::3, default routes by way of far
//   far:  10.77.0.2, fd77::2, ICMP errors without a limit
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "io/base/endpoint.h"
#include "io/base/unique_fd.h"

namespace mxsweep::testing {

// Where a peer's sockets are: an address for each family, and a namespace if
// it is not the caller's.
struct PeerSite {
  std::string v4 = "127.0.0.1";
  std::string v6 = "::1";
  int network = -1;

  [[nodiscard]] io::Endpoint address(std::uint8_t family) const;
};

// Moves the calling thread to a namespace and, at the end, back. -1: nothing.
class InNetwork {
 public:
  explicit InNetwork(int network);
  InNetwork(const InNetwork&) = delete;
  InNetwork& operator=(const InNetwork&) = delete;
  ~InNetwork();

 private:
  io::UniqueFd before_;
};

class NetworkPair {
 public:
  // Null, and why, when this machine or user cannot have it.
  [[nodiscard]] static std::unique_ptr<NetworkPair> make(std::string& why);

  [[nodiscard]] int near() const { return near_.get(); }

  [[nodiscard]] int far() const { return far_.get(); }

  [[nodiscard]] PeerSite far_site() const {
    return {"10.77.0.2", "fd77::2", far()};
  }

 private:
  NetworkPair() = default;

  io::UniqueFd near_;
  io::UniqueFd far_;
};

}  // namespace mxsweep::testing

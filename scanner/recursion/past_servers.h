// PastServers: how often servers were asked that are not remembered otherwise:
// so many of those that were asked most. Owned by one ServerTable, one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "io/base/endpoint.h"

namespace mxsweep {

class PastServers {
 public:
  static constexpr std::size_t kMost = 256;

  PastServers() { servers_.reserve(kMost); }

  // In place of the one that was asked least, if there are too many.
  void add(const io::Endpoint& endpoint, std::uint64_t asked);

  // What is known of the server, which is forgotten here; 0: nothing.
  [[nodiscard]] std::uint64_t take(const io::Endpoint& endpoint);

  // Servers that were added and are not known any more, but for those taken.
  [[nodiscard]] std::uint64_t forgotten() const { return forgotten_; }

  template <class Each>
  void for_each(Each&& each) const {
    for (const Server& server : servers_) {
      each(server.endpoint, server.asked);
    }
  }

 private:
  struct Server {
    io::Endpoint endpoint;
    std::uint64_t asked = 0;
  };

  std::uint64_t forgotten_ = 0;
  std::vector<Server> servers_;  // heap, the one asked least first
};

}  // namespace mxsweep

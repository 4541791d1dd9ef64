// RootHints: where an iteration begins: the name servers of the root and their
// addresses, from a file in the format of the public one (zone file lines:
// owner, optional TTL and class, type NS, A or AAAA, and data; ';' begins a
// comment). Compiled in is datasets/root.hints, which says of which day it is.
// Pure functions and plain values, any thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "io/base/endpoint.h"
#include "io/base/result.h"

#include "scanner/dns/name.h"

namespace mxsweep {

struct RootHints {
  struct Server {
    Name name;
    std::vector<io::Endpoint> addresses;
  };

  std::vector<Server> servers;  // each with an address, at least one

  // Of no other family from now on; servers without an address stay.
  void keep_ipv4();

  // All of them, in the order of the servers.
  [[nodiscard]] std::vector<io::Endpoint> addresses() const;
};

// Addresses get `port`. An error of kind kUsage names the line that is no
// record, or says that there is no server with an address.
[[nodiscard]] io::Result<RootHints> parse_root_hints(std::string_view text,
                                                     std::uint16_t port);

// The file that is compiled in.
[[nodiscard]] std::string_view own_root_hints();

}  // namespace mxsweep

// What `mxsweep doctor` wants to know of a resolver beyond the check before a
// run (resolver_check.h): whether it knows EDNS, and whether it answers over
// TCP. Each is asked for the A of one invented name, over UDP and over TCP,
// twice at most; all at once. One thread, which must be the transport's only
// one.
#pragma once

#include <string>
#include <vector>

#include "io/base/endpoint.h"
#include "io/base/prng.h"
#include "io/base/time.h"
#include "io/net/transport.h"

namespace mxsweep {

struct ExaminedResolver {
  bool edns = false;  // there was an OPT in its reply over UDP
  bool tcp = false;   // it replied over TCP
};

// One result for each resolver, in order; they are the transport's peers.
[[nodiscard]] std::vector<ExaminedResolver> examine_resolvers(
    io::Transport& transport, const std::vector<io::Endpoint>& resolvers,
    io::Prng& prng, io::Instant now);

}  // namespace mxsweep

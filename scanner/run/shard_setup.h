// What the parts of a shard are made with: who asks the QueryEngine, and the
// options of each part by the shard's own. Plain values and one object, made
// once, at start.
#pragma once

#include <cstdint>
#include <memory>

#include "io/base/prng.h"

#include "scanner/run/shard.h"

namespace mxsweep {

// Who asks, for QueryOwner::asker. The index is that of the lookup, of the
// host, of what RewriteProbe asks about, of a walk of the Recursor, or a number
// of PolicyAsker's.
enum Asker : std::uint8_t {
  kMx,
  kHostA,
  kHostAaaa,
  kHostTlsa,
  kPolicy,
  kParentPolicy,
  kProbe,
  kWalk,
};

// Names being worked on: at first, and at most.
[[nodiscard]] std::uint32_t names_at_first(const ShardConfig& config);
[[nodiscard]] std::uint32_t names_max(const ShardConfig& config);

[[nodiscard]] QueryOptions query_options(const ShardConfig& config);

// In the order of Asker.
[[nodiscard]] QueryEngine::Deps engine_deps(const Shard::Deps& deps);

[[nodiscard]] HostResolverOptions host_options(const ShardConfig& config);

// Null: resolvers are asked.
[[nodiscard]] std::unique_ptr<Recursor> recursor_of(const ShardConfig& config,
                                                    QueryEngine& engine,
                                                    io::Prng& prng);

}  // namespace mxsweep

#include "scanner/run/shard_setup.h"

#include <algorithm>

#include "scanner/recursion/recursor.h"

namespace mxsweep {
namespace {

// Names being worked on at first, as a multiple of the queries in flight: while
// one name waits for a mail host, others keep the wire busy.
constexpr std::uint32_t kLookupsPerQuery = 2;

// Names that wait for a retry or for a reply that will never come need no place
// that others wait for, so there are more, up to this many in all shards. They
// take about half a kilobyte each while they wait.
constexpr std::uint32_t kNamesWaitingMax = 262'144;
constexpr std::uint32_t kQueriesPerLookup = 2;

}  // namespace

std::uint32_t names_at_first(const ShardConfig& config) {
  return config.query.concurrency * kLookupsPerQuery;
}

std::uint32_t names_max(const ShardConfig& config) {
  return std::max(names_at_first(config), kNamesWaitingMax / config.shards);
}

QueryOptions query_options(const ShardConfig& config) {
  QueryOptions options = config.query;
  options.queries_max = names_max(config) * kQueriesPerLookup;
  // Shards take turns at a resolver.
  options.phase = static_cast<double>(config.shard) / config.shards;
  return options;
}

QueryEngine::Deps engine_deps(const Shard::Deps& deps) {
  ShardCounters& counters = deps.counters;
  return {deps.transport,
          counters,
          {&counters.queries_mx, &counters.queries_address,
           &counters.queries_address, &counters.queries_policy,
           &counters.queries_policy, &counters.queries_policy,
           &counters.queries_probe, &counters.queries_zone},
          deps.stop,
          deps.stop_now};
}

HostResolverOptions host_options(const ShardConfig& config) {
  HostResolverOptions options;
  options.addresses = config.mail.addresses;
  options.tlsa = config.mail.policies.has(Policy::kTlsa);
  options.cache_bytes = config.host_cache_bytes;
  options.shard = config.shard;
  options.shards = config.shards;
  options.host_queues = config.host_queues;
  options.blocklist = config.address_blocklist;
  options.pref64s = config.pref64s;
  return options;
}

std::unique_ptr<Recursor> recursor_of(const ShardConfig& config,
                                      QueryEngine& engine, io::Prng& prng) {
  if (config.recursion == nullptr) {
    return nullptr;
  }
  RecursionOptions options = *config.recursion;
  options.asker = kWalk;
  options.blocked_names = config.mail.blocklist;
  options.blocked_addresses = config.address_blocklist;
  return std::make_unique<Recursor>(options, engine, prng.split());
}

}  // namespace mxsweep

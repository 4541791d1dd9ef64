// More authoritative servers than the table of a thread has places: all rows
// are right all the same, and nothing grows with the names.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "scanner/run/memory_plan.h"

#include "tests/sim/random_hierarchy.h"
#include "tests/sim/seeds.h"
#include "tests/support/heap_octets.h"

namespace mxsweep::sim {
namespace {

using test::heap_octets;

constexpr std::uint32_t kPlaces = 24;
constexpr std::uint64_t kHeapNoise = 512 * 1024;

using Cells = std::vector<std::vector<std::string>>;

// What does not depend on when something was asked.
Cells cells_of(const RigReport& report) {
  Cells cells;
  for (std::size_t row = 0; row < report.rows.size(); ++row) {
    if (report.cell(row, "status") == "CNAME_LOOP") {
      continue;
    }
    std::vector<std::string>& each = cells.emplace_back();
    for (const char* column : {"seq", "domain", "status", "mail_kind",
                               "exchange", "exchange_status", "address"}) {
      each.push_back(report.cell(row, column));
    }
  }
  std::sort(cells.begin(), cells.end());
  return cells;
}

struct Ran {
  RigReport report;
  bool bounded = true;  // no table had more servers than it may
  std::uint64_t dropped = 0;
};

Ran run(const Hierarchy& world, RigOptions options, bool through_resolver) {
  SimNetwork network(7, kSimStart);
  world.open(network, options, through_resolver);
  EngineRig rig(options, network);
  for (const std::string& name : world.names()) {
    rig.add_line(name);
  }
  rig.end_input();
  Ran ran;
  while (rig.step()) {
    const Recursor* const recursor = rig.next_shard().recursor();
    ran.bounded = ran.bounded && (recursor == nullptr ||
                                  recursor->servers().size() <= kPlaces);
    ran.dropped = std::max(
        ran.dropped, recursor == nullptr ? 0 : recursor->servers().dropped());
  }
  ran.report = rig.conclude();
  EXPECT_EQ(ran.report.failure, "");
  EXPECT_EQ(rig.leaks(), "");
  return ran;
}

TEST(RecursionServersTest, MoreServersThanPlacesAndAllRowsAreRight) {
  for (std::uint64_t i = 0; i < seeds(6); ++i) {
    const std::uint64_t seed = first_seed() + i;
    const Hierarchy world(seed, {3, 60, 240});
    ASSERT_GT(world.servers(), 4 * kPlaces);
    const Ran perfect = run(world, RigOptions(), true);
    for (std::uint16_t shards = 1; shards <= 2; ++shards) {
      RigOptions options;
      options.shards = shards;
      options.recursion.servers_max = kPlaces;
      const Ran ran = run(world, options, false);
      ASSERT_EQ(cells_of(ran.report), cells_of(perfect.report)) << replay(seed);
      EXPECT_TRUE(ran.bounded);
      EXPECT_GT(ran.dropped, 100U);
    }
  }
}

// Each name is another one, of the same zones again and again; servers and
// delegations come and go all the time.
TEST(RecursionServersTest, NothingGrowsWithTheNames) {
  const std::uint64_t names = number_from("MXSWEEP_SOAK_NAMES", 40'000);
  const Hierarchy world(5, {3, 60, 400});
  SimNetwork network(7, kSimStart);
  network.keep_records = false;
  RigOptions options;
  options.keep_rows = false;
  options.steps_max = ~std::uint64_t{0};
  options.time_max = io::Duration::seconds(1'000'000);
  options.engine.host_cache_bytes = 100 * HostCache::kEntryBytes;
  options.engine.query.concurrency = 200;
  options.recursion.cache_bytes = 24'000;
  options.recursion.servers_max = kPlaces;
  world.open(network, options, false);
  EngineRig rig(options, network);
  std::uint64_t least = ~std::uint64_t{0};
  std::uint64_t most = 0;
  std::uint64_t added = 0;
  do {
    while (added < names && rig.unread() < 64) {
      const std::string& above = world.names()[added % world.names().size()];
      rig.add_line("u" + std::to_string(added++) + "." + above);
    }
    if (added == names) {
      rig.end_input();
      break;
    }
    if (added > names / 20) {
      const std::uint64_t heap = heap_octets();
      least = std::min(least, heap);
      most = std::max(most, heap);
    }
  } while (rig.step());
  const RigReport report = rig.run();
  EXPECT_EQ(report.failure, "");
  EXPECT_EQ(rig.leaks(), "");
  EXPECT_EQ(report.records, names);
  EXPECT_EQ(report.totals.names_failed, 0U);
  EXPECT_GT(report.totals.queries_zone, names / 2);
  EXPECT_GT(rig.next_shard().recursor()->servers().dropped(), names / 100);
  EXPECT_LE(most - least, kHeapNoise) << least << " to " << most;
  RecordProperty("heap_octets_most", std::to_string(most));
}

// Numbers its peers, and that is all.
class NullTransport final : public io::Transport {
 public:
  [[nodiscard]] std::span<io::TxBuffer> reserve(std::uint32_t) override {
    return {};
  }

  void submit(std::uint32_t) override {}

  [[nodiscard]] std::uint32_t stream_room(std::uint16_t,
                                          std::uint32_t) const override {
    return 0;
  }

  [[nodiscard]] io::RxBatch receive(io::Instant until) override {
    return {{}, until};
  }

  void release() override {}

  [[nodiscard]] io::Result<std::uint16_t> add_peer(
      const io::Endpoint&) override {
    return ++peers_;
  }

  [[nodiscard]] io::TransportStats stats() const override { return {}; }

  [[nodiscard]] std::uint16_t lanes() const override { return 1; }

 private:
  std::uint16_t peers_ = 0;
};

TEST(RecursionServersTest, AServerTakesWhatThePlanOfTheMemorySays) {
  // Of a transport: an address, what is known of its connections.
  constexpr std::uint64_t kPeer = 128;
  constexpr std::uint32_t kServers = ServerTable::kServersMax;
  NullTransport transport;
  ShardCounters counters;
  QueryOptions options;
  options.resolvers = {*io::parse_endpoint("22.0.0.1", 53)};
  options.servers_max = kServers;
  const std::uint64_t before = heap_octets();
  QueryEngine engine(options, {transport, counters}, io::Prng(1), kSimStart);
  ServerTable table(ServerLimits{}, kServers);
  const std::uint64_t empty = heap_octets();
  io::Endpoint endpoint = *io::parse_endpoint("2d00::1234:5678:9abc:0", 53);
  for (std::uint32_t i = 1; i < kServers; ++i) {
    endpoint.address[14] = static_cast<std::uint8_t>(i >> 8U);
    endpoint.address[15] = static_cast<std::uint8_t>(i);
    table.add(engine.add_server(endpoint).value(), endpoint);
  }
  EXPECT_EQ(table.size(), kServers - 1);
  const std::uint64_t each = (heap_octets() - before) / kServers + kPeer;
  EXPECT_LE(each, kServerBytes) << empty - before << " without servers";
  EXPECT_GE(each, kServerBytes / 2);
}

}  // namespace
}  // namespace mxsweep::sim

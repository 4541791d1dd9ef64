// See soak.h.
#include "tests/sim/soak.h"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <utility>

#include "tests/support/engine_rig.h"
#include "tests/support/heap_octets.h"

namespace mxsweep::sim {
namespace {

constexpr std::uint64_t kDomains = 20'000;
constexpr std::uint64_t kHosts = 6'000;
constexpr std::size_t kHostsKept = 2'000;
constexpr std::size_t kLinesAhead = 512;

std::string domain_name(std::uint64_t n) {
  return "d" + std::to_string(n % kDomains) + ".test";
}

// Two of three have mail, a third of the hosts is new to the cache each time.
Zone usual_zone() {
  Zone zone;
  for (std::uint64_t n = 0; n < kDomains; ++n) {
    if (n % 3 != 0) {
      zone.add_mx(domain_name(n), 10,
                  "mx" + std::to_string(n % kHosts) + ".host.test");
    }
  }
  for (std::uint64_t n = 0; n < kHosts; ++n) {
    zone.add_address("mx" + std::to_string(n) + ".host.test", "8.8.8.8");
  }
  return zone;
}

void add_resolvers(const Zone& zone, SimNetwork& network) {
  for (const char* address : {"192.0.2.1", "192.0.2.2"}) {
    FakeResolver resolver(*io::parse_endpoint(address, 53), zone);
    resolver.whims.servfail = 0.002;
    resolver.whims.silence = 0.002;
    resolver.whims.truncate = 0.002;
    LinkProfile link;
    link.sigma = 0.3;
    link.loss_in = 0.005;
    link.duplicate = 0.002;
    link.late = 0.001;
    link.stream_reset = 0.005;
    network.add_resolver(std::move(resolver), link);
  }
}

RigOptions rig_options(const SoakOptions& options) {
  RigOptions rig;
  rig.seed = options.seed;
  rig.shards = options.shards;
  rig.keep_rows = false;
  rig.steps_max = ~std::uint64_t{0};
  rig.time_max = io::Duration::seconds(
      static_cast<std::int64_t>(options.names / options.rate_pps * 20 + 600));
  rig.engine.query.rate_pps = options.rate_pps;
  rig.engine.query.concurrency = 8'000;
  rig.engine.host_cache_bytes = kHostsKept * HostCache::kEntryBytes;
  return rig;
}

std::uint64_t resident_octets() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t all = 0;
  std::uint64_t resident = 0;
  file >> all >> resident;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

SoakMark mark_of(std::uint64_t names, EngineRig& rig,
                 const SimNetwork& network) {
  SoakMark mark;
  mark.names = names;
  mark.virtual_s = (rig.now() - kSimStart).to_seconds();
  mark.queries = network.queries();
  mark.questions = rig.next_shard().engine().open().questions;
  mark.heap_octets = test::heap_octets();
  mark.resident_octets = resident_octets();
  return mark;
}

}  // namespace

double SoakResult::rate(std::size_t from, std::size_t to) const {
  return static_cast<double>(marks[to].queries - marks[from].queries) /
         (marks[to].virtual_s - marks[from].virtual_s);
}

SoakResult soak(const SoakOptions& options) {
  const Zone zone = usual_zone();
  SimNetwork network(options.seed, kSimStart);
  network.keep_records = false;
  network.ids = options.ids;
  add_resolvers(zone, network);
  EngineRig rig(rig_options(options), network);
  SoakResult result;
  result.marks.reserve(options.marks + 1);
  const std::uint64_t between = options.names / options.marks;
  std::uint64_t next_mark = between / 2;
  std::uint64_t added = 0;
  do {
    while (added < options.names && rig.unread() < kLinesAhead) {
      rig.add_line(domain_name(added++));
    }
    if (added == options.names) {
      rig.end_input();
      break;
    }
    if (added >= next_mark) {
      result.marks.push_back(mark_of(added, rig, network));
      result.failure = rig.leaks();
      next_mark += between;
    }
  } while (result.failure.empty() && rig.step());
  if (result.failure.empty()) {
    const RigReport report = rig.run();
    result.failure = report.failure.empty() ? rig.leaks() : report.failure;
    result.host_evictions = report.totals.host_evictions;
    result.timeouts = report.totals.timeouts;
  }
  return result;
}

std::string to_text(const SoakResult& result) {
  std::string text =
      "       names   virtual s  open   heap MiB    RSS MiB   packets/s\n";
  for (std::size_t i = 0; i < result.marks.size(); ++i) {
    const SoakMark& mark = result.marks[i];
    std::array<char, 96> line{};
    static_cast<void>(std::snprintf(
        line.data(), line.size(), "%12llu %11.2f %5u %10.3f %10.3f %11.1f\n",
        static_cast<unsigned long long>(mark.names), mark.virtual_s,
        mark.questions, static_cast<double>(mark.heap_octets) / 1048576,
        static_cast<double>(mark.resident_octets) / 1048576,
        i == 0 ? 0.0 : result.rate(i - 1, i)));
    text += line.data();
  }
  return text;
}

}  // namespace mxsweep::sim

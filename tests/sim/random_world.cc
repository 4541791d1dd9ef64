// The random world itself; its invariants are in check_world.cc.
#include "tests/sim/random_world.h"

#include <algorithm>
#include <array>

namespace mxsweep::sim {
namespace {

constexpr std::uint32_t kHostPool = 12;

std::string host_name(std::uint32_t n) {
  return "mx" + std::to_string(n) + ".host.test";
}

void add_hosts(io::Prng& prng, Zone& zone) {
  for (std::uint32_t n = 0; n < kHostPool; ++n) {
    const std::string name = host_name(n);
    const std::uint32_t kind = prng.below(10);
    if (kind == 0) {
      continue;  // does not exist
    }
    if (kind == 1) {
      zone.add_cname(name, host_name((n + 1) % kHostPool));
      continue;
    }
    if (kind == 2) {
      static_cast<void>(zone.add_text(name + ". TXT x"));
      continue;
    }
    for (std::uint32_t i = 0; kind != 3 && i <= prng.below(3); ++i) {
      zone.add_address(
          name, "8." + std::to_string(n) + ".0." + std::to_string(i + 1));
    }
    for (std::uint32_t i = 0; kind <= 6 && i <= prng.below(2); ++i) {
      zone.add_address(
          name, "2a00::" + std::to_string(n) + ":" + std::to_string(i + 1));
    }
  }
}

void add_mx_set(io::Prng& prng, const std::string& name, Zone& zone) {
  static constexpr std::array<std::uint16_t, 4> kPreferences = {0, 10, 10, 20};
  const std::uint32_t count = 1 + prng.below(4);
  const std::uint32_t first = prng.below(kHostPool);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::string exchange =
        prng.below(20) == 0 ? "localhost" : host_name((first + i) % kHostPool);
    zone.add_mx(name, kPreferences[prng.below(kPreferences.size())], exchange);
  }
}

// CNAMEs to something with MX, or back to the first of them.
void add_aliased(io::Prng& prng, const std::string& name, Zone& zone) {
  std::string end = name;
  for (std::uint32_t links = 1 + prng.below(4); links > 0; --links) {
    zone.add_cname(end, "to." + end);
    end = "to." + end;
  }
  if (prng.below(6) == 0) {
    zone.add_cname(end, name);
  } else {
    add_mx_set(prng, end, zone);
  }
}

void add_domain(io::Prng& prng, const std::string& name, Zone& zone) {
  switch (prng.below(10)) {
    case 0:
      return;  // does not exist
    case 1:
      zone.add_mx(name, 0, ".");
      return;
    case 2:
      zone.add_address(name, "8.9.9.9");
      return;
    case 3:
      static_cast<void>(zone.add_text(name + ". TXT x"));
      return;
    case 4:
      add_aliased(prng, name, zone);
      return;
    case 5:
      zone.add_cname(name, "nowhere.gone" + std::to_string(prng.below(9)) +
                               ".invalid-zone");
      return;
    default:
      add_mx_set(prng, name, zone);
  }
}

double maybe(io::Prng& prng, double most) {
  return prng.below(2) == 0 ? 0 : prng.unit() * most;
}

RandomResolver random_resolver(io::Prng& prng, std::uint32_t number) {
  RandomResolver out;
  out.endpoint =
      *io::parse_endpoint("192.0.2." + std::to_string(number + 1), 53);
  out.link.latency = io::Duration::microseconds(500 + prng.below(60'000));
  out.link.sigma = maybe(prng, 1.0);
  out.link.loss_out = maybe(prng, 0.3);
  out.link.loss_in = maybe(prng, 0.3);
  out.link.duplicate = maybe(prng, 0.3);
  out.link.late = maybe(prng, 0.1);
  out.link.late_by = io::Duration::milliseconds(200 + prng.below(5000));
  out.link.port_error = maybe(prng, 0.1);
  out.link.stream_refused = maybe(prng, 0.3);
  out.link.stream_reset = maybe(prng, 0.3);
  out.whims.servfail = maybe(prng, 0.2);
  out.whims.silence = maybe(prng, 0.2);
  out.whims.truncate = maybe(prng, 0.2);
  out.whims.forge = maybe(prng, 0.5);
  out.whims.dislike_edns = maybe(prng, 0.5);
  out.whims.refer = maybe(prng, 0.2);
  out.whims.cut_chain = maybe(prng, 1.0);
  out.whims.cut_datagram = maybe(prng, 0.2);
  out.whims.break_edns = maybe(prng, 0.5);
  if (prng.below(3) == 0) {
    out.link.stream_answers = 1 + static_cast<std::uint32_t>(prng.below(30));
  }
  if (prng.below(3) == 0) {
    out.link.stream_outstanding =
        1 + static_cast<std::uint32_t>(prng.below(30));
  }
  return out;
}

void choose_options(io::Prng& prng, RigOptions& rig) {
  static constexpr std::array<Shape, 4> kShapes = {Shape::kFlat, Shape::kFlat,
                                                   Shape::kMx, Shape::kNested};
  static constexpr std::array<AddressMode, 6> kModes = {
      AddressMode::kBoth, AddressMode::kBoth, AddressMode::kBoth,
      AddressMode::kIpv4, AddressMode::kIpv6, AddressMode::kNone};
  rig.shards = static_cast<std::uint16_t>(1 + prng.below(3));
  rig.lanes = static_cast<std::uint16_t>(1 + prng.below(8));
  rig.reserve_max = 1 + prng.below(64);
  rig.engine.query.concurrency = 1 + prng.below(prng.below(2) == 0 ? 6 : 100);
  rig.engine.query.retries = prng.below(5);
  rig.engine.query.timeout = io::Duration::milliseconds(100 + prng.below(2000));
  rig.engine.query.rate_pps = prng.below(4) == 0 ? 100 + prng.below(5000) : 0;
  rig.engine.rows = RowPlan(kShapes[prng.below(kShapes.size())]);
  rig.engine.mail.addresses = kModes[prng.below(kModes.size())];
  rig.engine.host_cache_bytes =
      (prng.below(3) == 0 ? 3 : 1000) * HostCache::kEntryBytes;
  rig.batch_jobs = 1 + prng.below(40);
  rig.result_batches = 1 + prng.below(8);
  rig.host_cells = std::size_t{1} << prng.below(6);
  if (prng.below(4) == 0) {
    rig.writer_pauses.push_back({io::Duration::milliseconds(prng.below(500)),
                                 io::Duration::milliseconds(prng.below(5000))});
  }
  if (prng.below(4) == 0) {
    rig.stalls.push_back({io::Duration::milliseconds(prng.below(500)),
                          io::Duration::milliseconds(prng.below(3000))});
  }
}

}  // namespace

World make_world(std::uint64_t seed) {
  io::Prng prng(seed);
  World world;
  world.rig.seed = seed;
  choose_options(prng, world.rig);
  add_hosts(prng, world.zone);
  const std::uint32_t domains = 5 + prng.below(40);
  for (std::uint32_t n = 0; n < domains; ++n) {
    add_domain(prng, "d" + std::to_string(n) + ".test", world.zone);
  }
  // Some names more than once, in any order.
  for (std::uint32_t i = 0; i < domains + domains / 4; ++i) {
    const std::uint32_t n = i < domains ? i : prng.below(domains);
    world.input.push_back("d" + std::to_string(n) + ".test");
  }
  std::shuffle(world.input.begin(), world.input.end(), prng);
  const std::uint32_t resolvers = 1 + prng.below(4);
  for (std::uint32_t n = 0; n < resolvers; ++n) {
    world.resolvers.push_back(random_resolver(prng, n));
  }
  if (resolvers > 1 && prng.below(3) == 0) {
    world.rig.engine.query.rewriting.push_back(
        static_cast<std::uint16_t>(prng.below(resolvers)));
  }
  world.rig.engine.query.mix_case = prng.below(4) == 0;
  return world;
}

WorldRun run_world(const World& world) {
  SimNetwork network(world.rig.seed, kSimStart);
  for (const RandomResolver& each : world.resolvers) {
    FakeResolver resolver(each.endpoint, world.zone);
    resolver.whims = each.whims;
    network.add_resolver(std::move(resolver), each.link);
  }
  EngineRig rig(world.rig, network);
  for (const std::string& line : world.input) {
    rig.add_line(line);
  }
  WorldRun run;
  run.report = rig.run();
  run.trace = network.trace();
  run.sent = network.sent();
  run.outstanding_max = network.outstanding_max();
  return run;
}

}  // namespace mxsweep::sim

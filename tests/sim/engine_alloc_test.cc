// Once everything has grown to its working size, Shard::step() allocates
// nothing for usual names: with retries, truncated answers, evictions from
// the host cache and all shapes of rows; and with recursion, evictions of
// delegations included. Counts operator new; what the simulated transport
// allocates does not count.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "scanner/recursion/recursor.h"
#include "scanner/run/shard.h"

#include "tests/support/alloc_guard.h"
#include "tests/support/sim_operators.h"
#include "tests/support/sim_transport.h"

namespace mxsweep::sim {
namespace {

constexpr io::Instant kStart{1'000'000'000'000};
constexpr int kNames = 24000;
constexpr int kWarmUp = 20000;
constexpr std::size_t kJobs = 64;

std::string numbered(const char* form, int n) {
  std::array<char, 64> text{};
  static_cast<void>(std::snprintf(text.data(), text.size(), form, n));
  return text.data();
}

// Passes everything on, with counting switched off meanwhile.
class UncountedTransport final : public io::Transport {
 public:
  explicit UncountedTransport(io::Transport& inner) : inner_(inner) {}

  [[nodiscard]] std::span<io::TxBuffer> reserve(std::uint32_t count) override {
    const AllocPause pause;
    return inner_.reserve(count);
  }

  void submit(std::uint32_t count) override {
    const AllocPause pause;
    inner_.submit(count);
  }

  [[nodiscard]] std::uint32_t stream_room(
      std::uint16_t peer, std::uint32_t awaited) const override {
    return inner_.stream_room(peer, awaited);
  }

  [[nodiscard]] io::RxBatch receive(io::Instant wait_until) override {
    const AllocPause pause;
    return inner_.receive(wait_until);
  }

  void release() override {
    const AllocPause pause;
    inner_.release();
  }

  [[nodiscard]] io::Result<std::uint16_t> add_peer(
      const io::Endpoint& endpoint) override {
    const AllocPause pause;
    return inner_.add_peer(endpoint);
  }

  [[nodiscard]] bool drop_peer(std::uint16_t peer) override {
    const AllocPause pause;
    return inner_.drop_peer(peer);
  }

  [[nodiscard]] io::TransportStats stats() const override {
    return inner_.stats();
  }

  [[nodiscard]] std::uint16_t lanes() const override { return inner_.lanes(); }

 private:
  io::Transport& inner_;
};

// Names of equal lengths, so that the working size is soon reached. Every
// third host is shared with the next domain.
Zone usual_zone() {
  Zone zone;
  for (int n = 0; n < kNames; ++n) {
    const std::string domain = numbered("domain%05d.test", n);
    if (n % 10 == 3) {
      zone.add_address(domain, "8.100.100.100");
      continue;
    }
    if (n % 10 == 4) {
      zone.add_cname(domain, numbered("target%05d.test", n));
    }
    const std::string owner =
        n % 10 == 4 ? numbered("target%05d.test", n) : domain;
    zone.add_mx(owner, 10, numbered("mail%05d.example", n));
    zone.add_mx(owner, 20, numbered("mail%05d.example", n - n % 3));
    zone.add_address(numbered("mail%05d.example", n), "198.200.100.101");
    zone.add_address(numbered("mail%05d.example", n),
                     "2a00:1450:4001:810:aaaa:bbbb:cccc:1234");
  }
  return zone;
}

// The same names, each a zone of its own with two of 40 name servers, which
// know all their records and are a parent's apex to each of them. The root and
// `test` refer to them.
struct Delegated {
  struct Server {
    const char* address;
    std::vector<const AuthZone*> served;
  };

  Delegated() : flat(usual_zone()) {
    add(root, "test NS ns.test");
    add(root, "example NS ns.test");
    root.records.add_address("ns.test", "22.0.0.2");
    for (int n = 0; n < kNames; ++n) {
      const std::string domain = numbered("domain%05d.test", n);
      add(test, domain + numbered(" NS ns%02d.test", n % 40));
      add(test, domain + numbered(" NS ns%02d.test", (n + 1) % 40));
      if (n % 10 == 4) {
        add(test, numbered("target%05d.test", n) + " NS ns00.test");
      }
    }
    for (std::size_t i = 0; i < addresses.size(); ++i) {
      const auto number = static_cast<int>(i);
      addresses[i] = numbered("22.0.1.%d", number + 1);
      test.records.add_address(numbered("ns%02d.test", number), addresses[i]);
    }
    all.records = flat;
    servers.push_back({"22.0.0.1", {&root}});
    servers.push_back({"22.0.0.2", {&test, &example}});
    example.records = flat;
    for (const std::string& address : addresses) {
      servers.push_back({address.c_str(), {&all}});
    }
  }

  static void add(AuthZone& zone, const std::string& line) {
    MXSWEEP_CHECK(zone.records.add_text(line).empty());
  }

  Zone flat;
  AuthZone root{".", {}};
  AuthZone test{"test", {}};
  AuthZone example{"example", {}};
  AuthZone all{".", {}};
  std::array<std::string, 40> addresses;
  std::vector<Server> servers;
};

// One shard with the reader's and the writer's part played without rows
// being looked at.
class Bench {
 public:
  Bench(const Zone& zone, Shape shape) : Bench(shape) {
    for (const char* address : {"192.0.2.1", "2001:db8::2"}) {
      add_server(address, zone, {});
    }
    open(ShardConfig(), network_.endpoints());
  }

  explicit Bench(const Delegated& world) : Bench(Shape::kFlat) {
    for (const Delegated::Server& server : world.servers) {
      add_server(server.address, world.flat, server.served);
    }
    recursion_.hints.servers.resize(1);
    RootHints::Server& root = recursion_.hints.servers.front();
    MXSWEEP_CHECK(Name::from_text("a.root", root.name) == NameProblem::kNone);
    root.addresses = {network_.endpoints().front()};
    recursion_.cache_bytes = 2'000'000;  // of some 5,000 zones
    recursion_.walks_max = 1024;
    recursion_.limits.pps_max = 1'000'000;
    recursion_.limits.pps_start = 1'000'000;
    ShardConfig config;
    config.recursion = &recursion_;
    config.query.servers_max = recursion_.servers_max;
    open(config, recursion_.hints.addresses());
  }

  // Steps until so many names are done; what step() allocated meanwhile.
  std::uint64_t run_until(std::uint64_t names) {
    const std::uint64_t before = allocations_counted();
    while (counters_.names_done.get() < names) {
      feed();
      {
        const AllocCount count;
        now_ = shard_->step(now_);
      }
      ResultBatch* batch = nullptr;
      while (result_queue_.full.try_pop(batch)) {
        batch->clear();
        MXSWEEP_CHECK(result_queue_.empty.try_push(batch));
      }
    }
    return allocations_counted() - before;
  }

  [[nodiscard]] const ShardCounters& counters() const { return counters_; }

 private:
  explicit Bench(Shape shape)
      : network_(3, kStart), rows_(shape), job_queue_(16), result_queue_(16) {
    network_.keep_records = false;
  }

  void add_server(const char* address, const Zone& zone,
                  const std::vector<const AuthZone*>& served) {
    FakeResolver resolver(*io::parse_endpoint(address, 53), zone);
    resolver.served = served;
    resolver.whims.truncate = 0.01;
    resolver.whims.servfail = 0.01;
    LinkProfile link;
    link.latency = io::Duration::microseconds(200);
    link.sigma = 0.5;
    link.loss_in = 0.02;
    link.duplicate = 0.02;
    network_.add_resolver(std::move(resolver), link);
  }

  void open(ShardConfig config, const std::vector<io::Endpoint>& known) {
    SimTransportOptions options;
    options.endpoints = known;
    sim_ = std::make_unique<SimTransport>(network_, options);
    transport_ = std::make_unique<UncountedTransport>(*sim_);
    config.query.resolvers = known;
    config.query.concurrency = 8;  // few lookups, so that each is soon warm
    config.query.timeout = io::Duration::milliseconds(20);
    config.rows = rows_;
    config.host_cache_bytes = 500 * HostCache::kEntryBytes;
    config.mail.allow_special = true;
    config.mail.operators = &sim_operators();
    config.facts.operators = &sim_operators();
    shard_ = std::make_unique<Shard>(
        config, Shard::Deps{*transport_, job_queue_, result_queue_, counters_},
        io::Prng(5), kStart);
    for (std::size_t i = 0; i < 2; ++i) {
      results_.push_back(std::make_unique<ResultBatch>(rows_.schema()));
      MXSWEEP_CHECK(result_queue_.empty.try_push(results_[i].get()));
      jobs_.push_back(std::make_unique<JobBatch>());
      MXSWEEP_CHECK(job_queue_.empty.try_push(jobs_[i].get()));
    }
  }

  void feed() {
    JobBatch* batch = nullptr;
    while (next_ < kNames && job_queue_.empty.try_pop(batch)) {
      batch->clear();
      while (next_ < kNames && batch->size() < kJobs) {
        Name name;
        MXSWEEP_CHECK(Name::from_text(numbered("domain%05d.test", next_),
                                      name) == NameProblem::kNone);
        Job job;
        job.seq = next_++;
        job.name = name.view();
        batch->add(job);
      }
      batch->last = next_ == kNames;
      MXSWEEP_CHECK(job_queue_.full.try_push(batch));
    }
  }

  SimNetwork network_;
  RecursionOptions recursion_;
  RowPlan rows_;
  JobQueue job_queue_;
  ResultQueue result_queue_;
  ShardCounters counters_;
  std::unique_ptr<SimTransport> sim_;
  std::unique_ptr<UncountedTransport> transport_;
  std::vector<std::unique_ptr<ResultBatch>> results_;
  std::vector<std::unique_ptr<JobBatch>> jobs_;
  std::unique_ptr<Shard> shard_;  // before what it uses is gone
  io::Instant now_ = kStart;
  int next_ = 0;
};

TEST(EngineAllocTest, TheCounterCounts) {
  const std::uint64_t before = allocations_counted();
  {
    const AllocCount count;
    const auto one = std::make_unique<int>(1);
    const AllocPause pause;
    const auto two = std::make_unique<int>(2);
    EXPECT_NE(one, two);
  }
  const auto three = std::make_unique<int>(3);
  EXPECT_EQ(allocations_counted() - before, 1U) << *three;
}

TEST(EngineAllocTest, StepAllocatesNothingOnceWarm) {
  const Zone zone = usual_zone();
  for (const Shape shape :
       {Shape::kFlat, Shape::kMx, Shape::kDomain, Shape::kNested}) {
    Bench bench(zone, shape);
    EXPECT_GT(bench.run_until(kWarmUp), 0U) << "nothing was counted";
    // A lookup that is used for the first time, because more names wait than
    // ever before, keeps what its name needs.
    EXPECT_LE(bench.run_until(kNames), 8U)
        << "shape " << static_cast<int>(shape);
    // It was a run with everything that is usual.
    EXPECT_GT(bench.counters().host_evictions.get(), 1000U);
    EXPECT_GT(bench.counters().host_hits.get(), 500U);
    EXPECT_GT(bench.counters().queries_retried.get(), 100U);
    EXPECT_GT(bench.counters().queries_stream.get(), 10U);
    EXPECT_GT(bench.counters().replies_late.get(), 10U);
  }
}

TEST(EngineAllocTest, NorDoWalksFromTheRootOn) {
  const Delegated world;
  Bench bench(world);
  EXPECT_GT(bench.run_until(kWarmUp), 0U) << "nothing was counted";
  const std::uint64_t asked = bench.counters().queries_zone.get();
  const std::uint64_t allocated = bench.run_until(kNames);
  const std::uint64_t questions = bench.counters().queries_zone.get() - asked;
  EXPECT_GT(questions, 3U * (kNames - kWarmUp));
  // But for aliases between zones, of which every tenth name is one, and not
  // for each of them any more.
  EXPECT_LE(allocated, (kNames - kWarmUp) / 10U);
  EXPECT_GT(bench.counters().host_evictions.get(), 1000U);
  EXPECT_GT(bench.counters().queries_stream.get(), 10U);
}

}  // namespace
}  // namespace mxsweep::sim

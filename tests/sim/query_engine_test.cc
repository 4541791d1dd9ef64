// QueryEngine alone on the simulated network, as an asker that knows neither
// mail nor rows uses it.
#include "scanner/query/query_engine.h"

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/engine_rig.h"
#include "tests/support/sim_transport.h"

namespace mxsweep::sim {
namespace {

// What came of a question, as far as it outlives its Completion.
struct Ended {
  LookupStatus status = LookupStatus::kNotAttempted;
  std::uint16_t resolver = 0;
  std::uint16_t attempts = 0;
  std::size_t message_octets = 0;  // 0: no reply
  std::size_t addresses = 0;
};

// In front of each datagram that came, another one like it for each stranger,
// from that address and port, and one with another id.
class StrangerTransport final : public io::Transport {
 public:
  explicit StrangerTransport(io::Transport& inner) : inner_(inner) {}

  std::vector<io::Endpoint> strangers;

  [[nodiscard]] std::span<io::TxBuffer> reserve(std::uint32_t count) override {
    return inner_.reserve(count);
  }

  void submit(std::uint32_t count) override { inner_.submit(count); }

  [[nodiscard]] std::uint32_t stream_room(
      std::uint16_t peer, std::uint32_t awaited) const override {
    return inner_.stream_room(peer, awaited);
  }

  [[nodiscard]] io::RxBatch receive(io::Instant wait_until) override {
    io::RxBatch batch = inner_.receive(wait_until);
    messages_.clear();
    payloads_.clear();
    for (const io::RxMessage& message : batch.messages) {
      io::RxMessage forged = message;
      for (const io::Endpoint& stranger : strangers) {
        forged.from = stranger;
        messages_.push_back(forged);
      }
      if (!strangers.empty()) {
        payloads_.emplace_back(message.payload.begin(), message.payload.end());
        payloads_.back().front() ^= std::byte{1};
        forged.from = message.from;
        forged.payload = payloads_.back();
        messages_.push_back(forged);
      }
      messages_.push_back(message);
    }
    batch.messages = messages_;
    return batch;
  }

  void release() override { inner_.release(); }

  [[nodiscard]] io::Result<std::uint16_t> add_peer(
      const io::Endpoint& endpoint) override {
    return inner_.add_peer(endpoint);
  }

  [[nodiscard]] bool drop_peer(std::uint16_t peer) override {
    return inner_.drop_peer(peer);
  }

  [[nodiscard]] io::TransportStats stats() const override {
    return inner_.stats();
  }

  [[nodiscard]] std::uint16_t lanes() const override { return inner_.lanes(); }

 private:
  io::Transport& inner_;
  std::vector<io::RxMessage> messages_;
  std::deque<std::vector<std::byte>> payloads_;
};

class QueryEngineTest : public ::testing::Test {
 protected:
  QueryEngineTest() {
    for (int i = 0; i < 100; ++i) {
      zone_.add_mx("d" + std::to_string(i) + ".test", 10, "mx.test");
    }
    zone_.add_address("mx.test", "198.51.100.7");
  }

  io::Endpoint add_resolver(const std::string& rule = "") {
    const std::string address =
        "192.0.2." + std::to_string(network_.endpoints().size() + 1);
    const io::Endpoint endpoint = *io::parse_endpoint(address, 53);
    FakeResolver resolver(endpoint, zone_);
    if (!rule.empty()) {
      Rule parsed;
      EXPECT_EQ(parse_rule(rule, parsed), "");
      resolver.rules.push_back(parsed);
    }
    network_.add_resolver(std::move(resolver), {});
    return endpoint;
  }

  // The first `resolvers` servers of the network are the resolvers.
  void start(std::uint16_t resolvers, std::uint32_t concurrency = 100) {
    SimTransportOptions transport;
    transport.peers = resolvers;
    transport_ = std::make_unique<SimTransport>(network_, transport);
    stranger_ = std::make_unique<StrangerTransport>(*transport_);
    QueryOptions options;
    options.resolvers = network_.endpoints();
    options.resolvers.resize(resolvers);
    options.concurrency = concurrency;
    engine_ = std::make_unique<QueryEngine>(
        options,
        QueryEngine::Deps{*stranger_, counters_, {&asked_, &asked_}, &stop_},
        io::Prng(7), kSimStart);
  }

  QueryRequest request(const std::string& name, std::uint16_t type,
                       std::uint32_t index) {
    names_.push_back(std::make_unique<Name>());
    EXPECT_EQ(Name::from_text(name, *names_.back()), NameProblem::kNone);
    QueryRequest out = engine_->request(names_.back()->view(), type);
    out.owner = {1, index};
    return out;
  }

  void take_completions() {
    for (const Completion* done = engine_->next(); done != nullptr;
         done = engine_->next()) {
      EXPECT_EQ(done->owner.asker, 1);
      Ended& ended = ended_[done->owner.index];
      EXPECT_EQ(ended.status, LookupStatus::kNotAttempted) << "twice";
      ended.status = done->reply.status;
      ended.resolver = done->reply.resolver;
      ended.attempts = done->reply.attempts;
      ended.message_octets =
          done->message == nullptr ? 0 : done->message->octets.size();
      ended.addresses = done->answer->records.size();
    }
  }

  // Asks all, in rounds, and steps until they and those asked ahead have ended.
  void run(const std::vector<QueryRequest>& requests, std::size_t ahead = 0) {
    std::size_t next = 0;
    for (int step = 0; ended_.size() < requests.size() + ahead; ++step) {
      ASSERT_LT(step, 20'000);
      engine_->begin_step(now_);
      take_completions();
      engine_->begin_round(now_, next < requests.size());
      while (next < requests.size() && engine_->turn_to_ask()) {
        engine_->ask(requests[next++]);
      }
      engine_->end_round();
      most_ = std::max(most_, engine_->places_taken());
      now_ =
          engine_->receive(engine_->next_event(now_, next < requests.size()));
      take_completions();
    }
  }

  Zone zone_;
  SimNetwork network_{11, kSimStart};
  std::unique_ptr<SimTransport> transport_;
  std::unique_ptr<StrangerTransport> stranger_;
  ShardCounters counters_;
  Counter asked_;
  std::atomic<bool> stop_{false};
  std::unique_ptr<QueryEngine> engine_;
  std::vector<std::unique_ptr<Name>> names_;
  std::map<std::uint32_t, Ended> ended_;
  std::uint32_t most_ = 0;
  io::Instant now_ = kSimStart;
};

TEST_F(QueryEngineTest, AnyTypeIsAskedAndEachQuestionEndsOnce) {
  add_resolver();
  add_resolver();
  start(2, 10);
  std::vector<QueryRequest> requests;
  for (std::uint32_t i = 0; i < 100; ++i) {
    requests.push_back(request("d" + std::to_string(i) + ".test", kTypeMx, i));
  }
  requests.push_back(request("mx.test", kTypeA, 100));
  requests.push_back(request("mx.test", kTypeAaaa, 101));
  requests.push_back(request("none.test", kTypeMx, 102));
  run(requests);
  for (std::uint32_t i = 0; i < 100; ++i) {
    EXPECT_EQ(ended_[i].status, LookupStatus::kNoError) << i;
    EXPECT_EQ(ended_[i].attempts, 1) << i;
    EXPECT_GT(ended_[i].message_octets, 12U) << i;
  }
  EXPECT_EQ(ended_[100].addresses, 1U);
  EXPECT_EQ(ended_[101].status, LookupStatus::kNoData);
  EXPECT_EQ(ended_[102].status, LookupStatus::kNxDomain);
  EXPECT_LE(most_, 10U);
  EXPECT_EQ(asked_.get(), 103U);
}

TEST_F(QueryEngineTest, APinnedQuestionGoesToItsServerHoweverItFails) {
  add_resolver("* * -> rcode SERVFAIL");
  add_resolver();
  start(2);
  QueryRequest pinned = request("d1.test", kTypeMx, 0);
  pinned.options.server = 0;
  run({pinned});
  EXPECT_EQ(ended_[0].status, LookupStatus::kServFail);
  EXPECT_EQ(ended_[0].attempts, 4);
  for (const SentQuery& sent : network_.sent()) {
    EXPECT_EQ(sent.peer, 0);
  }
}

TEST_F(QueryEngineTest, AnyReplyEndsAQuestionThatWantsNoMore) {
  add_resolver("* * -> rcode SERVFAIL");
  add_resolver("* * -> silence");
  start(2);
  for (std::uint16_t server = 0; server < 2; ++server) {
    QueryRequest one = request("d1.test", kTypeMx, server);
    one.options.server = server;
    one.options.flags.any_reply = true;
    engine_->ask_ahead(one);
  }
  run({}, 2);
  EXPECT_EQ(ended_[0].status, LookupStatus::kServFail);
  EXPECT_EQ(ended_[0].attempts, 1);
  EXPECT_EQ(ended_[1].status, LookupStatus::kTimeout);
  EXPECT_EQ(ended_[1].attempts, 2);
  EXPECT_EQ(ended_[1].message_octets, 0U);
  EXPECT_EQ(most_, 0U);  // of the concurrency
}

TEST_F(QueryEngineTest, ServersThatComeLaterAreAskedIfNamedAndNeverChosen) {
  add_resolver();
  const io::Endpoint second = add_resolver();
  const io::Endpoint dead = add_resolver("* * -> silence");
  start(1);
  ASSERT_EQ(engine_->add_server(second).value(), 1);
  ASSERT_EQ(engine_->add_server(dead).value(), 2);
  std::vector<QueryRequest> requests;
  for (std::uint32_t i = 0; i < 60; ++i) {
    requests.push_back(request("d" + std::to_string(i) + ".test", kTypeMx, i));
    if (i % 3 != 0) {
      requests.back().options.server = static_cast<std::uint16_t>(i % 3);
    }
  }
  run(requests);
  for (std::uint32_t i = 0; i < 60; ++i) {
    EXPECT_EQ(ended_[i].resolver, i % 3) << i;
    EXPECT_EQ(ended_[i].status,
              i % 3 == 2 ? LookupStatus::kTimeout : LookupStatus::kNoError)
        << i;
  }
}

// Its number goes to another, which is asked the same: what the dropped one
// says then, whatever its id, ends nothing, and neither does another port or
// id.
TEST_F(QueryEngineTest, WhatADroppedServerSaysLateMatchesNothing) {
  add_resolver();
  const io::Endpoint before = add_resolver("* * -> answer delay=3s");
  const io::Endpoint after = add_resolver("* * -> answer delay=1500ms");
  start(1);
  const auto ask = [&](std::uint32_t index) {
    QueryRequest one = request("d1.test", kTypeMx, index);
    one.options.server = 1;
    one.options.flags.any_reply = true;
    one.options.flags.once = true;
    ended_.clear();
    run({one});
  };
  ASSERT_EQ(engine_->add_server(before).value(), 1);
  ask(0);
  EXPECT_EQ(ended_[0].status, LookupStatus::kTimeout);
  ASSERT_TRUE(engine_->drop_server(1));
  ASSERT_EQ(engine_->add_server(after).value(), 1);
  EXPECT_EQ(engine_->resolvers().find(before), kNoResolver);
  EXPECT_EQ(engine_->resolvers().find(after), 1);
  io::Endpoint other_port = after;
  ++other_port.port;
  ask(1);
  EXPECT_EQ(ended_[1].status, LookupStatus::kNoError);
  EXPECT_EQ(ended_[1].resolver, 1);
  EXPECT_EQ(counters_.replies.get(), 1U);
  EXPECT_EQ(counters_.replies_late.get(), 1U);  // that of the dropped one
  EXPECT_EQ(engine_->resolvers().counters(1).late.get(), 0U);
  stranger_->strangers = {before, other_port};
  ask(2);
  EXPECT_EQ(ended_[2].status, LookupStatus::kNoError);
  EXPECT_EQ(counters_.replies.get(), 2U);
  EXPECT_EQ(counters_.mismatched_source.get(), 2U);
  EXPECT_EQ(counters_.mismatched_id.get(), 1U);
  EXPECT_EQ(counters_.replies_late.get(), 1U);
}

TEST_F(QueryEngineTest, WhatWaitsEndsWhenTheRunIsStopped) {
  add_resolver("* * -> rcode SERVFAIL");
  start(1);
  std::vector<QueryRequest> requests = {request("d1.test", kTypeMx, 0),
                                        request("d2.test", kTypeA, 1)};
  const auto step = [&](std::size_t asked) {
    engine_->begin_step(now_);
    take_completions();
    engine_->begin_round(now_, asked != 0);
    for (std::size_t i = 0; i < asked; ++i) {
      ASSERT_TRUE(engine_->turn_to_ask());
      engine_->ask(requests[i]);
    }
    engine_->end_round();
    now_ = engine_->receive(engine_->next_event(now_, false));
    take_completions();
  };
  step(2);
  for (int i = 0; i < 20; ++i) {
    step(0);  // both wait for their second attempt
  }
  EXPECT_TRUE(ended_.empty());
  stop_ = true;
  step(0);
  ASSERT_EQ(ended_.size(), 2U);
  EXPECT_EQ(ended_[0].status, LookupStatus::kServFail);
  EXPECT_EQ(ended_[1].status, LookupStatus::kServFail);
}

}  // namespace
}  // namespace mxsweep::sim

// Two HostDesks on two threads with caches far too small: entries are read by
// the other thread while their owner evicts and reuses what nobody holds. A
// race detector would see a reuse that came too early; without one, the
// contents of each entry must still fit its name.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <deque>
#include <string>
#include <thread>
#include <vector>

#include "io/base/prng.h"

#include "scanner/mail/host_resolver.h"

#include "tests/unit/scanner/mail/lookup_builder.h"

namespace mxsweep {
namespace {

constexpr std::uint16_t kShards = 2;
constexpr std::uint32_t kHosts = 300;
constexpr std::uint32_t kRequests = 6000;  // of each shard
constexpr std::uint32_t kOpenMax = 24;
constexpr std::uint32_t kCacheEntries = 16;

// As many addresses as the host's number says, all made of that number.
Answer answer_of(std::uint32_t host) {
  Answer answer;
  answer.status = LookupStatus::kNoError;
  answer.records.begin(kTypeA);
  for (std::uint16_t i = 0; i < 1 + host % 5; ++i) {
    AddressData address;
    address.bytes = {static_cast<std::uint8_t>(host >> 8U),
                     static_cast<std::uint8_t>(host),
                     static_cast<std::uint8_t>(i)};
    address.ttl_s = host;
    address.index = i;
    test::add_address(answer.records, address);
  }
  return answer;
}

bool fits(const HostEntry& entry, const Name& name, std::uint32_t host) {
  const Answer answer = answer_of(host);
  const auto expected = answer.records.as<AddressData>();
  return entry.name() == name.view() &&
         entry.a_status == LookupStatus::kNoError &&
         std::equal(entry.addresses.begin(), entry.addresses.end(),
                    expected.begin(), expected.end(),
                    [](const AddressData& a, const AddressData& b) {
                      return a.bytes == b.bytes && a.ttl_s == b.ttl_s;
                    });
}

struct Shared {
  std::vector<Name> names;
  HostQueues queues{kShards, 4};
  std::atomic<int> busy{kShards};
};

class Worker {
 public:
  Worker(Shared& shared, std::uint16_t shard)
      : shared_(shared),
        prng_(1000U + shard),
        hosts_(options(shared, shard), counters_) {}

  void run() {
    bool counted = false;
    // The other shard may need our answers until it is done too.
    while (shared_.busy.load(std::memory_order_acquire) != 0) {
      bool moved = ask();
      moved = hosts_.drain_peer_queues() || moved;
      moved = answer_questions() || moved;
      moved = take_ready() || moved;
      if (!counted && done == kRequests) {
        counted = true;
        shared_.busy.fetch_sub(1, std::memory_order_acq_rel);
      }
      if (!moved) {
        std::this_thread::yield();
      }
    }
  }

  std::uint32_t done = 0;
  std::uint32_t wrong = 0;

  [[nodiscard]] const ShardCounters& counters() const { return counters_; }

 private:
  static HostResolverOptions options(Shared& shared, std::uint16_t shard) {
    HostResolverOptions out;
    out.addresses = AddressMode::kIpv4;
    out.cache_bytes = kCacheEntries * HostCache::kEntryBytes;
    out.shard = shard;
    out.shards = kShards;
    out.host_queues = &shared.queues;
    return out;
  }

  bool ask() {
    bool moved = false;
    while (open_ < kOpenMax && asked_ < kRequests) {
      // Half of the requests go to few hosts.
      const std::uint32_t host =
          prng_.below(2) == 0 ? prng_.below(6) : prng_.below(kHosts);
      hosts_.request({shared_.names[host].view(), host, asked_});
      ++asked_;
      ++open_;
      moved = true;
    }
    return moved;
  }

  bool answer_questions() {
    bool moved = false;
    while (hosts_.has_questions()) {
      const HostResolver::HostQuestion question = hosts_.next_question();
      const auto found = std::find_if(
          shared_.names.begin(), shared_.names.end(), [&](const Name& name) {
            return name.view() == hosts_.name(question);
          });
      const Answer answer =
          answer_of(static_cast<std::uint32_t>(found - shared_.names.begin()));
      hosts_.take_answer(question, LookupStatus::kNoError, &answer);
      moved = true;
    }
    return moved;
  }

  // Some replies are held for a while, as lookups with several hosts do.
  bool take_ready() {
    bool moved = false;
    for (auto reply = hosts_.next_ready(); reply.has_value();
         reply = hosts_.next_ready()) {
      held_.push_back(*reply);
      moved = true;
    }
    while (held_.size() > kOpenMax / 2 ||
           (asked_ == kRequests && !held_.empty())) {
      const HostReply reply = held_.front();
      held_.pop_front();
      wrong +=
          fits(*reply.entry, shared_.names[reply.lookup], reply.lookup) ? 0 : 1;
      HostResolver::release(*reply.entry);
      --open_;
      ++done;
      moved = true;
    }
    return moved;
  }

  Shared& shared_;
  io::Prng prng_;
  ShardCounters counters_;
  HostResolver hosts_;
  std::deque<HostReply> held_;
  std::uint32_t asked_ = 0;
  std::uint32_t open_ = 0;
};

TEST(HostDeskThreadsTest, EntriesStayWhileAnotherShardReadsThem) {
  Shared shared;
  for (std::uint32_t host = 0; host < kHosts; ++host) {
    shared.names.push_back(test::name_of("h" + std::to_string(host) + ".test"));
  }
  Worker first(shared, 0);
  Worker second(shared, 1);
  std::thread thread([&second] { second.run(); });
  first.run();
  thread.join();
  for (const Worker* worker : {&first, &second}) {
    EXPECT_EQ(worker->done, kRequests);
    EXPECT_EQ(worker->wrong, 0U);
    // Otherwise nothing was proven.
    EXPECT_GT(worker->counters().host_evictions.get(), 100U);
    EXPECT_GT(worker->counters().host_hits.get(), 100U);
  }
}

}  // namespace
}  // namespace mxsweep

// Counters written by one thread and read by another at any time.
#include "scanner/query/counters.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace mxsweep {
namespace {

TEST(CounterTest, AddsAndSets) {
  Counter counter;
  EXPECT_EQ(counter.get(), 0U);
  counter.add();
  counter.add(41);
  EXPECT_EQ(counter.get(), 42U);
  counter.set(7);
  counter.add(0);
  EXPECT_EQ(counter.get(), 7U);
}

TEST(CounterTest, ShardsDoNotShareCacheLines) {
  EXPECT_EQ(alignof(ShardCounters) % io::kCacheLineBytes, 0U);
  EXPECT_EQ(sizeof(ShardCounters) % io::kCacheLineBytes, 0U);
}

TEST(CounterTest, ReaderSeesOnlyTotalsThatExistedAndInOrder) {
  constexpr std::uint64_t kAdds = 200'000;
  ShardCounters counters;
  std::atomic<bool> finished{false};
  bool in_order = true;
  std::uint64_t last = 0;
  std::thread reader([&] {
    while (!finished.load(std::memory_order_acquire)) {
      const std::uint64_t now = counters.names_done.get();
      in_order = in_order && now >= last && now <= 3 * kAdds && now % 3 == 0;
      last = now;
      std::this_thread::yield();
    }
  });
  for (std::uint64_t i = 0; i < kAdds; ++i) {
    counters.names_done.add(3);
    counters.by_status[i % kLookupStatusCount].add();
  }
  finished.store(true, std::memory_order_release);
  reader.join();
  EXPECT_TRUE(in_order) << "last seen " << last;
  EXPECT_EQ(counters.names_done.get(), 3 * kAdds);
  std::uint64_t sum = 0;
  for (const Counter& counter : counters.by_status) {
    sum += counter.get();
  }
  EXPECT_EQ(sum, kAdds);
}

}  // namespace
}  // namespace mxsweep

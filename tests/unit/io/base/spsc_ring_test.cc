// SpscRing: order, fullness, and two threads that disagree about nothing.

#include "io/base/spsc_ring.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <thread>

namespace mxsweep::io {
namespace {

TEST(SpscRing, GivesBackInOrderAndKnowsFullAndEmpty) {
  SpscRing<int> ring(4);
  int out = -1;
  EXPECT_FALSE(ring.try_pop(out));
  EXPECT_EQ(out, -1);
  for (int i = 0; i < 4; ++i) {
    EXPECT_TRUE(ring.try_push(int{i}));
  }
  EXPECT_FALSE(ring.try_push(99));
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(ring.try_pop(out));
    EXPECT_EQ(out, i);
  }
  EXPECT_FALSE(ring.try_pop(out));
}

TEST(SpscRing, WrapsAroundManyTimes) {
  SpscRing<std::uint32_t> ring(2);
  std::uint32_t out = 0;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    ASSERT_TRUE(ring.try_push(std::uint32_t{i}));
    ASSERT_TRUE(ring.try_pop(out));
    ASSERT_EQ(out, i);
  }
}

TEST(SpscRing, MovesValuesAndKeepsThemWhenFull) {
  SpscRing<std::unique_ptr<int>> ring(1);
  EXPECT_TRUE(ring.try_push(std::make_unique<int>(1)));
  EXPECT_FALSE(ring.try_push(std::make_unique<int>(2)));
  std::unique_ptr<int> out;
  ASSERT_TRUE(ring.try_pop(out));
  EXPECT_EQ(*out, 1);
}

TEST(SpscRingDeathTest, CapacityIsAPowerOfTwo) {
  EXPECT_DEATH(SpscRing<int>(3), "internal error");
  EXPECT_DEATH(SpscRing<int>(0), "internal error");
}

// Two threads, ten million elements through a ring that is nearly always full
// or empty. The element spans two words so that a torn one would show.
TEST(SpscRing, TwoThreadsKeepTheOrder) {
  struct Pair {
    std::uint64_t value = 0;
    std::uint64_t inverse = 0;
  };

  constexpr std::uint64_t kElements = 10'000'000;
  SpscRing<Pair> ring(256);
  std::thread producer([&ring] {
    for (std::uint64_t i = 0; i < kElements; ++i) {
      while (!ring.try_push(Pair{i, ~i})) {
        std::this_thread::yield();
      }
    }
  });
  std::uint64_t wrong = 0;
  for (std::uint64_t i = 0; i < kElements; ++i) {
    Pair out;
    while (!ring.try_pop(out)) {
      std::this_thread::yield();
    }
    wrong += out.value != i || out.inverse != ~i ? 1U : 0U;
  }
  producer.join();
  EXPECT_EQ(wrong, 0U);
}

}  // namespace
}  // namespace mxsweep::io

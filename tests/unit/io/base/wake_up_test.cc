// WakeUp: that no notification is ever lost, and that none costs a system call
// while nobody sleeps for it. Where a sleep must not last it could last a
// minute, so a lost notification shows as a test that takes minutes.
#include "io/base/wake_up.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include "io/base/clock.h"
#include "io/base/spsc_ring.h"

namespace mxsweep::io {
namespace {

constexpr Duration kMinute = Duration::seconds(60);
constexpr WakeUp::Reasons kRed = 1;
constexpr WakeUp::Reasons kBlue = 2;

std::unique_ptr<WakeUp> open_wake_up() {
  auto opened = WakeUp::open();
  EXPECT_TRUE(opened.ok());
  return opened.take();
}

bool is_readable(int fd) {
  pollfd one{fd, POLLIN, 0};
  return ::poll(&one, 1, 0) == 1;
}

class Stopwatch {
 public:
  [[nodiscard]] Duration passed() const { return clock_.now() - start_; }

 private:
  SteadyClock clock_;
  Instant start_ = clock_.now();
};

TEST(WakeUpTest, SleepLastsItsTimeWhenNobodyNotifies) {
  const auto wake_up = open_wake_up();
  const Stopwatch watch;
  EXPECT_FALSE(wake_up->sleep(Duration::milliseconds(20)));
  EXPECT_GE(watch.passed(), Duration::milliseconds(20));
}

TEST(WakeUpTest, NotificationBeforeTheSleepEndsItAndIsUsedUp) {
  const auto wake_up = open_wake_up();
  wake_up->notify(kRed);
  wake_up->notify(kRed);
  const Stopwatch watch;
  wake_up->sleep(kMinute);
  EXPECT_LT(watch.passed(), Duration::seconds(30));
  wake_up->sleep(Duration::milliseconds(20));
  EXPECT_GE(watch.passed(), Duration::milliseconds(20));
}

TEST(WakeUpTest, NotifyingWhoIsAwakeMakesNoSystemCall) {
  const auto wake_up = open_wake_up();
  wake_up->notify(kRed);
  EXPECT_FALSE(is_readable(wake_up->descriptor()));
}

TEST(WakeUpTest, ASleeperIsWokenByOneWriteHoweverManyNotify) {
  const auto wake_up = open_wake_up();
  ASSERT_TRUE(wake_up->begin());
  wake_up->notify(kRed);
  wake_up->notify(kRed | kBlue);
  std::uint64_t writes = 0;
  ASSERT_EQ(::read(wake_up->descriptor(), &writes, sizeof(writes)),
            static_cast<ssize_t>(sizeof(writes)));
  EXPECT_EQ(writes, 1U);
  EXPECT_TRUE(wake_up->end());
}

TEST(WakeUpTest, OnlyAwaitedReasonsWake) {
  const auto wake_up = open_wake_up();
  wake_up->wait_for(kRed);
  wake_up->notify(kBlue);
  ASSERT_TRUE(wake_up->begin());
  wake_up->notify(kBlue);
  EXPECT_FALSE(is_readable(wake_up->descriptor()));
  wake_up->notify(kRed);
  EXPECT_TRUE(is_readable(wake_up->descriptor()));
  EXPECT_TRUE(wake_up->end());
  wake_up->drain();
}

// It may have been given while the owner thought of something else.
TEST(WakeUpTest, AReasonIsKeptUntilItIsAwaited) {
  const auto wake_up = open_wake_up();
  wake_up->notify(kBlue);
  wake_up->wait_for(kRed | kBlue);
  EXPECT_FALSE(wake_up->begin());
  EXPECT_TRUE(wake_up->begin());
  EXPECT_FALSE(wake_up->end());
}

TEST(WakeUpTest, SleepEndsWhenADescriptorHasSomethingToRead) {
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  const auto wake_up = open_wake_up();
  EXPECT_FALSE(wake_up->sleep(Duration{}, pipe[0]));
  ASSERT_EQ(::write(pipe[1], "x", 1), 1);
  EXPECT_TRUE(wake_up->sleep(kMinute, pipe[0]));
  ::close(pipe[0]);
  ::close(pipe[1]);
}

// Two threads that only ever wait for each other.
TEST(WakeUpTest, NothingIsLostBetweenTwoThreads) {
  constexpr std::uint32_t kTurns = 20'000;
  SpscRing<std::uint32_t> there(4);
  SpscRing<std::uint32_t> back(4);
  const auto far = open_wake_up();
  const auto near = open_wake_up();
  std::thread other([&] {
    std::uint32_t value = 0;
    while (value != kTurns) {
      while (!there.try_pop(value)) {
        far->sleep(kMinute);
      }
      EXPECT_TRUE(back.try_push(value));
      near->notify(kRed);
    }
  });
  const Stopwatch watch;
  for (std::uint32_t turn = 1; turn <= kTurns; ++turn) {
    ASSERT_TRUE(there.try_push(turn));
    far->notify(kBlue);
    std::uint32_t value = 0;
    while (!back.try_pop(value)) {
      near->sleep(kMinute);
    }
    ASSERT_EQ(value, turn);
  }
  other.join();
  EXPECT_LT(watch.passed(), kMinute);
}

// Several give different reasons, and the owner waits for all or for one.
TEST(WakeUpTest, NothingIsLostAmongMany) {
  constexpr std::uint32_t kEach = 20'000;
  const auto wake_up = open_wake_up();
  std::array<std::atomic<std::uint32_t>, 3> given{};
  std::vector<std::thread> givers;
  for (std::size_t i = 0; i < given.size(); ++i) {
    givers.emplace_back([&, i] {
      for (std::uint32_t n = 0; n < kEach; ++n) {
        given[i].fetch_add(1, std::memory_order_relaxed);
        wake_up->notify(WakeUp::Reasons{1} << i);
        if (n % 64 == 0) {
          std::this_thread::yield();
        }
      }
    });
  }
  const Stopwatch watch;
  // By relaxed loads: that they are up to date is the promise of WakeUp.
  const auto missing = [&given](std::size_t i) {
    return given[i].load(std::memory_order_relaxed) != kEach;
  };
  for (std::size_t i = 0; i < given.size(); ++i) {
    wake_up->wait_for(i == 0 ? WakeUp::kAnyReason : WakeUp::Reasons{1} << i);
    while (missing(i)) {
      wake_up->sleep(kMinute);
    }
  }
  for (std::thread& giver : givers) {
    giver.join();
  }
  EXPECT_LT(watch.passed(), kMinute);
}

}  // namespace
}  // namespace mxsweep::io

// MemoryGuard in processes of their own that may use little memory.
#include "io/proc/memory_guard.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <thread>
#include <vector>

namespace mxsweep::io {
namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20U;
constexpr std::size_t kRoom = 64 * kMiB;
constexpr int kExit = 11;

using Blocks = std::vector<std::unique_ptr<std::byte[]>>;

// From now on this process gets kRoom more than it has.
void limit_memory() {
  std::ifstream file("/proc/self/statm");
  std::size_t pages = 0;
  file >> pages;
  const rlim_t most =
      pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) + kRoom;
  const rlimit limit{most, most};
  ASSERT_EQ(::setrlimit(RLIMIT_AS, &limit), 0);
}

void take(Blocks& blocks) {
  blocks.push_back(std::make_unique<std::byte[]>(kMiB));
}

void take_until_short(Blocks& blocks) {
  while (!MemoryGuard::is_short().load()) {
    take(blocks);
  }
}

MemoryGuard guard() {
  return MemoryGuard({"all of it is gone", kExit});
}

TEST(MemoryGuardTest, TheReserveIsForAnOrderlyEnd) {
  const auto child = [] {
    limit_memory();
    const MemoryGuard guarded = guard();
    Blocks blocks;
    take_until_short(blocks);
    for (std::size_t i = 0; i < MemoryGuard::kReserveBytes / kMiB / 2; ++i) {
      take(blocks);
    }
    std::exit(0);
  };
  EXPECT_EXIT(child(), ::testing::ExitedWithCode(0), "");
}

TEST(MemoryGuardTest, WithoutAReserveItEndsAtOnceWithItsLastWords) {
  const auto child = [] {
    limit_memory();
    const MemoryGuard guarded = guard();
    Blocks blocks;
    while (true) {
      take(blocks);
    }
  };
  EXPECT_EXIT(child(), ::testing::ExitedWithCode(kExit),
              "^all of it is gone\n$");
}

TEST(MemoryGuardTest, MoreThanThereCanBeEndsAtOnce) {
  const auto child = [] {
    limit_memory();
    const MemoryGuard guarded = guard();
    const auto all = std::make_unique<std::byte[]>(1024 * kMiB);
    std::exit(all == nullptr ? 1 : 0);
  };
  EXPECT_EXIT(child(), ::testing::ExitedWithCode(kExit), "gone");
}

TEST(MemoryGuardTest, AnyThreadMaySpeakTheLastWordsButOnlyOne) {
  const auto child = [] {
    limit_memory();
    const MemoryGuard guarded = guard();
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i) {
      threads.emplace_back([] {
        Blocks blocks;
        while (true) {
          take(blocks);
        }
      });
    }
    threads.front().join();
  };
  EXPECT_EXIT(child(), ::testing::ExitedWithCode(kExit),
              "^all of it is gone\n$");
}

}  // namespace
}  // namespace mxsweep::io

// InflightTable with its two threads at once: the owner claims, cancels and
// releases while a matcher completes. Exactly one of the two wins each
// question. How ids reach the matcher is relaxed on purpose, so that only the
// table itself can make the claimed fields visible; a race detector sees it
// when it does not.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

#include "io/base/prng.h"
#include "io/base/spsc_ring.h"

#include "scanner/query/inflight.h"

namespace mxsweep {
namespace {

constexpr std::uint64_t kSeed = 4711;
constexpr std::uint32_t kLanes = 2;
constexpr std::uint32_t kSlots = 2;  // few, so that both meet often
constexpr std::uint32_t kQuestions = kLanes * kSlots;
constexpr std::uint32_t kUses = 120'000;  // of each question

// The table keeps 32 bits of it; any two uses differ there.
std::uint64_t verify_of(std::uint32_t question, std::uint32_t use) {
  return std::uint64_t{question * kUses + use + 1} << 32U;
}

struct Done {
  std::uint32_t slot = 0;
  std::uint32_t question = 0;
  std::uint32_t use = 0;
};

// What the two threads have in common.
struct Shared {
  InflightTable table{{kLanes, kSlots}, io::Prng(kSeed)};
  // lane:8 | id:16 | use:32, 0 = nothing; relaxed.
  std::array<std::atomic<std::uint64_t>, kQuestions> announced{};
  // Plain memory: written before the claim, read by whoever wins.
  std::array<std::uint64_t, kQuestions> payload{};
  io::SpscRing<Done> done{128};
  std::atomic<bool> owner_finished{false};
};

class Matcher {
 public:
  explicit Matcher(Shared& shared) : shared_(shared) {}

  void run() {
    while (!shared_.owner_finished.load(std::memory_order_acquire)) {
      bool moved = false;
      for (std::uint32_t question = 0; question < kQuestions; ++question) {
        moved = try_question(question) || moved;
      }
      if (!moved) {
        std::this_thread::yield();
      }
    }
  }

  std::uint64_t matched = 0;
  std::uint64_t late = 0;
  std::uint64_t wrong_fields = 0;
  std::uint64_t mismatches_unexpected = 0;

 private:
  bool try_question(std::uint32_t question) {
    const std::uint64_t word =
        shared_.announced[question].load(std::memory_order_relaxed);
    if (word == 0) {
      return false;
    }
    const auto lane = static_cast<std::uint16_t>((word >> 56U) - 1);
    const auto id = static_cast<std::uint16_t>(word >> 32U);
    const auto use = static_cast<std::uint32_t>(word);
    // A forged reply first: it must never win.
    if (shared_.table.match(lane, id, verify_of(kQuestions, use)).kind ==
        MatchKind::kMatched) {
      ++mismatches_unexpected;
    }
    const auto match = shared_.table.match(lane, id, verify_of(question, use));
    if (match.kind != MatchKind::kMatched) {
      late += match.kind == MatchKind::kLate ? 1 : 0;
      return false;
    }
    const bool right =
        shared_.table.question(match.slot) == question &&
        shared_.payload[question] == verify_of(question, use) + 1;
    wrong_fields += right ? 0 : 1;
    ++matched;
    while (!shared_.done.try_push({match.slot, question, use}) &&
           !shared_.owner_finished.load(std::memory_order_acquire)) {
      std::this_thread::yield();
    }
    return true;
  }

  Shared& shared_;
};

class Owner {
 public:
  explicit Owner(Shared& shared) : shared_(shared) {}

  void run() {
    bool left = true;
    while (left && wrong == 0) {  // after two winners nothing makes sense
      left = false;
      bool moved = take_done();
      for (std::uint32_t question = 0; question < kQuestions; ++question) {
        moved = step(question) || moved;
        const State& state = states_[question];
        left = left || state.pending || state.uses < kUses;
      }
      if (!moved) {
        std::this_thread::yield();
      }
    }
    shared_.owner_finished.store(true, std::memory_order_release);
  }

  std::uint64_t matched = 0;
  std::uint64_t cancelled = 0;
  std::uint64_t wrong = 0;  // completed though not in flight, or twice

 private:
  struct State {
    bool pending = false;
    bool match_won = false;  // cancel lost: the matcher will report it
    std::uint32_t uses = 0;  // begun so far
    std::uint32_t slot = 0;
  };

  bool take_done() {
    Done done;
    bool moved = false;
    while (shared_.done.try_pop(done)) {
      State& state = states_[done.question];
      const bool right = state.pending && state.slot == done.slot &&
                         state.uses == done.use + 1;
      if (!right) {
        ++wrong;
        return true;
      }
      finish(done.question);
      ++matched;
      moved = true;
    }
    return moved;
  }

  void finish(std::uint32_t question) {
    shared_.table.release(states_[question].slot);
    states_[question].pending = false;
  }

  bool step(std::uint32_t question) {
    State& state = states_[question];
    if (!state.pending) {
      return state.uses < kUses && claim(question);
    }
    // One use in four is never given up, so that the matcher must win it; one
    // in four was never announced, so that it must be given up.
    const std::uint32_t kind = (state.uses - 1) % 4;
    if (state.match_won || kind == 0 || (kind == 3 && prng_.below(4) != 0)) {
      return false;
    }
    return cancel(question);
  }

  bool cancel(std::uint32_t question) {
    State& state = states_[question];
    if (!shared_.table.cancel(state.slot)) {
      state.match_won = true;
      return false;
    }
    finish(question);
    ++cancelled;
    return true;
  }

  bool claim(std::uint32_t question) {
    State& state = states_[question];
    const std::uint32_t use = state.uses;
    const std::uint64_t verify = verify_of(question, use);
    const auto lane = static_cast<std::uint16_t>(question % kLanes);
    shared_.payload[question] = verify + 1;
    const auto claimed = shared_.table.claim(lane, verify, question);
    if (claimed.slot == InflightTable::kNoSlot) {
      ++wrong;  // there are as many slots as questions
      return false;
    }
    state.pending = true;
    state.match_won = false;
    state.slot = claimed.slot;
    ++state.uses;
    if (use % 4 != 1) {
      const std::uint64_t word = ((std::uint64_t{lane} + 1) << 56U) |
                                 (std::uint64_t{claimed.id} << 32U) | use;
      shared_.announced[question].store(word, std::memory_order_relaxed);
    }
    if (use % 4 == 2) {
      // About as long as the matcher needs, so that both come at once.
      for (std::uint32_t i = prng_.below(300); i > 0; --i) {
        static_cast<void>(
            shared_.announced[question].load(std::memory_order_relaxed));
      }
      static_cast<void>(cancel(question));
    }
    return true;
  }

  Shared& shared_;
  io::Prng prng_{kSeed};
  std::array<State, kQuestions> states_{};
};

TEST(InflightStressTest, ExactlyOneOfMatchAndCancelWinsEachQuestion) {
  Shared shared;
  Matcher matcher(shared);
  Owner owner(shared);
  std::thread thread([&matcher] { matcher.run(); });
  owner.run();
  thread.join();
  constexpr std::uint64_t kAll = std::uint64_t{kQuestions} * kUses;
  EXPECT_EQ(owner.wrong, 0U);
  EXPECT_EQ(matcher.wrong_fields, 0U);
  EXPECT_EQ(matcher.mismatches_unexpected, 0U);
  EXPECT_EQ(owner.matched, matcher.matched);
  EXPECT_EQ(owner.matched + owner.cancelled, kAll);
  EXPECT_GE(owner.matched, kAll / 4);
  EXPECT_GE(owner.cancelled, kAll / 4);
}

}  // namespace
}  // namespace mxsweep

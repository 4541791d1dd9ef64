// InflightTable on one thread: the states of a slot, and what an outsider
// sees of the ids (T6, T7).
#include "scanner/query/inflight.h"

#include <gtest/gtest.h>

#include <array>
#include <bitset>
#include <cstddef>
#include <memory>
#include <set>
#include <vector>

#include "tests/support/chi_square.h"

namespace mxsweep {
namespace {

using testing::chi_square;
using testing::expect_chi_square;

constexpr std::uint64_t kSeed = 20240611;
constexpr std::uint64_t kHash = 0x1234567800000000U;
constexpr std::uint64_t kOtherHash = 0x1234567900000000U;

InflightTable table_of(std::uint32_t lanes, std::uint32_t slots,
                       std::uint64_t seed = kSeed) {
  return InflightTable({lanes, slots}, io::Prng(seed));
}

void finish(InflightTable& table, std::uint32_t slot) {
  ASSERT_TRUE(table.cancel(slot));
  table.release(slot);
}

TEST(InflightTest, T6ReplyMatchesItsQuestionOnce) {
  InflightTable table = table_of(2, 16);
  const InflightTable::Claim claim = table.claim(1, kHash, 77);
  ASSERT_NE(claim.slot, InflightTable::kNoSlot);
  EXPECT_TRUE(table.pending(claim.slot));
  const InflightTable::Match match = table.match(1, claim.id, kHash);
  EXPECT_EQ(match.kind, MatchKind::kMatched);
  EXPECT_EQ(match.slot, claim.slot);
  EXPECT_EQ(table.question(match.slot), 77U);
  EXPECT_FALSE(table.pending(claim.slot));
  EXPECT_EQ(table.match(1, claim.id, kHash).kind, MatchKind::kLate);
}

TEST(InflightTest, T6AnotherQuestionOrResolverLeavesTheQuestionPending) {
  InflightTable table = table_of(1, 16);
  const InflightTable::Claim claim = table.claim(0, kHash, 5);
  const InflightTable::Match wrong = table.match(0, claim.id, kOtherHash);
  EXPECT_EQ(wrong.kind, MatchKind::kMismatch);
  EXPECT_EQ(wrong.slot, claim.slot);
  EXPECT_TRUE(table.pending(claim.slot));
  EXPECT_EQ(table.match(0, claim.id, kHash).kind, MatchKind::kMatched);
}

TEST(InflightTest, T6IdAloneFindsWhatIsPendingAndLeavesItSo) {
  InflightTable table = table_of(2, 16);
  const InflightTable::Claim claim = table.claim(1, kHash, 5);
  EXPECT_EQ(table.pending_with(1, claim.id), claim.slot);
  EXPECT_TRUE(table.pending(claim.slot));
  EXPECT_EQ(table.pending_with(0, claim.id), InflightTable::kNoSlot);
  EXPECT_EQ(table.pending_with(7, claim.id), InflightTable::kNoSlot);
  EXPECT_EQ(table.pending_with(1, static_cast<std::uint16_t>(claim.id + 1)),
            InflightTable::kNoSlot);
  EXPECT_EQ(table.match(1, claim.id, kHash).kind, MatchKind::kMatched);
  EXPECT_EQ(table.pending_with(1, claim.id), InflightTable::kNoSlot);
}

TEST(InflightTest, T6AnotherLaneDoesNotMatch) {
  InflightTable table = table_of(3, 16);
  const InflightTable::Claim claim = table.claim(1, kHash, 5);
  EXPECT_EQ(table.match(0, claim.id, kHash).kind, MatchKind::kUnknown);
  EXPECT_EQ(table.match(2, claim.id, kHash).kind, MatchKind::kUnknown);
  EXPECT_EQ(table.match(3, claim.id, kHash).kind, MatchKind::kUnknown);
  EXPECT_EQ(table.match(0xFFFF, claim.id, kHash).kind, MatchKind::kUnknown);
  EXPECT_TRUE(table.pending(claim.slot));
}

TEST(InflightTest, EveryIdOfAFreshTableIsUnknown) {
  InflightTable table = table_of(1, 64);
  for (std::uint32_t id = 0; id < 65536; ++id) {
    // A hash of zero must not look like the tag of an unused slot.
    ASSERT_EQ(table.match(0, static_cast<std::uint16_t>(id), 0).kind,
              MatchKind::kUnknown);
  }
}

TEST(InflightTest, CancelWinsOnceAndMakesTheReplyLate) {
  InflightTable table = table_of(1, 4);
  const InflightTable::Claim claim = table.claim(0, kHash, 5);
  EXPECT_TRUE(table.cancel(claim.slot));
  EXPECT_FALSE(table.cancel(claim.slot));
  EXPECT_EQ(table.match(0, claim.id, kHash).kind, MatchKind::kLate);
  table.release(claim.slot);
  EXPECT_FALSE(table.cancel(claim.slot));
  EXPECT_EQ(table.match(0, claim.id, kHash).kind, MatchKind::kLate);
  // Somebody who guessed the id of a question that is over knows nothing.
  EXPECT_EQ(table.match(0, claim.id, kOtherHash).kind, MatchKind::kUnknown);
}

TEST(InflightTest, CancelLosesAgainstAMatch) {
  InflightTable table = table_of(1, 4);
  const InflightTable::Claim claim = table.claim(0, kHash, 5);
  ASSERT_EQ(table.match(0, claim.id, kHash).kind, MatchKind::kMatched);
  EXPECT_FALSE(table.cancel(claim.slot));
}

TEST(InflightTest, FullLaneRefusesUntilASlotIsReleased) {
  InflightTable table = table_of(2, 4);
  std::vector<InflightTable::Claim> claims;
  for (std::uint32_t i = 0; i < 4; ++i) {
    claims.push_back(table.claim(0, kHash, i));
    ASSERT_NE(claims.back().slot, InflightTable::kNoSlot);
  }
  EXPECT_EQ(table.claim(0, kHash, 9).slot, InflightTable::kNoSlot);
  EXPECT_NE(table.claim(1, kHash, 9).slot, InflightTable::kNoSlot);
  ASSERT_TRUE(table.cancel(claims[2].slot));
  EXPECT_EQ(table.claim(0, kHash, 9).slot, InflightTable::kNoSlot);
  table.release(claims[2].slot);
  EXPECT_EQ(table.claim(0, kHash, 9).slot, claims[2].slot);
  EXPECT_EQ(table.claim(0, kHash, 9).slot, InflightTable::kNoSlot);
}

TEST(InflightTest, IdOfASlotChangesBetweenItsUses) {
  for (const std::uint32_t slots : {1U, 2U, 256U, 32768U}) {
    InflightTable table = table_of(1, slots);
    std::vector<std::uint32_t> last(slots, 0x10000);
    for (std::uint32_t i = 0; i < 3 * slots + 1000; ++i) {
      const InflightTable::Claim claim = table.claim(0, kHash, i);
      ASSERT_NE(claim.id, last[claim.slot]) << slots << " slots, use " << i;
      last[claim.slot] = claim.id;
      finish(table, claim.slot);
    }
  }
}

TEST(InflightTest, LateReplyDoesNotMatchTheNextQuestionOfItsSlot) {
  InflightTable table = table_of(1, 1);
  InflightTable::Claim before = table.claim(0, kHash, 0);
  for (std::uint32_t i = 1; i < 1000; ++i) {
    finish(table, before.slot);
    const InflightTable::Claim now = table.claim(0, kHash, i);
    ASSERT_EQ(now.slot, before.slot);
    ASSERT_EQ(table.match(0, before.id, kHash).kind, MatchKind::kUnknown);
    ASSERT_TRUE(table.pending(now.slot));
    before = now;
  }
}

TEST(InflightTest, SlotsAreReusedInTheOrderOfTheirRelease) {
  InflightTable table = table_of(1, 8);
  std::vector<std::uint32_t> slots;
  for (std::uint32_t i = 0; i < 8; ++i) {
    slots.push_back(table.claim(0, kHash, i).slot);
  }
  const std::array<std::size_t, 8> order = {3, 1, 7, 0, 2, 6, 5, 4};
  for (const std::size_t i : order) {
    finish(table, slots[i]);
  }
  for (const std::size_t i : order) {
    EXPECT_EQ(table.claim(0, kHash, 0).slot, slots[i]);
  }
}

TEST(InflightTest, T7NoTwoPendingQuestionsOfALaneHaveOneId) {
  for (const std::uint32_t slots : {1U, 2U, 64U, 1024U, 65536U}) {
    InflightTable table = table_of(1, slots);
    std::bitset<65536> seen;
    for (std::uint32_t i = 0; i < slots; ++i) {
      const InflightTable::Claim claim = table.claim(0, kHash, i);
      ASSERT_NE(claim.slot, InflightTable::kNoSlot);
      ASSERT_FALSE(seen.test(claim.id)) << slots << " slots";
      seen.set(claim.id);
    }
    EXPECT_EQ(table.claim(0, kHash, 0).slot, InflightTable::kNoSlot);
  }
}

TEST(InflightTest, EveryIdOfAFullLaneLeadsToItsOwnSlot) {
  for (const std::uint32_t slots : {16U, 1024U, 65536U}) {
    InflightTable table = table_of(2, slots);
    for (std::uint32_t i = 0; i < slots; ++i) {
      ASSERT_NE(table.claim(1, kHash, i).slot, InflightTable::kNoSlot);
    }
    std::set<std::uint32_t> reached;
    for (std::uint32_t id = 0; id < 65536; ++id) {
      const auto match =
          table.match(1, static_cast<std::uint16_t>(id), kOtherHash);
      if (match.kind == MatchKind::kMismatch) {
        ASSERT_TRUE(reached.insert(match.slot).second) << id;
        ASSERT_EQ(match.slot / slots, 1U);
      } else {
        ASSERT_EQ(match.kind, MatchKind::kUnknown) << id;
      }
    }
    EXPECT_EQ(reached.size(), slots);
  }
}

TEST(InflightTest, LaneOf65536SlotsMatchesEveryId) {
  InflightTable table = table_of(1, 65536);
  std::vector<std::uint16_t> ids;
  for (std::uint32_t i = 0; i < 65536; ++i) {
    ids.push_back(table.claim(0, kHash, i).id);
  }
  for (std::uint32_t i = 0; i < 65536; ++i) {
    const InflightTable::Match match = table.match(0, ids[i], kHash);
    ASSERT_EQ(match.kind, MatchKind::kMatched);
    ASSERT_EQ(table.question(match.slot), i);
    table.release(match.slot);
  }
  EXPECT_NE(table.claim(0, kHash, 0).slot, InflightTable::kNoSlot);
}

std::vector<std::uint16_t> many_ids(std::uint32_t slots, std::uint32_t count,
                                    std::uint64_t seed) {
  InflightTable table = table_of(1, slots, seed);
  std::vector<std::uint16_t> ids;
  ids.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    const InflightTable::Claim claim = table.claim(0, kHash, i);
    ids.push_back(claim.id);
    EXPECT_TRUE(table.cancel(claim.slot));
    table.release(claim.slot);
  }
  return ids;
}

TEST(InflightTest, T7IdsCoverTheFullRangeAndLookUniform) {
  constexpr std::uint32_t kCount = 1U << 20U;
  for (const std::uint32_t slots : {16U, 256U}) {
    std::vector<std::uint32_t> counts(65536, 0);
    for (const std::uint16_t id : many_ids(slots, kCount, kSeed)) {
      ++counts[id];
    }
    for (std::uint32_t id = 0; id < 65536; ++id) {
      ASSERT_NE(counts[id], 0U) << "id " << id << " never used, " << slots;
    }
    // Slots take turns evenly, which costs one degree of freedom each.
    expect_chi_square(chi_square(counts, kCount / 65536.0), 65536.0 - slots);
  }
}

TEST(InflightTest, T7NeighbouringIdsLookIndependent) {
  constexpr std::uint32_t kCount = 1U << 18U;
  const std::vector<std::uint16_t> ids = many_ids(256, kCount, kSeed);
  std::array<std::uint32_t, 256> differences{};
  std::array<std::uint32_t, 256> joint{};
  for (std::size_t i = 1; i < ids.size(); ++i) {
    ++differences[static_cast<std::uint16_t>(ids[i] - ids[i - 1]) >> 8U];
    ++joint[(ids[i] >> 12U) * 16U + (ids[i - 1] & 15U)];
  }
  expect_chi_square(chi_square(differences, (kCount - 1) / 256.0), 255);
  expect_chi_square(chi_square(joint, (kCount - 1) / 256.0), 255);
}

// As in a run: a lane has few slots in use and may take many more.
TEST(InflightTest, T7IdsCoverTheFullRangeWhereALaneMayGrow) {
  constexpr std::uint32_t kCount = 1U << 20U;
  constexpr std::uint32_t kUsual = 512;
  InflightTable table({1, 65536, kUsual}, io::Prng(kSeed));
  std::vector<std::uint32_t> counts(65536, 0);
  for (std::uint32_t i = 0; i < kCount; ++i) {
    const InflightTable::Claim claim = table.claim(0, kHash, i);
    ++counts[claim.id];
    finish(table, claim.slot);
  }
  expect_chi_square(chi_square(counts, kCount / 65536.0), 65536.0 - kUsual);
}

// Those in flight from when the numbers of slots were shorter are found, and no
// later one has an id of theirs.
TEST(InflightTest, T7ALaneThatGrowsKeepsItsIdsApart) {
  for (const std::uint32_t usual : {1U, 48U, 512U}) {
    InflightTable table({1, 65536, usual}, io::Prng(kSeed + usual));
    std::vector<InflightTable::Claim> open;
    std::bitset<65536> pending;
    for (std::uint32_t i = 0; open.size() < 30'000; ++i) {
      ASSERT_LT(i, 40'000U);
      const InflightTable::Claim claim = table.claim(0, kHash, i);
      if (claim.slot == InflightTable::kNoSlot) {
        continue;
      }
      ASSERT_FALSE(pending.test(claim.id)) << i;
      pending.set(claim.id);
      open.push_back(claim);
    }
    for (const InflightTable::Claim& claim : open) {
      const InflightTable::Match match = table.match(0, claim.id, kHash);
      ASSERT_EQ(match.kind, MatchKind::kMatched);
      ASSERT_EQ(match.slot, claim.slot);
      table.release(claim.slot);
      ASSERT_EQ(table.match(0, claim.id, kHash).kind, MatchKind::kLate);
    }
    EXPECT_EQ(table.slots_claimed(), 0U);
  }
}

TEST(InflightTest, SameSeedReplaysAndAnotherSeedDiffers) {
  const auto one = many_ids(64, 2000, 1);
  EXPECT_EQ(one, many_ids(64, 2000, 1));
  const auto two = many_ids(64, 2000, 2);
  std::size_t equal = 0;
  for (std::size_t i = 0; i < one.size(); ++i) {
    equal += one[i] == two[i] ? 1 : 0;
  }
  EXPECT_LT(equal, 5U);
}

// Against a table of what is pending, in random order.
TEST(InflightTest, RandomisedAgainstAReference) {
  struct Open {
    InflightTable::Claim claim;
    std::uint16_t lane = 0;
    std::uint64_t hash = 0;
    std::uint32_t question = 0;
  };

  io::Prng prng(kSeed);
  InflightTable table = table_of(4, 32);
  std::vector<Open> open;
  for (std::uint32_t round = 0; round < 200000; ++round) {
    const std::uint32_t what = prng.below(100);
    if (what < 50) {
      Open next;
      next.lane = static_cast<std::uint16_t>(prng.below(4));
      next.hash = prng.next();
      next.question = round;
      next.claim = table.claim(next.lane, next.hash, round);
      std::size_t used = 0;
      for (const Open& other : open) {
        used += other.lane == next.lane ? 1 : 0;
      }
      ASSERT_EQ(next.claim.slot == InflightTable::kNoSlot, used == 32) << round;
      if (used != 32) {
        open.push_back(next);
      }
      continue;
    }
    if (open.empty()) {
      continue;
    }
    std::swap(open[prng.below(static_cast<std::uint32_t>(open.size()))],
              open.back());
    const Open& last = open.back();
    if (what < 60) {
      ASSERT_EQ(
          table.match(last.lane, last.claim.id, last.hash ^ (1ULL << 40U)).kind,
          MatchKind::kMismatch);
      continue;
    }
    if (what < 80) {
      const auto match = table.match(last.lane, last.claim.id, last.hash);
      ASSERT_EQ(match.kind, MatchKind::kMatched);
      ASSERT_EQ(table.question(match.slot), last.question);
    } else {
      ASSERT_TRUE(table.cancel(last.claim.slot));
    }
    table.release(last.claim.slot);
    ASSERT_EQ(table.match(last.lane, last.claim.id, last.hash).kind,
              MatchKind::kLate);
    open.pop_back();
  }
}

}  // namespace
}  // namespace mxsweep

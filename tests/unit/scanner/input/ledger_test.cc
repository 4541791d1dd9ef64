// Ledger: no lost, doubled or exchanged record goes unseen.

#include "scanner/input/ledger.h"

#include <gtest/gtest.h>

#include <vector>

namespace mxsweep {
namespace {

Ledger of(const std::vector<std::int64_t>& seqs) {
  Ledger ledger;
  for (const std::int64_t seq : seqs) {
    ledger.add(seq);
  }
  return ledger;
}

TEST(LedgerTest, OrderDoesNotMatter) {
  EXPECT_EQ(of({0, 1, 2, 3, 4}), of({4, 2, 0, 3, 1}));
}

TEST(LedgerTest, SeesALostRecord) {
  EXPECT_NE(of({0, 1, 2, 3}), of({0, 1, 3}));
}

TEST(LedgerTest, SeesADoubledRecord) {
  EXPECT_NE(of({0, 1, 2}), of({0, 1, 2, 2}));
}

TEST(LedgerTest, SeesOneRecordInPlaceOfAnother) {
  EXPECT_NE(of({0, 1, 2}), of({0, 1, 1}));
  EXPECT_NE(of({0, 3}), of({1, 2}));  // equal plain sums
}

TEST(LedgerTest, NoTwoPairsOfSmallNumbersLookAlike) {
  std::vector<Ledger> ledgers;
  for (std::int64_t a = 0; a < 30; ++a) {
    for (std::int64_t b = a; b < 30; ++b) {
      const Ledger now = of({a, b});
      for (const Ledger& before : ledgers) {
        ASSERT_NE(now, before) << a << " " << b;
      }
      ledgers.push_back(now);
    }
  }
}

}  // namespace
}  // namespace mxsweep

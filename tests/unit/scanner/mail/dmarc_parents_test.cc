// DmarcParents: each name is made once, failures grow old, memory is bounded.
#include "scanner/mail/dmarc_parents.h"

#include <gtest/gtest.h>

#include "scanner/policy/policies.h"

#include "tests/support/names.h"

namespace mxsweep {
namespace {

constexpr io::Instant kStart{1'000'000'000};

io::Instant after_ms(std::int64_t ms) {
  return kStart + io::Duration::milliseconds(ms);
}

class DmarcParentsTest : public ::testing::Test {
 protected:
  DmarcParents::Found find(const std::string& name, std::int64_t ms = 0) {
    return parents_.find_or_create(test::name_of(name).view(), after_ms(ms));
  }

  std::uint32_t settle(const std::string& name, PolicyStatus status) {
    const DmarcParents::Found found = find(name);
    DmarcParents::Entry& entry = parents_.entry(found.index);
    entry.settled = true;
    entry.settled_at = kStart;
    entry.report.status = status;
    return found.index;
  }

  DmarcParents parents_{4};
};

TEST_F(DmarcParentsTest, NameIsMadeOnce) {
  const DmarcParents::Found first = find("_dmarc.test");
  EXPECT_TRUE(first.created);
  const DmarcParents::Found again = find("_dmarc.test");
  EXPECT_FALSE(again.created);
  EXPECT_EQ(again.index, first.index);
  EXPECT_NE(find("_dmarc.other").index, first.index);
  EXPECT_EQ(to_text(parents_.entry(first.index).asked()), "_dmarc.test");
}

TEST_F(DmarcParentsTest, OnlyFailuresGrowOld) {
  const std::uint32_t failed = settle("_dmarc.a", PolicyStatus::kUnknown);
  const std::uint32_t absent = settle("_dmarc.b", PolicyStatus::kAbsent);
  EXPECT_FALSE(find("_dmarc.a", 1500).created);
  EXPECT_TRUE(find("_dmarc.a", 1501).created);
  EXPECT_FALSE(parents_.entry(failed).settled);
  EXPECT_FALSE(find("_dmarc.b", 999'999).created);
  EXPECT_TRUE(parents_.entry(absent).settled);
}

TEST_F(DmarcParentsTest, SettledNamesMakeRoomAndThoseInUseStay) {
  settle("_dmarc.often", PolicyStatus::kAbsent);
  find("_dmarc.open");
  for (int i = 0; i < 50; ++i) {
    settle("_dmarc.n" + std::to_string(i), PolicyStatus::kAbsent);
    EXPECT_FALSE(find("_dmarc.often").created) << i;
    EXPECT_FALSE(find("_dmarc.open").created) << i;
    EXPECT_LE(parents_.size(), 4U);
  }
}

TEST_F(DmarcParentsTest, WhereAllAreOpenThereAreMore) {
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(find("_dmarc.n" + std::to_string(i)).created);
  }
  EXPECT_EQ(parents_.size(), 10U);
}

}  // namespace
}  // namespace mxsweep

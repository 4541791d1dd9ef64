// RrSet: what it keeps of records of any type, and how it is read.
#include "scanner/rr/rr_set.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "scanner/dns/header.h"
#include "scanner/rr/rr_address.h"
#include "scanner/rr/rr_mx.h"

#include "tests/support/rr_sets.h"

namespace mxsweep {
namespace {

using Added = RrSet::Added;

constexpr std::uint16_t kSomeType = 65'280;  // for private use
constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

Added add(RrSet& set, const std::string& rdata, std::uint32_t ttl_s = 60,
          std::size_t most = kNoLimit) {
  set.rdata().put(std::as_bytes(std::span(rdata)));
  return set.add(ttl_s, static_cast<std::uint16_t>(set.size()), most);
}

std::vector<std::string> rdata_of(const RrSet& set) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < set.size(); ++at) {
    out.emplace_back(set[at].rdata.begin(), set[at].rdata.end());
  }
  return out;
}

TEST(RrSetTest, RecordsOfAnyTypeAreKeptInOrder) {
  RrSet set;
  set.begin(kSomeType);
  const std::vector<std::string> rdata = {
      "", "a", "abcd", "abcde", "b", std::string(60'000, 'x')};
  for (const std::string& each : rdata) {
    EXPECT_EQ(add(set, each), Added::kYes);
  }
  EXPECT_EQ(rdata_of(set), rdata);
  EXPECT_EQ(set[3].type, kSomeType);
  EXPECT_EQ(set[3].index, 3);
  EXPECT_EQ(set[3].ttl_s, 60U);
}

TEST(RrSetTest, W7EqualRdataIsADuplicateWhateverItsLength) {
  for (const std::string& rdata :
       {std::string(), std::string("abc"), std::string("abcd"),
        std::string("abcdefgh"), std::string(5000, 'x')}) {
    RrSet set;
    set.begin(kSomeType);
    EXPECT_EQ(add(set, "other"), Added::kYes);
    EXPECT_EQ(add(set, rdata), Added::kYes);
    EXPECT_EQ(add(set, "abcdefg"), Added::kYes);
    EXPECT_EQ(add(set, rdata), Added::kDuplicate) << rdata.size();
    EXPECT_EQ(add(set, "behind"), Added::kYes);
    EXPECT_EQ(rdata_of(set),
              (std::vector<std::string>{"other", rdata, "abcdefg", "behind"}));
  }
}

TEST(RrSetTest, NoMoreThanTheMostAreKept) {
  RrSet set;
  set.begin(kSomeType);
  EXPECT_EQ(add(set, "a", 60, 2), Added::kYes);
  EXPECT_EQ(add(set, "b", 60, 2), Added::kYes);
  EXPECT_EQ(add(set, "c", 60, 2), Added::kFull);
  EXPECT_EQ(add(set, "a", 60, 2), Added::kDuplicate);
  EXPECT_EQ(rdata_of(set), (std::vector<std::string>{"a", "b"}));
}

// RFC 2181 section 5.2.
TEST(RrSetTest, TtlIsTheLowestOfAllRecords) {
  RrSet set;
  set.begin(kSomeType);
  EXPECT_EQ(set.ttl_s(), 0U);
  add(set, "a", 300);
  EXPECT_EQ(set.ttl_s(), 300U);
  add(set, "b", 40);
  add(set, "c", 50);
  EXPECT_EQ(set.ttl_s(), 40U);
  EXPECT_EQ(add(set, "c", 30), Added::kDuplicate);
  EXPECT_EQ(add(set, "d", 20, 3), Added::kFull);
  EXPECT_EQ(set.ttl_s(), 20U);
  set.clear();
  EXPECT_EQ(set.ttl_s(), 0U);
}

TEST(RrSetTest, ASetOfAnotherTypeIsReadAsNothing) {
  Name exchange;
  ASSERT_EQ(Name::from_text("m.test", exchange), NameProblem::kNone);
  RrSet set;
  set.begin(kTypeMx);
  test::add_mx(set, 10, exchange);
  EXPECT_EQ(set.as<MxData>().size(), 1U);
  EXPECT_TRUE(set.as<AddressData>().empty());
  set.begin(kTypeAaaa);
  EXPECT_TRUE(set.empty());
  AddressData address;
  address.family = 6;
  test::add_address(set, address);
  EXPECT_TRUE(set.as<MxData>().empty());
  for (const AddressData& read : set.as<AddressData>()) {
    EXPECT_EQ(read.family, 6);
  }
  set.clear();
  EXPECT_TRUE(set.as<AddressData>().empty());
}

}  // namespace
}  // namespace mxsweep

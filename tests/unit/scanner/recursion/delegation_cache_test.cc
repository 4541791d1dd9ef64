// Zone cuts: which is found, how long, and that memory stays within bounds.
#include "scanner/recursion/delegation_cache.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/names.h"

namespace mxsweep {
namespace {

using test::name_of;

constexpr io::Instant kNow{1'000'000'000'000};
constexpr std::size_t kPlenty = std::size_t{1} << 20U;

io::Instant in_seconds(int seconds) {
  return kNow + io::Duration::seconds(seconds);
}

class DelegationCacheTest : public ::testing::Test {
 protected:
  DelegationCacheTest() { enter(cache_, ".", {"a.root"}, 1'000'000); }

  static std::uint32_t enter(DelegationCache& cache, const std::string& zone,
                             const std::vector<std::string>& servers,
                             int seconds) {
    std::vector<Name> names;
    for (const std::string& server : servers) {
      names.push_back(name_of(server));
    }
    std::vector<const Name*> pointers;
    for (const Name& name : names) {
      pointers.push_back(&name);
    }
    return cache.enter(name_of(zone).view(), pointers, in_seconds(seconds));
  }

  std::string found(const std::string& name, int seconds = 0) {
    const Name wanted = name_of(name);
    const std::uint32_t cut = cache_.find(wanted.view(), in_seconds(seconds));
    return to_text(cache_.cut(cut).name());
  }

  DelegationCache cache_{kPlenty, 1};
};

TEST_F(DelegationCacheTest, TheDeepestCutIsFound) {
  enter(cache_, "test", {"ns.test"}, 100);
  enter(cache_, "one.test", {"ns.op.test"}, 100);
  EXPECT_EQ(found("www.one.test"), "one.test");
  EXPECT_EQ(found("one.test"), "one.test");
  EXPECT_EQ(found("xone.test"), "test");
  EXPECT_EQ(found("one.other"), ".");
}

TEST_F(DelegationCacheTest, WhatExpiredIsNotFound) {
  enter(cache_, "test", {"ns.test"}, 100);
  enter(cache_, "one.test", {"ns.op.test"}, 50);
  EXPECT_EQ(found("one.test", 49), "one.test");
  EXPECT_EQ(found("one.test", 50), "test");
  EXPECT_EQ(found("one.test", 100), ".");
}

TEST_F(DelegationCacheTest, NameServersAreShared) {
  const std::uint32_t one = enter(cache_, "one.test", {"ns1.op", "ns2.op"}, 9);
  const std::uint32_t two = enter(cache_, "two.test", {"ns2.op", "ns3.op"}, 9);
  EXPECT_EQ(cache_.cut(one).hosts[1], cache_.cut(two).hosts[0]);
  EXPECT_EQ(cache_.hosts(), 4U);  // and that of the root
  cache_.forget(one);
  EXPECT_EQ(cache_.hosts(), 3U);
  cache_.forget(two);
  EXPECT_EQ(cache_.hosts(), 1U);
}

TEST_F(DelegationCacheTest, WhatIsReplacedStaysForThoseWhoWorkWithIt) {
  const std::uint32_t before = enter(cache_, "one.test", {"ns1.op"}, 100);
  cache_.pin(before);
  const std::uint32_t after = enter(cache_, "one.test", {"ns2.op"}, 100);
  EXPECT_NE(before, after);
  EXPECT_EQ(to_text(cache_.host(cache_.cut(before).hosts[0]).name()), "ns1.op");
  EXPECT_EQ(cache_.find(name_of("one.test").view(), kNow), after);
  cache_.unpin(before);
  EXPECT_EQ(cache_.hosts(), 2U);
}

TEST_F(DelegationCacheTest, ServersThatAZoneNamesItselfAreAdded) {
  const std::uint32_t cut = enter(cache_, "one.test", {"ns1.op", "ns2.op"}, 9);
  const std::uint32_t known = cache_.cut(cut).hosts[1];
  EXPECT_EQ(cache_.add_own(cut, name_of("ns2.op")), known);
  const std::uint32_t added = cache_.add_own(cut, name_of("ns3.op"));
  const DelegationCache::Cut& now = cache_.cut(cut);
  EXPECT_EQ(now.count, 3);
  EXPECT_EQ(now.delegated, 2);
  EXPECT_EQ(now.hosts[2], added);
  EXPECT_EQ(to_text(cache_.host(added).name()), "ns3.op");
  EXPECT_FALSE(now.is_own(0));
  EXPECT_TRUE(now.is_own(1));
  EXPECT_TRUE(now.is_own(2));
  cache_.forget(cut);
  EXPECT_EQ(cache_.hosts(), 1U);
}

TEST_F(DelegationCacheTest, AZoneHasNoMoreServersThanFit) {
  const std::size_t before = cache_.bytes();
  const std::uint32_t cut = enter(cache_, "one.test", {"ns.op"}, 9);
  std::size_t refused = 0;
  for (int i = 0; i < 20; ++i) {
    const std::string name = "ns" + std::to_string(i) + ".op";
    refused += cache_.add_own(cut, name_of(name)) == DelegationCache::kNone;
  }
  EXPECT_EQ(refused, 20U - DelegationCache::kHostsMax + 1);
  EXPECT_EQ(cache_.cut(cut).count, DelegationCache::kHostsMax);
  cache_.forget(cut);
  EXPECT_EQ(cache_.bytes(), before);
}

TEST_F(DelegationCacheTest, HeldNameServersOutliveTheirZones) {
  const std::uint32_t cut = enter(cache_, "one.test", {"ns1.op"}, 100);
  const std::uint32_t host = cache_.cut(cut).hosts[0];
  cache_.hold(host);
  cache_.forget(cut);
  EXPECT_EQ(to_text(cache_.host(host).name()), "ns1.op");
  cache_.release(host);
  EXPECT_EQ(cache_.hosts(), 1U);
}

TEST_F(DelegationCacheTest, MemoryIsBoundedAndWhatIsUsedStays) {
  DelegationCache small(20'000, 1);
  enter(small, ".", {"a.root"}, 1'000'000);
  enter(small, "test", {"ns.test"}, 1'000'000);
  for (int i = 0; i < 2000; ++i) {
    const Name used = name_of("x.test");
    EXPECT_EQ(to_text(small.cut(small.find(used.view(), kNow)).name()), "test");
    enter(small, "n" + std::to_string(i) + ".test",
          {"ns" + std::to_string(i) + ".op"}, 1'000'000);
    ASSERT_LE(small.bytes(), 20'000U + 500U) << i;
  }
  EXPECT_GT(small.size(), 30U);
}

TEST_F(DelegationCacheTest, NothingIsLeftOfWhatWasForgotten) {
  const std::size_t before = cache_.bytes();
  for (int round = 0; round < 3; ++round) {
    std::vector<std::uint32_t> cuts;
    for (int i = 0; i < 100; ++i) {
      cuts.push_back(enter(cache_, "n" + std::to_string(i) + ".test",
                           {"ns1.op", "ns" + std::to_string(i) + ".op"}, 9));
    }
    for (const std::uint32_t cut : cuts) {
      cache_.forget(cut);
    }
    EXPECT_EQ(cache_.bytes(), before);
  }
}

}  // namespace
}  // namespace mxsweep

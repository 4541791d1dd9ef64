// HostCache: one entry per host, second-chance eviction, nothing in use ever
// evicted.
#include "scanner/mail/host_cache.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "io/base/prng.h"

#include "tests/unit/scanner/mail/lookup_builder.h"

namespace mxsweep {
namespace {

using test::name_of;

class HostCacheTest : public ::testing::Test {
 protected:
  // The index of the host's entry, resolved and not in use.
  std::uint32_t resolve(HostCache& cache, const std::string& host) {
    const HostCache::Found found = find(cache, host);
    cache.entry(found.index).state = HostEntry::State::kResolved;
    return found.index;
  }

  HostCache::Found find(HostCache& cache, const std::string& host) {
    return cache.find_or_create(name_of(host).view(), now_, counters_);
  }

  // True when the host was still there (it is used by asking).
  bool knows(HostCache& cache, const std::string& host) {
    const HostCache::Found found = find(cache, host);
    cache.entry(found.index).state = HostEntry::State::kResolved;
    return !found.created;
  }

  ShardCounters counters_;
  io::Instant now_{};
};

TEST_F(HostCacheTest, FailuresAreForgottenAfterAWhileAnswersAreNot) {
  HostCache cache(8 * HostCache::kEntryBytes);
  const std::uint32_t failed = resolve(cache, "failed.test");
  cache.entry(failed).failed = true;
  cache.entry(failed).references = 1;  // somebody still reads it
  resolve(cache, "answered.test");
  now_ = now_ + HostCache::kFailureKept;
  EXPECT_FALSE(find(cache, "failed.test").created);
  now_ = now_ + io::Duration::milliseconds(1);
  const HostCache::Found again = find(cache, "failed.test");
  EXPECT_TRUE(again.created);
  EXPECT_NE(again.index, failed);
  EXPECT_TRUE(cache.entry(failed).failed);  // untouched for its reader
  EXPECT_FALSE(find(cache, "answered.test").created);
  // The old entry makes way without taking the new one's name along.
  cache.entry(failed).references = 0;
  for (int i = 0; i < 8; ++i) {
    resolve(cache, "h" + std::to_string(i) + ".test");
  }
  EXPECT_FALSE(find(cache, "failed.test").created);
}

TEST_F(HostCacheTest, HostIsCreatedOnceAndThenFound) {
  HostCache cache(4 * HostCache::kEntryBytes);
  const HostCache::Found first = find(cache, "a.test");
  EXPECT_TRUE(first.created);
  EXPECT_EQ(to_text(cache.entry(first.index).name()), "a.test");
  EXPECT_EQ(cache.entry(first.index).state, HostEntry::State::kPending);
  const HostCache::Found again = find(cache, "A.TEST");  // W5
  EXPECT_FALSE(again.created);
  EXPECT_EQ(again.index, first.index);
  EXPECT_EQ(cache.size(), 1U);
  EXPECT_EQ(counters_.hosts.get(), 1U);
  EXPECT_EQ(counters_.host_hits.get(), 1U);
}

TEST_F(HostCacheTest, WithoutUseTheOldestMakesWay) {
  HostCache cache(3 * HostCache::kEntryBytes);
  for (const char* host : {"a.test", "b.test", "c.test", "d.test"}) {
    resolve(cache, host);
  }
  EXPECT_EQ(cache.size(), 3U);
  EXPECT_EQ(counters_.host_evictions.get(), 1U);
  EXPECT_TRUE(knows(cache, "b.test"));
  EXPECT_TRUE(knows(cache, "c.test"));
  EXPECT_TRUE(knows(cache, "d.test"));
  EXPECT_FALSE(knows(cache, "a.test"));
}

TEST_F(HostCacheTest, WhatWasUsedGetsASecondChance) {
  HostCache cache(3 * HostCache::kEntryBytes);
  for (const char* host : {"a.test", "b.test", "c.test"}) {
    resolve(cache, host);
  }
  EXPECT_TRUE(knows(cache, "a.test"));
  resolve(cache, "d.test");  // takes the place of b
  EXPECT_TRUE(knows(cache, "a.test"));
  EXPECT_TRUE(knows(cache, "c.test"));
  EXPECT_TRUE(knows(cache, "d.test"));
  EXPECT_FALSE(knows(cache, "b.test"));
}

TEST_F(HostCacheTest, AllUsedTheFirstInTurnMakesWay) {
  HostCache cache(3 * HostCache::kEntryBytes);
  for (const char* host : {"a.test", "b.test", "c.test"}) {
    resolve(cache, host);
    EXPECT_TRUE(knows(cache, host));
  }
  resolve(cache, "d.test");
  EXPECT_EQ(cache.size(), 3U);
  EXPECT_TRUE(knows(cache, "b.test"));
  EXPECT_TRUE(knows(cache, "c.test"));
  EXPECT_FALSE(knows(cache, "a.test"));
}

TEST_F(HostCacheTest, EntriesInFlightOrInUseStayAndOthersOverflow) {
  HostCache cache(2 * HostCache::kEntryBytes);
  const std::uint32_t in_flight = find(cache, "a.test").index;
  const std::uint32_t in_use = resolve(cache, "b.test");
  cache.entry(in_use).references.store(1);
  for (int i = 0; i < 200; ++i) {
    resolve(cache, "x" + std::to_string(i) + ".test");
  }
  EXPECT_FALSE(find(cache, "a.test").created);
  EXPECT_FALSE(find(cache, "b.test").created);
  EXPECT_EQ(to_text(cache.entry(in_flight).name()), "a.test");
  EXPECT_EQ(to_text(cache.entry(in_use).name()), "b.test");
  // One place more than the capacity was needed, and then reused.
  EXPECT_EQ(cache.size(), 3U);
  cache.entry(in_use).references.store(0);
  resolve(cache, "y.test");
  resolve(cache, "z.test");
  resolve(cache, "w.test");
  EXPECT_TRUE(find(cache, "b.test").created);
}

TEST_F(HostCacheTest, ReusedEntryHasNothingOfTheOneBefore) {
  HostCache cache(1 * HostCache::kEntryBytes);
  const std::uint32_t index = resolve(cache, "a.test");
  HostEntry& entry = cache.entry(index);
  for (std::uint16_t i = 0; i < 300; ++i) {
    entry.addresses.push_back(test::address_of("192.0.2.1", i));
  }
  const Name target = name_of("c.test");
  entry.cname_octets.assign(target.view().data(),
                            target.view().data() + target.view().size());
  entry.a_status = LookupStatus::kNoError;
  entry.aaaa_status = LookupStatus::kServFail;
  entry.filtered = true;
  const HostCache::Found next = find(cache, "b.test");
  ASSERT_EQ(next.index, index);
  EXPECT_TRUE(next.created);
  EXPECT_EQ(to_text(entry.name()), "b.test");
  EXPECT_TRUE(entry.addresses.empty());
  EXPECT_TRUE(entry.cname().empty());
  EXPECT_FALSE(entry.a_status.has_value());
  EXPECT_FALSE(entry.aaaa_status.has_value());
  EXPECT_FALSE(entry.filtered);
  EXPECT_EQ(entry.state, HostEntry::State::kPending);
  EXPECT_LT(entry.addresses.capacity(), 300U);  // the outsize memory went
}

// Or memory would grow for as long as ever longer names come by.
TEST_F(HostCacheTest, UsualHostsFitIntoWhatAnEntryHasFromTheStart) {
  HostCache cache(HostCache::kEntryBytes);
  const std::uint32_t first = resolve(cache, "a.test");
  HostEntry& entry = cache.entry(first);
  const std::size_t octets = entry.name_octets.capacity();
  const std::size_t addresses = entry.addresses.capacity();
  ASSERT_EQ(resolve(cache, "mx-inbound-07.mail.example-domain.test"), first);
  entry.addresses.resize(3);
  EXPECT_EQ(entry.name_octets.capacity(), octets);
  EXPECT_EQ(entry.addresses.capacity(), addresses);
}

TEST_F(HostCacheTest, EntriesKeepTheirPlaceWhileOthersComeAndGo) {
  HostCache cache(64 * HostCache::kEntryBytes);
  const std::uint32_t index = resolve(cache, "stay.test");
  const HostEntry* address = &cache.entry(index);
  cache.entry(index).references.store(1);
  for (int i = 0; i < 5000; ++i) {
    resolve(cache, "x" + std::to_string(i) + ".test");
  }
  EXPECT_EQ(&cache.entry(index), address);
  EXPECT_EQ(to_text(cache.entry(index).name()), "stay.test");
  EXPECT_EQ(cache.size(), 64U);
}

// Entries in use at random; whatever happens, names lead to their entries.
TEST_F(HostCacheTest, RandomisedUseNeverLosesWhatIsHeld) {
  HostCache cache(32 * HostCache::kEntryBytes);
  io::Prng prng(99);
  std::vector<std::pair<std::string, std::uint32_t>> held;
  for (int round = 0; round < 20000; ++round) {
    const std::string host = "h" + std::to_string(prng.below(200)) + ".test";
    const std::uint32_t index = resolve(cache, host);
    ASSERT_EQ(to_text(cache.entry(index).name()), host);
    if (held.size() < 40 && prng.below(2) == 0) {
      cache.entry(index).references.fetch_add(1);
      held.emplace_back(host, index);
    } else if (!held.empty()) {
      std::swap(held[prng.below(static_cast<std::uint32_t>(held.size()))],
                held.back());
      ASSERT_EQ(to_text(cache.entry(held.back().second).name()),
                held.back().first)
          << "round " << round;
      cache.entry(held.back().second).references.fetch_sub(1);
      held.pop_back();
    }
  }
  EXPECT_LE(cache.size(), 32U + 41U);
  EXPECT_EQ(counters_.hosts.get() - counters_.host_evictions.get(),
            cache.size());
}

// Hostile hosts: long names, an alias, as many addresses as are kept.
class HostileHostTest : public HostCacheTest {
 protected:
  std::uint32_t resolve_outsize(HostCache& cache, int number) {
    const std::string label(60, 'y');
    std::string host = std::to_string(number);
    host += "." + label + "." + label + "." + label + ".test";
    const HostCache::Found found = find(cache, host);
    HostEntry& entry = cache.entry(found.index);
    for (std::uint16_t i = 0; i < 2 * kAddressesMax; ++i) {
      entry.addresses.push_back(test::address_of("192.0.2.1", i));
    }
    entry.cname_octets.assign(entry.name_octets.begin(),
                              entry.name_octets.end());
    cache.settle(found.index);
    entry.state = HostEntry::State::kResolved;
    return found.index;
  }

  // What the entries really hold, by another way of counting.
  static std::size_t held(HostCache& cache, std::uint32_t entries) {
    std::size_t sum = 0;
    for (std::uint32_t i = 0; i < entries; ++i) {
      const HostEntry& entry = cache.entry(i);
      sum += sizeof(entry) + entry.name_octets.capacity() -
             HostEntry::kNameInside + entry.cname_octets.capacity() +
             entry.addresses.capacity() * sizeof(AddressData);
    }
    return sum;
  }

  static constexpr std::size_t kLimit = 2000 * HostCache::kEntryBytes;
  static constexpr std::size_t kOneOutsize = 16384;
};

TEST_F(HostileHostTest, LargeEntriesTakeThePlaceOfManySmallOnes) {
  HostCache cache(kLimit);
  for (int i = 0; i < 2000; ++i) {
    resolve(cache, "h" + std::to_string(i) + ".test");
  }
  EXPECT_EQ(cache.size(), 2000U);
  std::uint32_t highest = 1999;
  for (int i = 0; i < 1000; ++i) {
    highest = std::max(highest, resolve_outsize(cache, i));
    ASSERT_LE(cache.bytes(), kLimit + kOneOutsize) << i;
  }
  EXPECT_LE(held(cache, highest + 1), kLimit + kOneOutsize);
  EXPECT_LT(cache.size(), 200U);
  EXPECT_GT(cache.size(), 20U);
  EXPECT_EQ(counters_.hosts.get() - counters_.host_evictions.get(),
            cache.size());
}

TEST_F(HostileHostTest, SmallEntriesGetTheRoomBack) {
  HostCache cache(kLimit);
  for (int i = 0; i < 1000; ++i) {
    resolve_outsize(cache, i);
  }
  for (int i = 0; i < 4000; ++i) {
    resolve(cache, "h" + std::to_string(i) + ".test");
    ASSERT_LE(cache.bytes(), kLimit + kOneOutsize) << i;
  }
  EXPECT_GT(cache.size(), 1900U);
  EXPECT_LE(cache.bytes(), kLimit);
}

TEST_F(HostileHostTest, LargeEntriesInUseStay) {
  HostCache cache(kLimit);
  std::vector<std::uint32_t> used;
  for (int i = 0; i < 300; ++i) {
    used.push_back(resolve_outsize(cache, i));
    cache.entry(used.back()).references.store(1);
  }
  for (int i = 0; i < 500; ++i) {
    resolve(cache, "h" + std::to_string(i) + ".test");
  }
  for (const std::uint32_t index : used) {
    ASSERT_EQ(cache.entry(index).addresses.size(), 2 * kAddressesMax);
  }
}

}  // namespace
}  // namespace mxsweep

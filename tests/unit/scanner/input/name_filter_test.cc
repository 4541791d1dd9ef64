// NameFilter: what is left of a list, and what is only counted.
#include "scanner/input/name_filter.h"

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <string>

namespace mxsweep {
namespace {

InputRecord record_of(std::string_view cell) {
  InputRecord record;
  parse_cell(cell, {.allow_special = true}, record);
  return record;
}

class NameFilterTest : public testing::Test {
 protected:
  void make() { filter_.emplace(options_, io::Prng(7)); }

  bool keep(std::string_view cell, bool is_done = false) {
    record_ = record_of(cell);
    return filter_->keep(record_, is_done);
  }

  [[nodiscard]] std::string name() const {
    return record_.name.empty() ? "" : to_text(record_.name.view());
  }

  FilterOptions options_;
  std::optional<NameFilter> filter_;
  InputRecord record_;
};

TEST_F(NameFilterTest, WhatIsDoneStaysAndIsKnownAsSeen) {
  options_.unique_bytes = std::size_t{1} << 20U;
  make();
  EXPECT_TRUE(keep("a.test"));
  EXPECT_TRUE(keep("a.test", true));
  EXPECT_TRUE(keep("b.test", true));
  EXPECT_FALSE(keep("b.test"));
  EXPECT_EQ(filter_->counted().duplicates, 1U);
}

TEST_F(NameFilterTest, WithoutWishesAllStays) {
  make();
  EXPECT_TRUE(keep("a.test"));
  EXPECT_TRUE(keep("a.test"));
  EXPECT_TRUE(keep("no name"));
  EXPECT_EQ(filter_->counted().duplicates, 0U);
}

TEST_F(NameFilterTest, DuplicateIsLeftOutHoweverItIsSpelt) {
  options_.unique_bytes = 1 << 20;
  make();
  EXPECT_TRUE(keep("a.test"));
  EXPECT_FALSE(keep("A.Test."));
  EXPECT_FALSE(keep("x@a.test"));
  EXPECT_TRUE(keep("b.test"));
  EXPECT_EQ(filter_->counted().duplicates, 2U);
}

TEST_F(NameFilterTest, LinesWithoutANameAreNoDuplicates) {
  options_.unique_bytes = 1 << 20;
  make();
  EXPECT_TRUE(keep("no name"));
  EXPECT_TRUE(keep("no name"));
}

TEST_F(NameFilterTest, BlockedNameIsMarkedAndShown) {
  Blocklist list;
  ASSERT_TRUE(list.add_line("b.test"));
  options_.blocklist = &list;
  make();
  EXPECT_TRUE(keep("x.b.test"));
  EXPECT_TRUE(record_.blocklisted);
  EXPECT_EQ(name(), "x.b.test");
  EXPECT_TRUE(keep("a.test"));
  EXPECT_FALSE(record_.blocklisted);
  EXPECT_EQ(filter_->counted().blocklisted, 1U);
}

TEST_F(NameFilterTest, ShareIsAboutThatShare) {
  options_.share = 0.2;
  make();
  int kept = 0;
  for (int i = 0; i < 10'000; ++i) {
    kept += keep("a.test") ? 1 : 0;
  }
  EXPECT_GT(kept, 1800);
  EXPECT_LT(kept, 2200);
  EXPECT_EQ(filter_->counted().not_sampled,
            10'000U - static_cast<unsigned>(kept));
}

TEST_F(NameFilterTest, RegistrableDomainIsAskedAndTheNameIsShown) {
  const std::string path = testing::TempDir() + "name_filter_test.dat";
  std::ofstream(path) << "test\nco.test\n";
  const auto suffixes = PublicSuffixes::open(path);
  ASSERT_TRUE(suffixes.ok());
  options_.registrable = &suffixes.value();
  options_.unique_bytes = 1 << 20;
  make();
  EXPECT_TRUE(keep("www.a.co.test"));
  EXPECT_EQ(name(), "a.co.test");
  EXPECT_EQ(record_.input, "www.a.co.test");
  EXPECT_FALSE(keep("mail.a.co.test"));
  EXPECT_TRUE(keep("b.test"));
  EXPECT_EQ(record_.input, "");
  EXPECT_TRUE(keep("co.test"));
  EXPECT_EQ(name(), "");
  EXPECT_EQ(record_.error, "public suffix: nobody registered it");
  EXPECT_EQ(record_.input, "co.test");
}

// Every name is of one shard, with all of its registrable domain, and the
// shards are alike in size.
TEST(ListShard, PartsAreDisjointCompleteAndEven) {
  constexpr std::uint32_t kShards = 7;
  constexpr int kNames = 21'000;
  const io::Result<PublicSuffixes> suffixes = PublicSuffixes::open("");
  if (!suffixes.ok()) {
    GTEST_SKIP() << suffixes.error().what;
  }
  std::array<int, kShards> sizes{};
  for (int i = 0; i < kNames; ++i) {
    const std::string domain =
        "n" + std::to_string(i) + (i % 3 == 0 ? ".co.uk" : ".com");
    int owners = 0;
    for (std::uint32_t number = 0; number < kShards; ++number) {
      const ListShard shard = {number, kShards, &suffixes.value()};
      const InputRecord apex = record_of(domain);
      const InputRecord below = record_of("mail." + domain);
      EXPECT_EQ(shard.has(apex), shard.has(below)) << domain;
      owners += shard.has(apex) ? 1 : 0;
      sizes[number] += shard.has(apex) ? 1 : 0;
    }
    ASSERT_EQ(owners, 1) << domain;
  }
  for (const int size : sizes) {
    EXPECT_NEAR(size, kNames / static_cast<int>(kShards), 250);
  }
}

TEST(ListShard, WhatIsNoNameIsOfOneShard) {
  const io::Result<PublicSuffixes> suffixes = PublicSuffixes::open("");
  if (!suffixes.ok()) {
    GTEST_SKIP() << suffixes.error().what;
  }
  for (const char* line : {"a..b", "com", "co.uk", "."}) {
    int owners = 0;
    for (std::uint32_t number = 0; number < 5; ++number) {
      const InputRecord record = record_of(line);
      owners += ListShard{number, 5, &suffixes.value()}.has(record) ? 1 : 0;
    }
    EXPECT_EQ(owners, 1) << line;
  }
}

}  // namespace
}  // namespace mxsweep

// NameIndex against a plain search: equal hashes, chains, and what is not
// there.
#include "scanner/mail/name_index.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "io/base/prng.h"

#include "tests/unit/scanner/mail/lookup_builder.h"

namespace mxsweep {
namespace {

void give_name(Lookup& lookup, const std::string& text, std::uint32_t hash) {
  lookup.reset();
  lookup.set_name(test::name_of(text).view(), LabelClass::kLdh);
  lookup.name_hash = hash;
}

TEST(NameIndexTest, EqualHashesDoNotMakeEqualNames) {
  std::vector<Lookup> lookups(4);
  NameIndex index(lookups, lookups.size());
  give_name(lookups[0], "a.test", 7);
  give_name(lookups[1], "b.test", 7);
  give_name(lookups[2], "a.test", 7);
  give_name(lookups[3], "b.test", 7);
  EXPECT_EQ(index.find_or_add(0), Lookup::kNone);
  EXPECT_EQ(index.find_or_add(1), Lookup::kNone);
  EXPECT_EQ(index.find_or_add(2), 0U);
  EXPECT_EQ(index.find_or_add(3), 1U);
}

TEST(NameIndexTest, RemovingWhatWasNotAddedLeavesTheOther) {
  std::vector<Lookup> lookups(3);
  NameIndex index(lookups, lookups.size());
  for (Lookup& lookup : lookups) {
    give_name(lookup, "a.test", 7);
  }
  EXPECT_EQ(index.find_or_add(0), Lookup::kNone);
  EXPECT_EQ(index.find_or_add(1), 0U);
  index.remove(1);
  EXPECT_EQ(index.find_or_add(2), 0U);
  index.remove(0);
  EXPECT_EQ(index.find_or_add(2), Lookup::kNone);
}

// All names of a few hashes, so that chains are long and broken anywhere.
TEST(NameIndexTest, AgreesWithAMapWhateverComesAndGoes) {
  constexpr std::uint64_t kSeed = 20261125;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  io::Prng prng(kSeed);
  std::vector<Lookup> lookups(64);
  NameIndex index(lookups, 1);
  std::map<std::string, std::uint32_t> expected;
  std::vector<std::string> name_of(lookups.size());  // empty: free
  for (int round = 0; round < 20'000; ++round) {
    const std::uint32_t at = prng.below(64);
    const auto known = expected.find(name_of[at]);
    if (!name_of[at].empty()) {
      index.remove(at);
      if (known != expected.end() && known->second == at) {
        expected.erase(known);
      }
      name_of[at].clear();
      continue;
    }
    const std::uint32_t number = prng.below(40);
    name_of[at] = "n" + std::to_string(number) + ".test";
    give_name(lookups[at], name_of[at], number % 3 * 0x10001);
    const auto [first, fresh] = expected.emplace(name_of[at], at);
    ASSERT_EQ(index.find_or_add(at), fresh ? Lookup::kNone : first->second)
        << "round " << round;
  }
}

}  // namespace
}  // namespace mxsweep

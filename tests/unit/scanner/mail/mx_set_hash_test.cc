// The fingerprint of an MX set: equal for equal sets, different for others.
#include "scanner/mail/mx_set_hash.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/scanner/mail/lookup_builder.h"

namespace mxsweep {
namespace {

using Set = std::vector<std::pair<std::uint16_t, std::string>>;

std::string hash_of(const Set& records, const std::string& domain = "d.test") {
  test::LookupBuilder b(domain);
  b.addresses(AddressMode::kNone);
  for (const auto& [preference, exchange] : records) {
    b.mx(preference, exchange);
  }
  const MxSetHash hash = mx_set_hash(b.run());
  return {hash.data(), hash.size()};
}

TEST(MxSetHashTest, ALetterAndSixteenLowerCaseHexDigits) {
  const std::string hash = hash_of({{10, "m.test"}});
  EXPECT_EQ(hash.size(), 17U);
  EXPECT_EQ(hash.front(), 'h');
  EXPECT_EQ(hash.find_first_not_of("0123456789abcdef", 1), std::string::npos);
}

TEST(MxSetHashTest, EqualForEqualSetsInAnyOrder) {
  Set records = {{10, "a.test"}, {10, "bb.test"}, {20, "a.test"}, {0, "."}};
  std::sort(records.begin(), records.end());
  const std::string first = hash_of(records);
  while (std::next_permutation(records.begin(), records.end())) {
    EXPECT_EQ(hash_of(records), first);
  }
}

TEST(MxSetHashTest, SpellingAndDomainDoNotMatter) {
  EXPECT_EQ(hash_of({{10, "Mail.TEST"}}), hash_of({{10, "mail.test"}}));
  EXPECT_EQ(hash_of({{10, "m.test"}}), hash_of({{10, "m.test"}}, "other.org"));
}

TEST(MxSetHashTest, TtlAndAddressesDoNotMatter) {
  test::LookupBuilder b("d.test");
  b.mx(10, "m.test").ttl(5).host("m.test", "5.6.7.8", "NODATA");
  const MxSetHash hash = mx_set_hash(b.run());
  EXPECT_EQ(std::string(hash.data(), hash.size()), hash_of({{10, "m.test"}}));
}

TEST(MxSetHashTest, OtherSetsHaveOtherHashes) {
  const std::vector<Set> sets = {
      {{10, "a.test"}},
      {{11, "a.test"}},
      {{10, "b.test"}},
      {{0, "."}},
      {{10, "."}},
      {{10, "a.test"}, {10, "b.test"}},
      {{10, "a.test"}, {20, "b.test"}},
      {{20, "a.test"}, {10, "b.test"}},
      {{10, "a.test"}, {20, "a.test"}},
      {{10, "a.test"}, {10, "b.test"}, {10, "c.test"}},
      {{1, "a.test"}, {0, "a.test"}},
      {{10, "a.b.test"}},
      {{10, "a\\.b.test"}}};
  std::set<std::string> seen;
  for (const Set& one : sets) {
    EXPECT_TRUE(seen.insert(hash_of(one)).second) << one.front().second;
  }
}

}  // namespace
}  // namespace mxsweep

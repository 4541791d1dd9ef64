// Blocklist: names with what is below them, prefixes, and lines that are
// neither.
#include "scanner/rr/blocklist.h"

#include <gtest/gtest.h>

#include <string>

#include "io/base/endpoint.h"

#include "tests/support/names.h"

namespace mxsweep {
namespace {

class BlocklistTest : public testing::Test {
 protected:
  void add(std::string_view line) { EXPECT_TRUE(list_.add_line(line)) << line; }

  [[nodiscard]] std::string blocked_by(const std::string& text) const {
    const Name name = test::name_of(text);
    const NameView found = list_.find(name.view());
    return found.empty() ? "" : to_text(found);
  }

  [[nodiscard]] bool holds(const std::string& text) const {
    const auto address = io::parse_endpoint(text, 53);
    EXPECT_TRUE(address.has_value()) << text;
    return list_.holds(address->address.data(), address->family);
  }

  Blocklist list_;
};

TEST_F(BlocklistTest, NameBlocksItselfAndAllBelowIt) {
  add("Example.COM");
  EXPECT_EQ(blocked_by("example.com"), "example.com");
  EXPECT_EQ(blocked_by("a.b.example.com"), "example.com");
  EXPECT_EQ(blocked_by("notexample.com"), "");
  EXPECT_EQ(blocked_by("example.com.test"), "");
  EXPECT_EQ(blocked_by("com"), "");
}

TEST_F(BlocklistTest, SpellingsOfANameMeanTheSame) {
  for (const char* line : {".one.test", "*.two.test", "  three.test \r",
                           "four.test. # asked to be left alone",
                           "\xEF\xBB\xBF"
                           "five.test",
                           "b\xC3\xBC"
                           "cher.test"}) {
    add(line);
  }
  for (const char* name : {"one.test", "x.two.test", "two.test", "three.test",
                           "four.test", "five.test", "xn--bcher-kva.test"}) {
    EXPECT_NE(blocked_by(name), "") << name;
  }
}

TEST_F(BlocklistTest, PrefixesCountInBits) {
  add("192.0.2.0/25");
  add("2001:db8:8000::/33");
  add("198.51.100.7");
  EXPECT_TRUE(holds("192.0.2.127"));
  EXPECT_FALSE(holds("192.0.2.128"));
  EXPECT_TRUE(holds("2001:db8:ffff::1"));
  EXPECT_FALSE(holds("2001:db8:7fff::1"));
  EXPECT_TRUE(holds("198.51.100.7"));
  EXPECT_FALSE(holds("198.51.100.6"));
  EXPECT_TRUE(list_.has_prefixes());
  EXPECT_FALSE(list_.has_names());
}

TEST_F(BlocklistTest, MappedAddressIsTheIpv4AddressInside) {
  add("192.0.2.0/24");
  EXPECT_TRUE(holds("::ffff:192.0.2.1"));
  EXPECT_FALSE(holds("::ffff:198.51.100.1"));
}

TEST_F(BlocklistTest, ZeroBitsHoldAllOfAFamily) {
  add("0.0.0.0/0");
  EXPECT_TRUE(holds("203.0.113.9"));
  EXPECT_FALSE(holds("2001:db8::1"));
}

TEST_F(BlocklistTest, BlanksAndCommentsSayNothing) {
  add("");
  add("   ");
  add("# all");
  EXPECT_EQ(list_.size(), 0U);
}

TEST_F(BlocklistTest, OtherLinesAreRefused) {
  for (const char* line :
       {"two words.test", "a..b", ".", "*", "192.0.2.0/33", "2001:db8::/129",
        "192.0.2.0/x", "192.0.2.0/", "[2001:db8::1]:53", "192.0.2.1:53",
        "user@example.com", "https://example.com/", "bad\xFFname.test",
        "||a.test^", "a*b.test", "@@a.test"}) {
    EXPECT_FALSE(list_.add_line(line)) << line;
  }
  EXPECT_EQ(list_.size(), 0U);
}

}  // namespace
}  // namespace mxsweep

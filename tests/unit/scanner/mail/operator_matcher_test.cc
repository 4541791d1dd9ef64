// OperatorMatcher: a suffix of the table, or the domain itself, or nobody.
#include "scanner/mail/operator_matcher.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/suffixes.h"
#include "tests/unit/scanner/mail/lookup_builder.h"

namespace mxsweep {
namespace {

using test::LookupBuilder;

class OperatorMatcherTest : public ::testing::Test {
 protected:
  OperatorMatcherTest() {
    EXPECT_EQ(table_.add({"example.net", "Net", "hosting", "CH"}, "suffix"),
              "");
  }

  // The rule of each exchange, in their order.
  std::string rules(LookupBuilder& builder) {
    const OperatorMatcher matcher(table_, suffixes_);
    const Lookup& lookup = builder.run();
    std::string out;
    for (const Exchange& exchange : lookup.exchanges) {
      const OperatorId found = matcher.find(lookup, exchange);
      out += out.empty() ? "" : " ";
      out += found == kNoOperator ? "-" : matcher.at(found).rule;
    }
    return out;
  }

  std::string rules(std::string_view domain, std::string_view exchange) {
    LookupBuilder builder(domain);
    builder.addresses(AddressMode::kNone).mx(10, exchange);
    return rules(builder);
  }

  OperatorTable table_;
  PublicSuffixes suffixes_ = test::suffixes_of("com\nnet\nuk\nco.uk\n");
};

TEST_F(OperatorMatcherTest, SuffixGoesBeforeTheDomainItself) {
  EXPECT_EQ(rules("example.com", "mx.example.net"), "suffix:example.net");
  EXPECT_EQ(rules("example.net", "mx.example.net"), "suffix:example.net");
}

TEST_F(OperatorMatcherTest, SelfIsBelowTheDomain) {
  EXPECT_EQ(rules("example.com", "example.com"), "self:below");
  EXPECT_EQ(rules("example.com", "a.b.example.com"), "self:below");
  EXPECT_EQ(rules("example.com", "anexample.com"), "-");
}

TEST_F(OperatorMatcherTest, SelfIsRegisteredAsOne) {
  EXPECT_EQ(rules("www.example.com", "mx.example.com"), "self:registrable");
  EXPECT_EQ(rules("example.com", "mx.other.com"), "-");
  EXPECT_EQ(rules("example.com", "com"), "-");
  EXPECT_EQ(rules("a.example.co.uk", "b.example.co.uk"), "self:registrable");
  EXPECT_EQ(rules("example.co.uk", "mx.other.co.uk"), "-");
}

TEST_F(OperatorMatcherTest, SuffixItselfOwnsNothingBelow) {
  EXPECT_EQ(rules("gov.uk", "mx.other.uk"), "-");
  EXPECT_EQ(rules("co.uk", "uk"), "-");
}

TEST_F(OperatorMatcherTest, NullMxIsOfNobody) {
  EXPECT_EQ(rules("example.com", "."), "-");
}

TEST_F(OperatorMatcherTest, ImplicitMxIsTheDomainsOwn) {
  LookupBuilder builder("example.com", "NODATA");
  builder.host("example.com", "5.6.7.8", "NODATA");
  EXPECT_EQ(rules(builder), "self:implicit");
}

TEST_F(OperatorMatcherTest, NamesThatNoListKnowsAreComparedWhole) {
  EXPECT_EQ(rules("a\\032b.com", "a\\032b.com"), "self:below");
  EXPECT_EQ(rules("www.a\\032b.com", "mx.a\\032b.com"), "-");
}

TEST_F(OperatorMatcherTest, AddressInCommonWithAHostOfTheDomain) {
  LookupBuilder builder("example.com");
  builder.mx(10, "mx.example.com")
      .mx(20, "mx.other.com")
      .mx(30, "mx.third.com")
      .host("mx.example.com", "5.6.7.8 5.6.7.9", "NODATA")
      .host("mx.other.com", "5.6.7.9", "NODATA")
      .host("mx.third.com", "5.6.7.10", "NODATA");
  EXPECT_EQ(rules(builder), "self:below self:address -");
}

TEST_F(OperatorMatcherTest, AliasOfAKnownHostIsItsOperators) {
  LookupBuilder builder("example.com");
  builder.mx(10, "mail.example.com")
      .mx(20, "www.example.com")
      .mx(30, "b.example.net")
      .host("mail.example.com", "5.6.7.8", "NODATA", "a.mx.example.net")
      .host("www.example.com", "5.6.7.9", "NODATA", "mx.other.com")
      .host("b.example.net", "5.6.7.10", "NODATA", "a.mx.example.net");
  EXPECT_EQ(rules(builder), "cname:example.net self:below suffix:example.net");
}

TEST_F(OperatorMatcherTest, AliasIsNoSelf) {
  LookupBuilder builder("example.com");
  builder.mx(10, "mail.example.com")
      .host("mail.example.com", "5.6.7.8", "NODATA", "a.mx.example.net");
  const OperatorMatcher matcher(table_, suffixes_);
  const Lookup& lookup = builder.run();
  const OperatorId found = matcher.find(lookup, lookup.exchanges.front());
  EXPECT_FALSE(OperatorMatcher::is_self(found));
  EXPECT_EQ(matcher.at(found).name, "Net");
}

TEST_F(OperatorMatcherTest, PrivateAddressInCommonTellsNothing) {
  LookupBuilder builder("example.com");
  builder.mx(10, "mx.example.com")
      .mx(20, "mx.other.com")
      .host("mx.example.com", "10.0.0.1", "NODATA")
      .host("mx.other.com", "10.0.0.1", "NODATA");
  EXPECT_EQ(rules(builder), "self:below -");
}

}  // namespace
}  // namespace mxsweep

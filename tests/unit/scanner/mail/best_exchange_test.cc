// The best mail host: hosts that cannot take mail, for certain, are passed
// over.
#include "scanner/mail/best_exchange.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/scanner/mail/lookup_builder.h"

namespace mxsweep {
namespace {

using test::LookupBuilder;

std::string best_of(LookupBuilder& builder) {
  const Lookup& lookup = builder.run();
  const Exchange* const best = best_exchange(lookup, lookup.exchanges);
  return best == nullptr ? "none" : to_text(lookup.text(best->name));
}

// The best of a host that came to this, and of one behind it that is well.
std::string best_after(const std::string& a, const std::string& aaaa,
                       bool filtered = false) {
  LookupBuilder builder("example.com");
  builder.mx(10, "first.com")
      .mx(20, "second.com")
      .host("first.com", a, aaaa, {}, filtered)
      .host("second.com", "5.6.7.8", "NODATA");
  return best_of(builder);
}

TEST(BestExchange, IsOfTheLowestPreference) {
  EXPECT_EQ(best_after("5.6.7.9", "NODATA"), "first.com");
}

TEST(BestExchange, HasAnAddressIfThatIsKnown) {
  EXPECT_EQ(best_after("NXDOMAIN", "NXDOMAIN"), "second.com");
  EXPECT_EQ(best_after("NODATA", "NODATA"), "second.com");
}

TEST(BestExchange, FailureAndFilterPassNobodyOver) {
  EXPECT_EQ(best_after("SERVFAIL", "NODATA"), "first.com");
  EXPECT_EQ(best_after("NODATA", "TIMEOUT"), "first.com");
  EXPECT_EQ(best_after("NODATA", ""), "first.com");
  EXPECT_EQ(best_after("NXDOMAIN", "NXDOMAIN", true), "first.com");
}

TEST(BestExchange, N2NullMxAmongOthersIsPassedOver) {
  LookupBuilder builder("example.com");
  builder.mx(0, ".").mx(10, "second.com").addresses(AddressMode::kNone);
  EXPECT_EQ(best_of(builder), "second.com");
}

TEST(BestExchange, NamesThatNeverResolveArePassedOver) {
  for (const char* never :
       {"ms1.msv1.invalid", "localhost", "a.local", "192.0.2.25"}) {
    LookupBuilder builder("example.com");
    builder.mx(5, never).mx(20, "second.com").addresses(AddressMode::kNone);
    EXPECT_EQ(best_of(builder), "second.com") << never;
  }
}

TEST(BestExchange, WhereNoneIsWellTheFirstStands) {
  LookupBuilder builder("example.com");
  builder.mx(5, "a.invalid").mx(10, "gone.com");
  builder.host("gone.com", "NXDOMAIN", "NXDOMAIN");
  EXPECT_EQ(best_of(builder), "a.invalid");
  LookupBuilder null("example.com");
  null.mx(0, ".");
  EXPECT_EQ(best_of(null), ".");
  LookupBuilder nothing("example.com", "NXDOMAIN");
  EXPECT_EQ(best_of(nothing), "none");
}

}  // namespace
}  // namespace mxsweep

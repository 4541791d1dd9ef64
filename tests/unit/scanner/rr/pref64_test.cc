// Pref64: the examples of RFC 6052 section 2.4 and the search of RFC 7050.
#include "scanner/rr/pref64.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scanner/rr/address_scope.h"

namespace mxsweep {
namespace {

AddressData ipv6(const std::string& text) {
  AddressData address;
  address.family = 6;
  EXPECT_EQ(inet_pton(AF_INET6, text.c_str(), address.bytes.data()), 1) << text;
  return address;
}

struct Example {
  const char* prefix;
  const char* address;  // with 192.0.2.33 inside
};

// RFC 6052 section 2.4, table 1 and the well-known prefix below it.
const std::vector<Example> kExamples = {
    {"2001:db8::/32", "2001:db8:c000:221::"},
    {"2001:db8:100::/40", "2001:db8:1c0:2:21::"},
    {"2001:db8:122::/48", "2001:db8:122:c000:2:2100::"},
    {"2001:db8:122:300::/56", "2001:db8:122:3c0:0:221::"},
    {"2001:db8:122:344::/64", "2001:db8:122:344:c0:2:2100::"},
    {"2001:db8:122:344::/96", "2001:db8:122:344::192.0.2.33"},
    {"64:ff9b::/96", "64:ff9b::192.0.2.33"}};

std::uint8_t length_of(const std::string& prefix) {
  return static_cast<std::uint8_t>(
      std::stoi(prefix.substr(prefix.find('/') + 1)));
}

TEST(Pref64Test, AddressInsideIsWhereRfc6052PutsIt) {
  const std::array<std::uint8_t, 4> want = {192, 0, 2, 33};
  for (const Example& example : kExamples) {
    EXPECT_EQ(ipv4_inside(ipv6(example.address), length_of(example.prefix)),
              want)
        << example.address;
  }
}

// The same examples with 192.0.0.170 (c000:00aa) or .171 inside.
TEST(Pref64Test, FoundAtEachLength) {
  const std::vector<Example> answers = {
      {"2001:db8::/32", "2001:db8:c000:aa::"},
      {"2001:db8:100::/40", "2001:db8:1c0:0:aa::"},
      {"2001:db8:122::/48", "2001:db8:122:c000:0:ab00::"},
      {"2001:db8:122:300::/56", "2001:db8:122:3c0:0:ab::"},
      {"2001:db8:122:344::/64", "2001:db8:122:344:c0:0:aa00::"},
      {"2001:db8:122:344::/96", "2001:db8:122:344::192.0.0.171"},
      {"64:ff9b::/96", "64:ff9b::192.0.0.170"}};
  for (const Example& answer : answers) {
    const auto found = pref64_of(ipv6(answer.address));
    ASSERT_TRUE(found.has_value()) << answer.address;
    EXPECT_EQ(to_text(*found), answer.prefix);
  }
}

TEST(Pref64Test, NothingWhereNoneOfTheTwoAddressesIs) {
  for (const char* text :
       {"2001:db8::1", "64:ff9b::192.0.0.172", "64:ff9b::192.0.2.170",
        "2001:db8:122:344:ff00::192.0.0.170", "::"}) {
    EXPECT_FALSE(pref64_of(ipv6(text)).has_value()) << text;
  }
  AddressData ipv4;
  ipv4.bytes = {192, 0, 0, 170};
  EXPECT_FALSE(pref64_of(ipv4).has_value());
}

// RFC 7050 section 3: an address that holds it twice says nothing.
TEST(Pref64Test, NothingWhereTwoLengthsFit) {
  EXPECT_FALSE(pref64_of(ipv6("2001:db8:c000:aa::192.0.0.170")).has_value());
}

TEST(Pref64Test, LengthOfThePrefixThatHoldsAnAddress) {
  const std::vector<Pref64> prefixes = {
      *pref64_of(ipv6("2001:db8:122:344::192.0.0.171")),
      *pref64_of(ipv6("2a00:db8:c000:aa::"))};
  EXPECT_EQ(pref64_bits(prefixes, ipv6("2001:db8:122:344::1.2.3.4")), 96);
  EXPECT_EQ(pref64_bits(prefixes, ipv6("2a00:db8:102:304::")), 32);
  EXPECT_EQ(pref64_bits(prefixes, ipv6("2a00:db9::")), 0);
  EXPECT_EQ(pref64_bits({}, ipv6("2a00:db9::")), 0);
  AddressData ipv4;
  ipv4.bytes = {0x2a, 0x00, 0x0d, 0xb8};
  EXPECT_EQ(pref64_bits(prefixes, ipv4), 0);
}

TEST(Pref64Test, ScopeIsThatOfTheAddressInside) {
  AddressData address = ipv6("2a00:db8:808:808::");
  EXPECT_EQ(address_scope(address), AddressScope::kGlobal);
  EXPECT_FALSE(stands_for_ipv4(address));
  address.pref64_bits = 32;
  EXPECT_EQ(address_scope(address), AddressScope::kNat64);
  EXPECT_TRUE(stands_for_ipv4(address));
  address = ipv6("2a00:db8:a00:1::");
  address.pref64_bits = 32;
  EXPECT_EQ(address_scope(address), AddressScope::kPrivate);
  address = ipv6("64:ff9b:1::8.8.8.8");
  address.pref64_bits = 96;
  EXPECT_EQ(address_scope(address), AddressScope::kNat64);
}

}  // namespace
}  // namespace mxsweep

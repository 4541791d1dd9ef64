// Scopes of addresses: first and last address of each block of the IANA
// special-purpose registries, and the neighbours on either side.
#include "scanner/rr/address_scope.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace mxsweep {
namespace {

AddressScope scope_of(const std::string& text) {
  AddressData address;
  const bool ipv6 = text.find(':') != std::string::npos;
  address.family = ipv6 ? 6 : 4;
  EXPECT_EQ(
      inet_pton(ipv6 ? AF_INET6 : AF_INET, text.c_str(), address.bytes.data()),
      1)
      << text;
  return address_scope(address);
}

struct Edges {
  const char* before;  // "" where there is none
  const char* first;
  const char* last;
  const char* after;
  AddressScope scope;
};

void expect_block(const Edges& edges) {
  EXPECT_EQ(scope_of(edges.first), edges.scope) << edges.first;
  EXPECT_EQ(scope_of(edges.last), edges.scope) << edges.last;
  for (const std::string outside : {edges.before, edges.after}) {
    if (!outside.empty()) {
      EXPECT_NE(scope_of(outside), edges.scope) << outside;
    }
  }
}

TEST(AddressScopeTest, EveryIpv4BlockHasItsScopeFromEdgeToEdge) {
  const std::vector<Edges> blocks = {
      {"", "0.0.0.0", "0.255.255.255", "1.0.0.0", AddressScope::kThisHost},
      {"9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0",
       AddressScope::kPrivate},
      {"100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0",
       AddressScope::kShared},
      {"126.255.255.255", "127.0.0.0", "127.255.255.255", "128.0.0.0",
       AddressScope::kLoopback},
      {"169.253.255.255", "169.254.0.0", "169.254.255.255", "169.255.0.0",
       AddressScope::kLinkLocal},
      {"172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0",
       AddressScope::kPrivate},
      {"192.0.1.255", "192.0.2.0", "192.0.2.255", "192.0.3.0",
       AddressScope::kDocumentation},
      {"192.167.255.255", "192.168.0.0", "192.168.255.255", "192.169.0.0",
       AddressScope::kPrivate},
      {"198.17.255.255", "198.18.0.0", "198.19.255.255", "198.20.0.0",
       AddressScope::kBenchmarking},
      {"198.51.99.255", "198.51.100.0", "198.51.100.255", "198.51.101.0",
       AddressScope::kDocumentation},
      {"203.0.112.255", "203.0.113.0", "203.0.113.255", "203.0.114.0",
       AddressScope::kDocumentation},
      {"223.255.255.255", "224.0.0.0", "239.255.255.255", "240.0.0.0",
       AddressScope::kMulticast},
      {"239.255.255.255", "240.0.0.0", "255.255.255.254", "255.255.255.255",
       AddressScope::kReserved},
      {"255.255.255.254", "255.255.255.255", "255.255.255.255", "",
       AddressScope::kBroadcast}};
  for (const Edges& edges : blocks) {
    expect_block(edges);
  }
}

TEST(AddressScopeTest, EveryIpv6BlockHasItsScopeFromEdgeToEdge) {
  const std::vector<Edges> blocks = {
      {"", "::", "::", "::1", AddressScope::kThisHost},
      {"::", "::1", "::1", "::2", AddressScope::kLoopback},
      {"::fffe:ffff:ffff", "::ffff:0:0", "::ffff:255.255.255.255", "::1:0:0:0",
       AddressScope::kV4Mapped},
      {"64:ff9a:ffff:ffff:ffff:ffff:ffff:ffff", "64:ff9b::",
       "64:ff9b::ffff:ffff", "64:ff9b::1:0:0", AddressScope::kNat64},
      {"ff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "100::",
       "100::ffff:ffff:ffff:ffff", "100:0:0:1::", AddressScope::kDiscard},
      {"2001:db7:ffff:ffff:ffff:ffff:ffff:ffff",
       "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
       "2001:db9::", AddressScope::kDocumentation},
      {"2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
       "2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
       "2003::", AddressScope::k6to4},
      {"3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
       "3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff",
       "3fff:1000::", AddressScope::kDocumentation},
      {"fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
       "fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
       "fe00::", AddressScope::kUniqueLocal},
      {"fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
       "fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
       "fec0::", AddressScope::kLinkLocal},
      {"feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
       "ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "",
       AddressScope::kMulticast}};
  for (const Edges& edges : blocks) {
    expect_block(edges);
  }
}

TEST(AddressScopeTest, OrdinaryAddressesAreGlobal) {
  for (const char* text :
       {"1.1.1.1", "8.8.8.8", "9.9.9.9", "193.0.14.129", "172.32.0.1",
        "2001:4860:4860::8888", "2606:4700::1111", "2a00::1", "2400::1"}) {
    EXPECT_EQ(scope_of(text), AddressScope::kGlobal) << text;
  }
}

TEST(AddressScopeTest, I7CollisionAddressIsLoopback) {
  EXPECT_EQ(scope_of("127.0.53.53"), AddressScope::kLoopback);
}

TEST(AddressScopeTest, FamilyDecidesWhichTableCounts) {
  AddressData address;
  address.bytes = {10, 0, 0, 1};
  address.family = 4;
  EXPECT_EQ(address_scope(address), AddressScope::kPrivate);
  address.family = 6;  // a00:1::
  EXPECT_EQ(address_scope(address), AddressScope::kGlobal);
}

TEST(AddressScopeTest, EveryScopeHasItsOwnLabel) {
  const std::set<std::string_view> labels(kAddressScopeLabels.begin(),
                                          kAddressScopeLabels.end());
  EXPECT_EQ(labels.size(), static_cast<std::size_t>(AddressScope::kCount));
  EXPECT_EQ(
      kAddressScopeLabels[static_cast<std::size_t>(AddressScope::kDiscard)],
      "discard");
  EXPECT_EQ(kAddressScopeLabels[0], "global");
}

}  // namespace
}  // namespace mxsweep

// Scopes of addresses: first and last address of each block of the IANA
// special-purpose registries, and the neighbours on either side.
#include "scanner/rr/address_scope.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "io/base/prng.h"

namespace mxsweep {
namespace {

AddressData parsed(const std::string& text) {
  AddressData address;
  const bool ipv6 = text.find(':') != std::string::npos;
  address.family = ipv6 ? 6 : 4;
  EXPECT_EQ(
      inet_pton(ipv6 ? AF_INET6 : AF_INET, text.c_str(), address.bytes.data()),
      1)
      << text;
  return address;
}

AddressScope scope_of(const std::string& text) {
  return address_scope(parsed(text));
}

std::string text_of(const AddressData& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  return inet_ntop(address.family == 4 ? AF_INET : AF_INET6,
                   address.bytes.data(), text.data(), text.size());
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
      {"64:ff9a:ffff:ffff:ffff:ffff:ffff:ffff", "64:ff9b::1.0.0.0",
       "64:ff9b::223.255.255.255", "64:ff9b::1:0:0", AddressScope::kNat64},
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
  address.bytes = {42, 0, 0, 1};
  address.family = 6;  // 2a00:1::
  EXPECT_EQ(address_scope(address), AddressScope::kGlobal);
  address.bytes = {10, 0, 0, 1};  // a00:1::
  EXPECT_EQ(address_scope(address), AddressScope::kReserved);
}

struct Example {
  const char* address;
  std::string_view label;
};

// Each entry of the registries that is not a whole block of its own above, and
// what lies beside it.
TEST(AddressScopeTest, EntriesInsideOthersAreTheLongestPrefixs) {
  const std::vector<Example> examples = {
      {"192.0.0.0", "protocol_assignment"},
      {"192.0.0.1", "protocol_assignment"},
      {"192.0.0.7", "protocol_assignment"},
      {"192.0.0.8", "dummy"},
      {"192.0.0.9", "global"},
      {"192.0.0.10", "global"},
      {"192.0.0.11", "protocol_assignment"},
      {"192.0.0.170", "protocol_assignment"},
      {"192.0.0.171", "protocol_assignment"},
      {"192.0.0.255", "protocol_assignment"},
      {"192.0.1.0", "global"},
      {"192.31.196.1", "global"},
      {"192.52.193.1", "global"},
      {"192.88.98.255", "global"},
      {"192.88.99.0", "6to4"},
      {"192.88.99.1", "6to4"},
      {"192.88.99.2", "protocol_assignment"},
      {"192.88.99.255", "6to4"},
      {"192.88.100.0", "global"},
      {"192.175.48.1", "global"},
      {"::2", "v4_compatible"},
      {"::808:808", "v4_compatible"},
      {"::1:0:0", "reserved"},
      {"64:ff9b:0:ffff:ffff:ffff:ffff:ffff", "reserved"},
      {"64:ff9b:1::", "nat64_local"},
      {"64:ff9b:1::1", "nat64_local"},
      {"64:ff9b:1:ffff:ffff:ffff:ffff:ffff", "nat64_local"},
      {"64:ff9b:2::", "reserved"},
      {"100:0:0:1::1", "dummy"},
      {"100:0:0:1:ffff:ffff:ffff:ffff", "dummy"},
      {"100:0:0:2::", "reserved"},
      {"1fff:ffff::", "reserved"},
      {"2000::", "global"},
      {"2001::", "teredo"},
      {"2001::1", "teredo"},
      {"2001:0:ffff:ffff:ffff:ffff:ffff:ffff", "teredo"},
      {"2001:1::", "protocol_assignment"},
      {"2001:1::1", "global"},
      {"2001:1::2", "global"},
      {"2001:1::3", "global"},
      {"2001:1::4", "protocol_assignment"},
      {"2001:2::1", "benchmarking"},
      {"2001:2:0:ffff:ffff:ffff:ffff:ffff", "benchmarking"},
      {"2001:2:1::", "protocol_assignment"},
      {"2001:3::1", "global"},
      {"2001:4::1", "protocol_assignment"},
      {"2001:4:112::1", "global"},
      {"2001:4:113::", "protocol_assignment"},
      {"2001:5::1", "protocol_assignment"},
      {"2001:10::1", "protocol_assignment"},
      {"2001:1f:ffff::", "protocol_assignment"},
      {"2001:20::1", "global"},
      {"2001:2f:ffff::", "global"},
      {"2001:30::1", "global"},
      {"2001:3f:ffff::", "global"},
      {"2001:40::", "protocol_assignment"},
      {"2001:1ff:ffff::", "protocol_assignment"},
      {"2001:200::", "global"},
      {"2620:4f:8000::1", "global"},
      {"3ffe::1", "global"},
      {"4000::1", "reserved"},
      {"5eff:ffff::", "reserved"},
      {"5f00::1", "srv6"},
      {"5fff:ffff::", "reserved"},
      {"fec0::1", "site_local"},
      {"feff:ffff::", "site_local"}};
  for (const Example& example : examples) {
    EXPECT_EQ(kAddressScopeLabels[static_cast<std::size_t>(
                  scope_of(example.address))],
              example.label)
        << example.address;
  }
}

// RFC 6052: the address inside is the one that is asked for in the end.
TEST(AddressScopeTest, Nat64IsJudgedByTheIpv4Inside) {
  EXPECT_EQ(scope_of("64:ff9b::8.8.8.8"), AddressScope::kNat64);
  EXPECT_EQ(scope_of("64:ff9b::192.0.0.9"), AddressScope::kNat64);
  EXPECT_EQ(scope_of("64:ff9b::10.0.0.1"), AddressScope::kPrivate);
  EXPECT_EQ(scope_of("64:ff9b::127.0.0.1"), AddressScope::kLoopback);
  EXPECT_EQ(scope_of("64:ff9b::192.0.0.170"),
            AddressScope::kProtocolAssignment);
  EXPECT_TRUE(stands_for_ipv4(parsed("64:ff9b::8.8.8.8")));
  EXPECT_TRUE(stands_for_ipv4(parsed("64:ff9b::10.0.0.1")));
  EXPECT_FALSE(stands_for_ipv4(parsed("64:ff9b:1::8.8.8.8")));
  EXPECT_FALSE(stands_for_ipv4(parsed("2a00::1")));
  EXPECT_FALSE(stands_for_ipv4(parsed("8.8.8.8")));
  EXPECT_TRUE(is_reachable(AddressScope::kNat64));
  EXPECT_TRUE(is_reachable(AddressScope::kGlobal));
  EXPECT_FALSE(is_reachable(AddressScope::kPrivate));
  EXPECT_FALSE(is_reachable(AddressScope::kNat64Local));
}

// A line of datasets/special_purpose_addresses.csv, read by other code than
// that of the program.
struct Line {
  AddressData prefix;
  unsigned bits = 0;
  std::string scope;
  std::string reachable;
};

std::vector<Line> read_table() {
  std::ifstream file(MXSWEEP_SOURCE_DIR
                     "/datasets/special_purpose_addresses.csv");
  std::vector<Line> lines;
  std::string text;
  while (std::getline(file, text)) {
    if (text.empty() || text[0] == '#' || text.rfind("prefix,", 0) == 0) {
      continue;
    }
    std::vector<std::string> fields;
    std::istringstream stream(text);
    for (std::string field; std::getline(stream, field, ',');) {
      fields.push_back(field);
    }
    EXPECT_EQ(fields.size(), 6U) << text;
    const std::string address = fields[0].substr(0, fields[0].find('/'));
    Line line;
    line.prefix = parsed(address);
    line.bits = static_cast<unsigned>(
        std::stoul(fields[0].substr(fields[0].find('/') + 1)));
    line.scope = fields[1];
    line.reachable = fields[4];
    lines.push_back(line);
  }
  return lines;
}

bool holds(const Line& line, const AddressData& address) {
  if (line.prefix.family != address.family) {
    return false;
  }
  for (unsigned bit = 0; bit < line.bits; ++bit) {
    const unsigned shift = 7 - bit % 8;
    if (((line.prefix.bytes[bit / 8] ^ address.bytes[bit / 8]) >> shift & 1U) !=
        0) {
      return false;
    }
  }
  return true;
}

std::string slow_scope(const std::vector<Line>& lines,
                       const AddressData& address) {
  std::string scope = "global";
  int longest = -1;
  for (const Line& line : lines) {
    if (holds(line, address) && static_cast<int>(line.bits) > longest) {
      longest = static_cast<int>(line.bits);
      scope = line.scope;
    }
  }
  if (scope == "nat64") {
    AddressData inside;
    std::copy_n(address.bytes.begin() + 12, 4, inside.bytes.begin());
    const std::string ipv4 = slow_scope(lines, inside);
    return ipv4 == "global" ? scope : ipv4;
  }
  return scope;
}

// The prefix with random octets behind it, or one bit of it turned.
AddressData near(const Line& line, io::Prng& prng) {
  AddressData address = line.prefix;
  const unsigned size = address.family == 4 ? 32 : 128;
  const bool zeros = prng.below(4) == 0;
  const bool ones = prng.below(4) == 0;
  for (unsigned bit = line.bits; bit < size; ++bit) {
    const bool set = ones || (!zeros && prng.below(2) == 1);
    if (set) {
      address.bytes[bit / 8] |= static_cast<std::uint8_t>(128U >> bit % 8);
    }
  }
  if (prng.below(2) == 0) {
    const auto bit = static_cast<unsigned>(prng.below(size));
    address.bytes[bit / 8] ^= static_cast<std::uint8_t>(128U >> bit % 8);
  }
  return address;
}

TEST(AddressScopeTest, EqualsASlowSearchOfTheTable) {
  const std::vector<Line> lines = read_table();
  ASSERT_GT(lines.size(), 50U);
  io::Prng prng(20251009);
  std::set<std::string> seen;
  for (int round = 0; round < 3000; ++round) {
    for (const Line& line : lines) {
      const AddressData address = near(line, prng);
      const std::string want = slow_scope(lines, address);
      seen.insert(want);
      ASSERT_EQ(
          kAddressScopeLabels[static_cast<std::size_t>(address_scope(address))],
          want)
          << text_of(address);
    }
  }
  EXPECT_EQ(seen.size(), kAddressScopeLabels.size());
}

TEST(AddressScopeTest, TableSaysGlobalWhereTheRegistriesSayReachable) {
  for (const Line& line : read_table()) {
    const std::string text = text_of(line.prefix);
    if (line.reachable == "none") {
      EXPECT_TRUE(line.scope != "global" || text == "2000::") << text;
      continue;
    }
    EXPECT_TRUE(line.reachable == "true" || line.reachable == "false") << text;
    EXPECT_EQ(line.scope == "global" || line.scope == "nat64",
              line.reachable == "true")
        << text;
  }
}

TEST(AddressScopeTest, EveryScopeHasItsOwnLabel) {
  const std::set<std::string_view> labels(kAddressScopeLabels.begin(),
                                          kAddressScopeLabels.end());
  EXPECT_EQ(labels.size(), static_cast<std::size_t>(AddressScope::kCount));
  EXPECT_EQ(
      kAddressScopeLabels[static_cast<std::size_t>(AddressScope::kNat64Local)],
      "nat64_local");
  EXPECT_EQ(kAddressScopeLabels[0], "global");
}

}  // namespace
}  // namespace mxsweep

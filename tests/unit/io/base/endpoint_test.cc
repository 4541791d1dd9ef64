// Endpoint: text forms and socket addresses, both ways.

#include "io/base/endpoint.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "io/base/prng.h"

namespace mxsweep::io {
namespace {

std::string round(std::string_view text) {
  const auto endpoint = parse_endpoint(text, 53);
  return endpoint.has_value() ? to_text(*endpoint) : "refused";
}

TEST(Endpoint, TextFormsAreReadAndPrintedWithPort) {
  EXPECT_EQ(round("192.0.2.1"), "192.0.2.1:53");
  EXPECT_EQ(round("192.0.2.1:5353"), "192.0.2.1:5353");
  EXPECT_EQ(round("2001:db8::1"), "[2001:db8::1]:53");
  EXPECT_EQ(round("[2001:db8::1]"), "[2001:db8::1]:53");
  EXPECT_EQ(round("[2001:db8::1]:5353"), "[2001:db8::1]:5353");
  EXPECT_EQ(round("fe80::1%lo"), "[fe80::1%lo]:53");
  EXPECT_EQ(round("[fe80::1%lo]:1"), "[fe80::1%lo]:1");
}

TEST(Endpoint, UnknownInterfaceIndexIsKeptAsNumber) {
  EXPECT_EQ(round("fe80::1%4000000"), "[fe80::1%4000000]:53");
}

TEST(Endpoint, PrintingFollowsRfc5952) {
  EXPECT_EQ(round("2001:DB8:0:0:0:0:0:A"), "[2001:db8::a]:53");
  EXPECT_EQ(round("2001:db8:0:1:1:1:1:1"), "[2001:db8:0:1:1:1:1:1]:53");
  EXPECT_EQ(round("2001:0:0:1:0:0:0:1"), "[2001:0:0:1::1]:53");
  EXPECT_EQ(round("2001:db8:0:0:1:0:0:1"), "[2001:db8::1:0:0:1]:53");
  EXPECT_EQ(round("0:0:0:0:0:0:0:0"), "[::]:53");
  EXPECT_EQ(round("1:0:0:0:0:0:0:0"), "[1::]:53");
  EXPECT_EQ(round("::1234:5678"), "[::1234:5678]:53");
  EXPECT_EQ(round("::ffff:192.0.2.1"), "[::ffff:192.0.2.1]:53");
}

// But for what was "IPv4-compatible" once, which we write as any other.
TEST(Endpoint, AddressTextsAgreeWithTheCLibrary) {
  constexpr std::uint64_t kSeed = 4;
  Prng prng(kSeed);
  for (int n = 0; n < 50'000; ++n) {
    std::array<std::uint8_t, 16> bytes{};
    const std::uint64_t zeros = prng.next();
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      const bool is_zero = ((zeros >> at) & 1U) != 0;
      bytes[at] = is_zero ? 0 : static_cast<std::uint8_t>(prng.next() >> 7U);
    }
    const bool compatible = std::all_of(bytes.begin(), bytes.begin() + 12,
                                        [](auto byte) { return byte == 0; });
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(AF_INET, bytes.data(), text.data(), text.size());
    ASSERT_EQ(address_text(bytes.data(), 4), text.data()) << "seed " << kSeed;
    if (!compatible) {
      inet_ntop(AF_INET6, bytes.data(), text.data(), text.size());
      ASSERT_EQ(address_text(bytes.data(), 6), text.data()) << "seed " << kSeed;
    }
  }
  std::array<std::uint8_t, 16> ones{};
  ones.fill(0xFF);
  EXPECT_EQ(address_text(ones.data(), 6).size(), kAddressCharsMax);
}

TEST(Endpoint, BadTextIsRefused) {
  for (const char* text : {"",
                           "x",
                           "192.0.2",
                           "192.0.2.256",
                           "192.0.2.1:",
                           "192.0.2.1:0",
                           "192.0.2.1:65536",
                           "192.0.2.1:+5",
                           "192.0.2.1:5x",
                           " 192.0.2.1",
                           "192.0.2.01",
                           "[192.0.2.1]:53",
                           "[2001:db8::1",
                           "[2001:db8::1]53",
                           "[2001:db8::1]:",
                           "2001:db8::1::2",
                           "2001:db8::1%lo",
                           "fe80::1%",
                           "fe80::1%nosuchif",
                           "[]:53",
                           "[:",
                           ":53",
                           "localhost"}) {
    EXPECT_EQ(round(text), "refused") << text;
  }
  EXPECT_EQ(round(std::string_view("192.0.2.1\0x", 11)), "refused");
}

TEST(Endpoint, SockaddrRoundTripKeepsEverything) {
  for (const char* text : {"192.0.2.1:5353", "[2001:db8::1]:9", "fe80::1%lo"}) {
    const auto endpoint = parse_endpoint(text, 53);
    ASSERT_TRUE(endpoint.has_value()) << text;
    const SocketAddress address = to_sockaddr(*endpoint);
    EXPECT_EQ(
        from_sockaddr(reinterpret_cast<const sockaddr*>(&address.storage)),
        *endpoint);
  }
}

TEST(Endpoint, OtherFamiliesAreNone) {
  sockaddr_storage storage{};
  storage.ss_family = AF_UNIX;
  EXPECT_EQ(from_sockaddr(reinterpret_cast<const sockaddr*>(&storage)).family,
            0);
  EXPECT_EQ(to_sockaddr(Endpoint{}).length, 0U);
  EXPECT_EQ(to_text(Endpoint{}), "none");
}

}  // namespace
}  // namespace mxsweep::io

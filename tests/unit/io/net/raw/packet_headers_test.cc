// Headers against published vectors, against a slow checksum of our own, and
// against mutation: what is read is what was sent or nothing.
#include "io/net/raw/packet_headers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "io/base/prng.h"

namespace mxsweep::io {
namespace {

using Bytes = std::vector<std::byte>;

constexpr std::size_t kIpAt = kVnetHeaderBytes + kEthernetHeaderBytes;

Bytes bytes_of(const std::string& hex) {
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(
        static_cast<std::byte>(std::stoul(hex.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

Bytes counting(std::size_t size) {
  Bytes bytes;
  for (std::size_t i = 0; i < size; ++i) {
    bytes.push_back(static_cast<std::byte>(i * 7 + 3));
  }
  return bytes;
}

// One octet after the other, as RFC 1071 describes it.
std::uint16_t slow_sum(const Bytes& bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto octet = std::to_integer<std::uint32_t>(bytes[i]);
    sum += i % 2 == 0 ? octet << 8U : octet;
    sum = (sum & 0xFFFFU) + (sum >> 16U);
  }
  return static_cast<std::uint16_t>(sum);
}

FrameAddresses v4_addresses() {
  FrameAddresses addresses;
  addresses.from = *parse_endpoint("192.168.0.1:4660", 1);
  addresses.to = *parse_endpoint("192.168.0.199:53", 1);
  addresses.from_mac = {2, 0, 0, 0, 0, 1};
  addresses.to_mac = {2, 0, 0, 0, 0, 2};
  return addresses;
}

FrameAddresses v6_addresses() {
  FrameAddresses addresses = v4_addresses();
  addresses.from = *parse_endpoint("[2001:db8::1]:4660", 1);
  addresses.to = *parse_endpoint("[2001:db8:1::53]:5353", 1);
  return addresses;
}

// What leaves the card: the frame from the network header on, with the
// checksum completed as the virtio-net header asks.
Bytes packet_of(const FrameAddresses& addresses, const Bytes& payload) {
  Bytes frame(kFrameHeaderBytesMax + payload.size());
  const std::size_t size =
      write_frame_headers(addresses, {payload.size(), 0}, frame);
  std::copy(payload.begin(), payload.end(),
            std::span(frame).subspan(size).begin());
  frame.resize(size + payload.size());
  std::uint16_t start = 0;
  std::uint16_t offset = 0;
  std::memcpy(&start, frame.data() + 6, 2);
  std::memcpy(&offset, frame.data() + 8, 2);
  frame.erase(frame.begin(), frame.begin() + kVnetHeaderBytes);
  std::uint16_t sum = slow_sum({frame.begin() + start, frame.end()});
  sum = static_cast<std::uint16_t>(~sum);
  frame[start + offset] = static_cast<std::byte>(sum >> 8U);
  frame[start + offset + 1U] = static_cast<std::byte>(sum & 0xFFU);
  frame.erase(frame.begin(), frame.begin() + kEthernetHeaderBytes);
  return frame;
}

std::optional<ReceivedDatagram> read(const Bytes& packet) {
  return read_datagram({packet, packet.size(), false});
}

TEST(InternetSumTest, ExampleOfRfc1071) {
  InternetSum sum;
  sum.add(bytes_of("0001f203f4f5f6f7"));
  EXPECT_EQ(sum.folded(), 0xddf2);
}

TEST(InternetSumTest, EqualsTheSlowOneForEverySizeAndSplit) {
  const Bytes all = counting(131);
  for (std::size_t size = 0; size <= all.size(); ++size) {
    const Bytes bytes(all.begin(), all.begin() + static_cast<long>(size));
    for (std::size_t split = 0; split <= size; split += 2) {
      InternetSum sum;
      sum.add(std::span(bytes).first(split));
      sum.add(std::span(bytes).subspan(split));
      ASSERT_EQ(sum.folded(), slow_sum(bytes)) << size << ' ' << split;
    }
  }
}

// The header that textbooks show, checksum b861.
TEST(PacketHeaders, Ipv4HeaderIsTheKnownOne) {
  Bytes frame(200);
  write_frame_headers(v4_addresses(), {0x73 - 28, 0}, frame);
  const Bytes header(frame.begin() + kIpAt, frame.begin() + kIpAt + 20);
  EXPECT_EQ(header, bytes_of("4500007300004000"
                             "4011b861c0a80001c0a800c7"));
}

TEST(PacketHeaders, EthernetNamesBothEndsAndTheProtocol) {
  Bytes frame(200);
  write_frame_headers(v4_addresses(), {40, 0}, frame);
  EXPECT_EQ(Bytes(frame.begin() + kVnetHeaderBytes, frame.begin() + kIpAt),
            bytes_of("0200000000020200000000010800"));
  write_frame_headers(v6_addresses(), {40, 0}, frame);
  EXPECT_EQ(frame[kIpAt - 2], std::byte{0x86});
  EXPECT_EQ(frame[kIpAt - 1], std::byte{0xDD});
}

// struct virtio_net_hdr: flags, gso_type, hdr_len, gso_size, csum_start,
// csum_offset, in the order of the machine.
TEST(PacketHeaders, VirtioHeaderAsksForChecksumAndSegments) {
  Bytes frame(200);
  EXPECT_EQ(write_frame_headers(v4_addresses(), {640, 64}, frame), 52U);
  std::array<std::uint16_t, 4> numbers{};
  std::memcpy(numbers.data(), frame.data() + 2, 8);
  EXPECT_EQ(frame[0], std::byte{1});
  EXPECT_EQ(frame[1], std::byte{5});
  EXPECT_EQ(numbers, (std::array<std::uint16_t, 4>{42, 64, 34, 6}));
  EXPECT_EQ(write_frame_headers(v6_addresses(), {640, 0}, frame), 72U);
  std::memcpy(numbers.data(), frame.data() + 2, 8);
  EXPECT_EQ(frame[1], std::byte{0});
  EXPECT_EQ(numbers, (std::array<std::uint16_t, 4>{62, 0, 54, 6}));
}

TEST(PacketHeaders, WhatIsWrittenIsReadWithEveryPayloadSize) {
  for (const FrameAddresses& addresses : {v4_addresses(), v6_addresses()}) {
    for (std::size_t size = 0; size <= 300; ++size) {
      const Bytes payload = counting(size);
      const Bytes packet = packet_of(addresses, payload);
      const auto datagram = read(packet);
      ASSERT_TRUE(datagram.has_value()) << size;
      EXPECT_EQ(datagram->from, addresses.from);
      EXPECT_EQ(datagram->to, addresses.to);
      EXPECT_EQ(Bytes(datagram->payload.begin(), datagram->payload.end()),
                payload);
      EXPECT_FALSE(datagram->truncated);
    }
  }
}

// A checksum covers all that matters: one flipped bit is noticed, or is in a
// field that says nothing about the datagram (hop limit, flow label).
TEST(PacketHeaders, NoSingleFlippedBitChangesWhatIsRead) {
  for (const FrameAddresses& addresses : {v4_addresses(), v6_addresses()}) {
    const Bytes payload = counting(41);
    const Bytes good = packet_of(addresses, payload);
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
      Bytes packet = good;
      packet[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
      const auto datagram = read(packet);
      if (datagram.has_value()) {
        EXPECT_EQ(addresses.to.family, 6) << bit;
        EXPECT_TRUE(bit < 32 || bit / 8 == 7) << bit;
        EXPECT_EQ(datagram->from, addresses.from) << bit;
        EXPECT_EQ(datagram->to, addresses.to) << bit;
        EXPECT_EQ(Bytes(datagram->payload.begin(), datagram->payload.end()),
                  payload);
      }
    }
  }
}

TEST(PacketHeaders, AWrongChecksumIsTakenOnlyWhenSomebodyVouches) {
  Bytes packet = packet_of(v4_addresses(), counting(40));
  packet.back() ^= std::byte{1};
  EXPECT_FALSE(read(packet).has_value());
  EXPECT_TRUE(read_datagram({packet, packet.size(), true}).has_value());
}

TEST(PacketHeaders, NoChecksumIsAllowedInIpv4Only) {
  Bytes v4 = packet_of(v4_addresses(), counting(40));
  v4[26] = v4[27] = std::byte{0};
  EXPECT_TRUE(read(v4).has_value());
  Bytes v6 = packet_of(v6_addresses(), counting(40));
  v6[46] = v6[47] = std::byte{0};
  EXPECT_FALSE(read(v6).has_value());
}

TEST(PacketHeaders, Ipv4OptionsAreStepped) {
  Bytes packet = packet_of(v4_addresses(), counting(40));
  packet.insert(packet.begin() + 20, 8, std::byte{1});  // no-operation
  packet[0] = std::byte{0x47};
  packet[3] = static_cast<std::byte>(packet.size());
  packet[10] = packet[11] = std::byte{0};
  const auto sum = static_cast<std::uint16_t>(
      ~slow_sum({packet.begin(), packet.begin() + 28}));
  packet[10] = static_cast<std::byte>(sum >> 8U);
  packet[11] = static_cast<std::byte>(sum & 0xFFU);
  const auto datagram = read(packet);
  ASSERT_TRUE(datagram.has_value());
  EXPECT_EQ(datagram->payload.size(), 40U);
  EXPECT_EQ(datagram->to, v4_addresses().to);
}

// Short packets are filled up on Ethernet.
TEST(PacketHeaders, PaddingIsNotPayload) {
  Bytes packet = packet_of(v4_addresses(), counting(3));
  packet.resize(46, std::byte{0xAA});
  const auto datagram = read(packet);
  ASSERT_TRUE(datagram.has_value());
  EXPECT_EQ(datagram->payload.size(), 3U);
}

TEST(PacketHeaders, AFirstFragmentIsTruncatedALaterOneNothing) {
  Bytes packet = packet_of(v4_addresses(), counting(100));
  const auto refit = [&packet](std::uint16_t fragment) {
    packet[6] = static_cast<std::byte>(fragment >> 8U);
    packet[7] = static_cast<std::byte>(fragment & 0xFFU);
    packet[10] = packet[11] = std::byte{0};
    const auto sum = static_cast<std::uint16_t>(
        ~slow_sum({packet.begin(), packet.begin() + 20}));
    packet[10] = static_cast<std::byte>(sum >> 8U);
    packet[11] = static_cast<std::byte>(sum & 0xFFU);
  };
  packet[24] = std::byte{0x10};  // its length in UDP: 4,096 and more
  refit(0x2000);
  const auto first = read(packet);
  ASSERT_TRUE(first.has_value());
  EXPECT_TRUE(first->truncated);
  EXPECT_EQ(first->payload.size(), 100U);
  refit(0x2001);
  EXPECT_FALSE(read(packet).has_value());
  refit(0x0001);
  EXPECT_FALSE(read(packet).has_value());
  refit(0);
  EXPECT_FALSE(read(packet).has_value());  // longer than its packet
}

TEST(PacketHeaders, TheSameGoesForFragmentsOfIpv6) {
  Bytes packet = packet_of(v6_addresses(), counting(100));
  packet[6] = std::byte{44};
  packet[5] = static_cast<std::byte>(100 + 8 + 8);
  packet[44] = std::byte{0x10};  // its length in UDP: 4,096 and more
  const Bytes header = bytes_of("1100000100000007");
  packet.insert(packet.begin() + 40, header.begin(), header.end());
  const auto first = read(packet);
  ASSERT_TRUE(first.has_value());
  EXPECT_TRUE(first->truncated);
  EXPECT_EQ(first->payload.size(), 100U);
  EXPECT_EQ(first->to, v6_addresses().to);
  packet[43] = std::byte{9};
  EXPECT_FALSE(read(packet).has_value());
  packet[43] = std::byte{1};
  packet[40] = std::byte{6};
  EXPECT_FALSE(read(packet).has_value());
}

TEST(PacketHeaders, ACutCaptureIsTruncated) {
  for (const FrameAddresses& addresses : {v4_addresses(), v6_addresses()}) {
    const Bytes packet = packet_of(addresses, counting(200));
    for (std::size_t kept = 0; kept < packet.size(); ++kept) {
      const auto datagram =
          read_datagram({std::span(packet).first(kept), packet.size(), false});
      const std::size_t headers = packet.size() - 200;
      ASSERT_EQ(datagram.has_value(), kept >= headers);
      if (datagram.has_value()) {
        EXPECT_TRUE(datagram->truncated);
        EXPECT_EQ(datagram->payload.size(), kept - headers);
      }
      // On the wire it was no longer than this: its lengths lie.
      EXPECT_FALSE(read_datagram({std::span(packet).first(kept), kept, true})
                       .has_value());
    }
  }
}

TEST(PacketHeaders, MutatedPacketsNeverLeadOutside) {
  const std::uint64_t seed = 20240611;
  Prng prng(seed);
  for (int i = 0; i < 40'000; ++i) {
    Bytes packet = packet_of(i % 2 == 0 ? v4_addresses() : v6_addresses(),
                             counting(prng.below(120)));
    for (std::uint32_t k = prng.below(6); k > 0; --k) {
      const std::size_t at = prng.below(prng.below(2) == 0 ? 48 : 148);
      if (at < packet.size()) {
        packet[at] = static_cast<std::byte>(prng.below(256));
      }
    }
    const std::size_t wire = packet.size() + prng.below(3) * 700;
    packet.resize(prng.below(4) == 0 ? prng.below(160) : packet.size());
    packet.shrink_to_fit();
    const auto datagram = read_datagram(
        {packet, std::max(wire, packet.size()), prng.below(2) == 0});
    if (!datagram.has_value() || datagram->payload.empty()) {
      continue;
    }
    ASSERT_GE(datagram->payload.data(), packet.data()) << seed;
    ASSERT_LE(datagram->payload.data() + datagram->payload.size(),
              packet.data() + packet.size())
        << seed;
    ASSERT_TRUE(datagram->to.family == 4 || datagram->to.family == 6);
  }
}

}  // namespace
}  // namespace mxsweep::io

// The filter program, run by a small interpreter of classic BPF and, packet
// by packet, compared with what it is meant to say.
#include "io/net/raw/packet_filter.h"

#include <gtest/gtest.h>
#include <linux/bpf_common.h>
#include <linux/if_packet.h>
#include <sys/socket.h>

#include <cerrno>
#include <optional>
#include <set>
#include <vector>

#include "io/base/prng.h"
#include "io/base/unique_fd.h"
#include "io/net/raw/packet_headers.h"

namespace mxsweep::io {
namespace {

using Bytes = std::vector<std::byte>;

struct Arrival {
  Bytes bytes;  // from the network header on
  std::uint32_t type = PACKET_HOST;
};

// Nothing for a load outside, which the kernel takes for "drop".
std::optional<std::uint32_t> load(const Arrival& arrival, std::uint32_t at,
                                  std::size_t size) {
  if (at == static_cast<std::uint32_t>(SKF_AD_OFF + SKF_AD_PKTTYPE)) {
    return arrival.type;
  }
  if (at + size > arrival.bytes.size()) {
    return std::nullopt;
  }
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < size; ++i) {
    number =
        number << 8U | std::to_integer<std::uint32_t>(arrival.bytes[at + i]);
  }
  return number;
}

struct Machine {
  std::uint32_t a = 0;
  std::uint32_t x = 0;
  std::size_t pc = 0;
  int steps = 0;
};

std::uint32_t run(const std::vector<sock_filter>& program,
                  const Arrival& arrival) {
  Machine m;
  while (m.pc < program.size()) {
    const sock_filter& op = program[m.pc];
    m.pc += 1;
    m.steps += 1;
    const std::size_t size = BPF_SIZE(op.code) == BPF_B   ? 1
                             : BPF_SIZE(op.code) == BPF_H ? 2
                                                          : 4;
    switch (BPF_CLASS(op.code)) {
      case BPF_LD: {
        const bool indirect = BPF_MODE(op.code) == BPF_IND;
        const auto got = load(arrival, op.k + (indirect ? m.x : 0), size);
        if (!got.has_value()) {
          return 0;
        }
        m.a = *got;
        break;
      }
      case BPF_LDX: {
        if (BPF_MODE(op.code) == BPF_IMM) {
          m.x = op.k;
          break;
        }
        EXPECT_EQ(BPF_MODE(op.code), BPF_MSH);
        const auto got = load(arrival, op.k, 1);
        if (!got.has_value()) {
          return 0;
        }
        m.x = (*got & 0xFU) * 4;
        break;
      }
      case BPF_ALU:
        EXPECT_EQ(BPF_OP(op.code), BPF_AND);
        m.a &= op.k;
        break;
      case BPF_JMP:
        if (BPF_OP(op.code) == BPF_JA) {
          m.pc += op.k;
        } else {
          const bool holds =
              BPF_OP(op.code) == BPF_JEQ ? m.a == op.k : m.a >= op.k;
          m.pc += holds ? op.jt : op.jf;
        }
        break;
      case BPF_RET:
        EXPECT_LE(m.steps, 40) << "a search, not a list";
        return op.k;
      default:
        ADD_FAILURE() << "operation " << op.code;
        return 0;
    }
  }
  ADD_FAILURE() << "ran off the end";
  return 0;
}

Arrival datagram(std::uint8_t family, std::uint16_t from, std::uint16_t to) {
  FrameAddresses addresses;
  addresses.from =
      *parse_endpoint(family == 4 ? "192.0.2.1" : "2001:db8::1", 1);
  addresses.to = *parse_endpoint(family == 4 ? "192.0.2.2" : "2001:db8::2", 1);
  addresses.from.port = from;
  addresses.to.port = to;
  Bytes frame(kFrameHeaderBytesMax + 40);
  const std::size_t size = write_frame_headers(addresses, {40, 0}, frame);
  frame.resize(size + 40);
  frame.erase(frame.begin(),
              frame.begin() + kVnetHeaderBytes + kEthernetHeaderBytes);
  return {frame, PACKET_HOST};
}

std::vector<std::uint16_t> some_ports(std::size_t count) {
  Prng prng(count + 1);
  std::set<std::uint16_t> ports;
  while (ports.size() < count) {
    ports.insert(static_cast<std::uint16_t>(1024 + prng.below(64512)));
  }
  return {ports.rbegin(), ports.rend()};
}

TEST(PacketFilter, ExactlyOurPortsPassWhateverTheirNumber) {
  for (const std::uint8_t family : {std::uint8_t{4}, std::uint8_t{6}}) {
    for (const std::size_t count : {1U, 2U, 8U, 9U, 17U, 100U, 1000U, 1024U}) {
      const auto ports = some_ports(count);
      const std::set<std::uint16_t> ours(ports.begin(), ports.end());
      const auto program = make_packet_filter({family, 53, ports});
      EXPECT_LE(program.size(), 4096U);  // BPF_MAXINSNS
      Arrival arrival = datagram(family, 53, 0);
      const std::size_t at = family == 4 ? 22 : 42;
      for (std::uint32_t port = 0; port < 65536; port += 1) {
        arrival.bytes[at] = static_cast<std::byte>(port >> 8U);
        arrival.bytes[at + 1] = static_cast<std::byte>(port & 0xFFU);
        const bool passes = run(program, arrival) != 0;
        ASSERT_EQ(passes, ours.contains(static_cast<std::uint16_t>(port)))
            << port << " of " << count;
      }
    }
  }
}

TEST(PacketFilter, TheKernelTakesTheLongestProgram) {
  auto program = make_packet_filter({4, 53, some_ports(kFilterPortsMax)});
  const sock_fprog filter{static_cast<unsigned short>(program.size()),
                          program.data()};
  const UniqueFd fd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ASSERT_TRUE(fd.valid());
  EXPECT_EQ(::setsockopt(fd.get(), SOL_SOCKET, SO_ATTACH_FILTER, &filter,
                         sizeof(filter)),
            0)
      << errno;
  EXPECT_LE(program.size() * sizeof(sock_filter), 20'000U);
}

TEST(PacketFilter, OtherSourcePortsPassOnlyWhenPeersDiffer) {
  const auto one = make_packet_filter({4, 53, {4000}});
  const auto any = make_packet_filter({4, 0, {4000}});
  EXPECT_NE(run(one, datagram(4, 53, 4000)), 0U);
  EXPECT_EQ(run(one, datagram(4, 54, 4000)), 0U);
  EXPECT_NE(run(any, datagram(4, 54, 4000)), 0U);
}

TEST(PacketFilter, WhatIsNotToUsOrNotUdpIsLeftOut) {
  for (const std::uint8_t family : {std::uint8_t{4}, std::uint8_t{6}}) {
    const auto program = make_packet_filter({family, 53, {4000}});
    Arrival arrival = datagram(family, 53, 4000);
    EXPECT_NE(run(program, arrival), 0U);
    for (const int type : {PACKET_BROADCAST, PACKET_MULTICAST, PACKET_OTHERHOST,
                           PACKET_OUTGOING}) {
      arrival.type = static_cast<std::uint32_t>(type);
      EXPECT_EQ(run(program, arrival), 0U);
    }
    arrival.type = PACKET_HOST;
    arrival.bytes[family == 4 ? 9 : 6] = std::byte{6};
    EXPECT_EQ(run(program, arrival), 0U);
  }
}

TEST(PacketFilter, LaterFragmentsAreLeftOutAndOptionsStepped) {
  const auto program = make_packet_filter({4, 53, {4000}});
  Arrival arrival = datagram(4, 53, 4000);
  arrival.bytes[6] = std::byte{0x20};  // more follow
  EXPECT_NE(run(program, arrival), 0U);
  arrival.bytes[7] = std::byte{1};
  EXPECT_EQ(run(program, arrival), 0U);
  arrival.bytes[6] = arrival.bytes[7] = std::byte{0};
  arrival.bytes.insert(arrival.bytes.begin() + 20, 12, std::byte{1});
  EXPECT_EQ(run(program, arrival), 0U);
  arrival.bytes[0] = std::byte{0x48};
  EXPECT_NE(run(program, arrival), 0U);
}

TEST(PacketFilter, OnlyTheFirstFragmentOfIpv6Passes) {
  const auto program = make_packet_filter({6, 53, {4000}});
  Arrival arrival = datagram(6, 53, 4000);
  arrival.bytes[6] = std::byte{44};
  arrival.bytes.insert(arrival.bytes.begin() + 40, 8, std::byte{0});
  EXPECT_EQ(run(program, arrival), 0U);
  arrival.bytes[40] = std::byte{17};
  arrival.bytes[43] = std::byte{1};  // more follow
  EXPECT_NE(run(program, arrival), 0U);
  arrival.bytes[43] = std::byte{9};
  EXPECT_EQ(run(program, arrival), 0U);
}

TEST(PacketFilter, ShortPacketsAreLeftOut) {
  for (const std::uint8_t family : {std::uint8_t{4}, std::uint8_t{6}}) {
    const auto program = make_packet_filter({family, 53, {4000}});
    const Arrival whole = datagram(family, 53, 4000);
    for (std::size_t size = 0; size < (family == 4 ? 24U : 44U); ++size) {
      Arrival cut = whole;
      cut.bytes.resize(size);
      EXPECT_EQ(run(program, cut), 0U) << size;
    }
  }
}

}  // namespace
}  // namespace mxsweep::io

// Source addresses of every transport, and what is particular to the raw one,
// between two network namespaces.
#include <gtest/gtest.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "io/net/raw/packet_headers.h"
#include "io/net/transport.h"

#include "tests/support/loopback_peer.h"
#include "tests/support/network_pair.h"

namespace mxsweep {
namespace {

using io::Duration;
using io::Endpoint;
using io::Instant;
using testing::InNetwork;
using testing::NetworkPair;
using testing::PeerSite;
using testing::UdpEcho;

constexpr Duration kPatience = Duration::seconds(20);

Endpoint endpoint(const char* text) {
  return *io::parse_endpoint(text, 53);
}

// A number of the table "Icmp" in this thread's network, as netstat -s shows.
long icmp_counter(const std::string& name) {
  std::ifstream file("/proc/thread-self/net/snmp");
  std::string names;
  std::string values;
  while (std::getline(file, names) && std::getline(file, values)) {
    if (names.rfind("Icmp:", 0) != 0) {
      continue;
    }
    std::istringstream name_words(names);
    std::istringstream value_words(values);
    std::string word;
    std::string value;
    while (name_words >> word && value_words >> value) {
      if (word == name) {
        return std::stol(value);
      }
    }
  }
  ADD_FAILURE() << "no " << name;
  return 0;
}

class BetweenNetworks : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string why;
    pair_ = NetworkPair::make(why);
    if (pair_ == nullptr) {
      GTEST_SKIP() << why;
    }
    site_ = pair_->far_site();
    near_ = std::make_unique<InNetwork>(pair_->near());
  }

  io::Result<std::unique_ptr<io::Transport>> try_open(
      const std::string& kind, std::vector<Endpoint> peers) {
    options_.peers = std::move(peers);
    options_.clock = &clock_;
    options_.prng = io::Prng(7);
    return io::find_transport_kind(kind)->open(options_);
  }

  void open(const std::string& kind, std::vector<Endpoint> peers) {
    auto opened = try_open(kind, std::move(peers));
    if (!opened.ok() &&
        (opened.error().what.find("refused here") != std::string::npos ||
         opened.error().what.find("CAP_NET_RAW") != std::string::npos)) {
      GTEST_SKIP() << opened.error().what;
    }
    ASSERT_TRUE(opened.ok()) << opened.error().what;
    transport_ = opened.take();
  }

  // `count` messages that differ, taking lanes in turn.
  void send(std::uint32_t count, std::uint32_t size = 40) {
    std::uint32_t sent = 0;
    while (sent < count) {
      const auto slots = transport_->reserve(count - sent);
      for (io::TxBuffer& slot : slots) {
        std::fill_n(slot.bytes.begin(), size, std::byte{0x22});
        std::memcpy(slot.bytes.data(), &sent, sizeof(sent));
        slot.size = size;
        slot.lane = static_cast<std::uint16_t>(sent % transport_->lanes());
        sent += 1;
      }
      transport_->submit(static_cast<std::uint32_t>(slots.size()));
      collect(Instant{});
    }
  }

  void collect(Instant until) {
    for (const io::RxMessage& m : transport_->receive(until).messages) {
      EXPECT_EQ(m.error, 0);
      std::uint32_t number = 0;
      if (m.payload.size() >= sizeof(number)) {
        std::memcpy(&number, m.payload.data(), sizeof(number));
      }
      numbers_.insert(number);
    }
    transport_->release();
  }

  void collect_until(std::size_t count) {
    const Instant end = clock_.now() + kPatience;
    while (numbers_.size() < count && clock_.now() < end) {
      collect(end);
    }
    EXPECT_EQ(numbers_.size(), count);
  }

  std::unique_ptr<NetworkPair> pair_;
  std::unique_ptr<InNetwork> near_;
  PeerSite site_;
  io::SteadyClock clock_;
  io::TransportOptions options_;
  std::unique_ptr<io::Transport> transport_;
  std::set<std::uint32_t> numbers_;
};

class SourceAddresses : public BetweenNetworks,
                        public ::testing::WithParamInterface<std::string> {};

TEST_P(SourceAddresses, AreUsedInTurn) {
  for (const std::uint8_t family : {std::uint8_t{4}, std::uint8_t{6}}) {
    UdpEcho echo(family, site_);
    options_.lanes = 5;
    options_.sources = {endpoint("10.77.0.3"), endpoint("fd77::1"),
                        endpoint("10.77.0.1"), endpoint("fd77::3")};
    open(GetParam(), {echo.endpoint()});
    if (IsSkipped()) {
      return;
    }
    ASSERT_NE(transport_, nullptr);
    numbers_.clear();
    send(50);
    collect_until(50);
    EXPECT_EQ(echo.addresses_seen(),
              (family == 4 ? std::set<std::string>{"10.77.0.1", "10.77.0.3"}
                           : std::set<std::string>{"fd77::1", "fd77::3"}));
    EXPECT_EQ(echo.ports_seen().size(), 5U);
  }
}

TEST_P(SourceAddresses, OneThatIsNotOursIsAClearError) {
  options_.sources = {endpoint("192.0.2.77")};
  const auto opened = try_open(GetParam(), {endpoint("10.77.0.2")});
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().what,
            "cannot send from 192.0.2.77: it is not an address of this machine "
            "(see `ip address`)");
}

INSTANTIATE_TEST_SUITE_P(Kinds, SourceAddresses,
                         ::testing::Values("uring", "mmsg", "raw"),
                         [](const auto& param) { return param.param; });

using RawTransportTest = BetweenNetworks;

#define OPEN_RAW_OR_SKIP(...) \
  open("raw", __VA_ARGS__);   \
  if (IsSkipped()) {          \
    return;                   \
  }                           \
  ASSERT_NE(transport_, nullptr)

TEST_F(RawTransportTest, HeldPortsAnswerNobody) {
  UdpEcho echo(4, site_);
  OPEN_RAW_OR_SKIP({echo.endpoint()});
  const long before = icmp_counter("OutDestUnreachs");
  send(2000);
  collect_until(2000);
  EXPECT_EQ(icmp_counter("OutDestUnreachs"), before);
  // A port that nobody holds does answer, so the counter counts.
  const Endpoint closed = testing::closed_port(
      4, SOCK_DGRAM, {"10.77.0.1", "fd77::1", pair_->near()});
  const InNetwork far(pair_->far());
  const io::UniqueFd fd(::socket(AF_INET, SOCK_DGRAM, 0));
  const io::SocketAddress address = io::to_sockaddr(closed);
  ASSERT_EQ(::sendto(fd.get(), "x", 1, 0,
                     reinterpret_cast<const sockaddr*>(&address.storage),
                     address.length),
            1);
  const InNetwork near(pair_->near());
  const Instant end = clock_.now() + kPatience;
  while (icmp_counter("OutDestUnreachs") == before && clock_.now() < end) {
    ::usleep(1000);
  }
  EXPECT_EQ(icmp_counter("OutDestUnreachs"), before + 1);
}

// What a program with an ordinary socket gets.
struct PlainSocket {
  explicit PlainSocket(const PeerSite& site, std::uint8_t family) {
    const InNetwork there(site.network);
    local = site.address(family);
    const io::SocketAddress address = io::to_sockaddr(local);
    fd.reset(::socket(address.storage.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const timeval patience{20, 0};
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience,
                 sizeof(patience));
    EXPECT_EQ(
        ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address.storage),
               address.length),
        0);
    sockaddr_storage bound{};
    socklen_t length = sizeof(bound);
    ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&bound), &length);
    local = io::from_sockaddr(reinterpret_cast<const sockaddr*>(&bound));
  }

  std::vector<std::byte> receive(Endpoint& from) const {
    std::vector<std::byte> bytes(65536);
    sockaddr_storage sender{};
    socklen_t length = sizeof(sender);
    const ssize_t got =
        ::recvfrom(fd.get(), bytes.data(), bytes.size(), 0,
                   reinterpret_cast<sockaddr*>(&sender), &length);
    from = io::from_sockaddr(reinterpret_cast<const sockaddr*>(&sender));
    bytes.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    return bytes;
  }

  io::UniqueFd fd;
  Endpoint local;
};

TEST_F(RawTransportTest, SegmentsArriveAsTheDatagramsThatWereSent) {
  for (const std::uint8_t family : {std::uint8_t{4}, std::uint8_t{6}}) {
    const PlainSocket peer(site_, family);
    options_.lanes = 1;
    OPEN_RAW_OR_SKIP({peer.local});
    constexpr std::uint32_t kCount = 200;
    send(kCount, 61);
    std::set<std::uint32_t> numbers;
    std::set<std::uint16_t> ports;
    std::set<std::string> senders;
    for (std::uint32_t i = 0; i < kCount; ++i) {
      Endpoint from;
      const auto bytes = peer.receive(from);
      ASSERT_EQ(bytes.size(), 61U);
      EXPECT_EQ(bytes.back(), std::byte{0x22});
      std::uint32_t number = 0;
      std::memcpy(&number, bytes.data(), sizeof(number));
      numbers.insert(number);
      ports.insert(from.port);
      senders.insert(io::address_text(from.address.data(), family));
    }
    EXPECT_EQ(numbers.size(), kCount);
    EXPECT_EQ(ports.size(), 1U);
    // Of two IPv6 addresses the kernel may choose either.
    ASSERT_EQ(senders.size(), 1U);
    EXPECT_TRUE(*senders.begin() == "10.77.0.1" ||
                senders.begin()->rfind("fd77::", 0) == 0);
    EXPECT_EQ(transport_->stats().datagrams_sent, kCount);
    EXPECT_EQ(transport_->stats().bytes_sent, kCount * 61U);
  }
}

// A socket that takes segmented datagrams whole shows that they left so.
TEST_F(RawTransportTest, NeighboursLeaveInOneSegmentedDatagram) {
  const PlainSocket peer(site_, 4);
  const int on = 1;
  ASSERT_EQ(::setsockopt(peer.fd.get(), IPPROTO_UDP, UDP_GRO, &on, sizeof(on)),
            0);
  options_.lanes = 1;
  OPEN_RAW_OR_SKIP({peer.local});
  send(60, 50);
  if (transport_->stats().segmentation_error != 0) {
    GTEST_SKIP() << "this kernel does not segment for packet sockets";
  }
  Endpoint from;
  EXPECT_EQ(peer.receive(from).size(), 60U * 50U);
}

TEST_F(RawTransportTest, EveryMessageCanHaveAPortOfItsOwn) {
  UdpEcho echo(4, site_);
  options_.lanes = 400;
  OPEN_RAW_OR_SKIP({echo.endpoint()});
  const std::uint32_t lanes = transport_->lanes();
  ASSERT_GE(lanes, 100U);
  send(lanes * 3);
  collect_until(lanes * 3);
  EXPECT_EQ(echo.ports_seen().size(), lanes);
}

TEST_F(RawTransportTest, NoRouteAndNoNextHopNameThePeer) {
  ASSERT_EQ(std::system("ip route add unreachable 198.51.100.0/24 &&"
                        "cd /proc/sys/net/ipv4/neigh/veth0 &&"
                        "echo 1 > mcast_solicit && echo 20 > retrans_time_ms"),
            0);
  const auto no_route = try_open("raw", {endpoint("198.51.100.1")});
  ASSERT_FALSE(no_route.ok());
  if (no_route.error().what.find("CAP_NET_RAW") != std::string::npos) {
    GTEST_SKIP() << no_route.error().what;
  }
  EXPECT_EQ(no_route.error().what.rfind("no route to 198.51.100.1: ", 0), 0U)
      << no_route.error().what;
  const auto no_mac = try_open("raw", {endpoint("10.77.0.99")});
  ASSERT_FALSE(no_mac.ok());
  EXPECT_EQ(no_mac.error().what.rfind(
                "no MAC address for next hop 10.77.0.99 of 10.77.0.99: ", 0),
            0U)
      << no_mac.error().what;
}

// Without CAP_NET_RAW the message says how to get it.
TEST_F(RawTransportTest, MissingPermissionSaysWhatToDo) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    static_cast<void>(::setgid(65534));
    static_cast<void>(::setuid(65534));
    const auto opened = try_open("raw", {endpoint("127.0.0.1")});
    const std::string said = opened.ok() ? "opened" : opened.error().what;
    static_cast<void>(!::write(ends[1], said.data(), said.size()));
    ::_exit(0);
  }
  ::close(ends[1]);
  std::array<char, 512> said{};
  const ssize_t got = ::read(ends[0], said.data(), said.size() - 1);
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  ASSERT_GT(got, 0);
  const std::string text(said.data());
  if (text.find("io_uring") != std::string::npos) {
    GTEST_SKIP() << text;
  }
  EXPECT_EQ(text,
            "--transport raw needs CAP_NET_RAW: run as root or `sudo setcap "
            "cap_net_raw+ep $(command -v mxsweep)`");
}

io::MacAddress mac_of(int network) {
  const InNetwork there(network);
  io::MacAddress mac{};
  const io::UniqueFd fd(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_ifindex = static_cast<int>(::if_nametoindex("veth0"));
  socklen_t length = sizeof(address);
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), length) ==
          0 &&
      ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &length) ==
          0) {
    std::copy_n(address.sll_addr, mac.size(), mac.begin());
  }
  return mac;
}

// Puts a datagram on the wire whose checksum nobody looks at on the way.
void inject(const NetworkPair& pair, const Endpoint& from, const Endpoint& to,
            bool spoil) {
  io::FrameAddresses addresses{from, to, mac_of(pair.far()),
                               mac_of(pair.near())};
  std::vector<std::byte> frame(io::kFrameHeaderBytesMax + 40);
  const std::size_t headers =
      io::write_frame_headers(addresses, {40, 0}, frame);
  frame.resize(headers + 40);
  frame[headers] = spoil ? std::byte{0x66} : std::byte{0x55};
  frame.erase(frame.begin(), frame.begin() + io::kVnetHeaderBytes);
  const std::size_t udp = headers - io::kVnetHeaderBytes - io::kUdpHeaderBytes;
  io::InternetSum sum;
  sum.add(std::span(frame).subspan(udp));
  const auto checksum =
      static_cast<std::uint16_t>(~sum.folded() ^ (spoil ? 1U : 0U));
  frame[udp + 6] = static_cast<std::byte>(checksum >> 8U);
  frame[udp + 7] = static_cast<std::byte>(checksum & 0xFFU);
  const InNetwork there(pair.far());
  const io::UniqueFd fd(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_ifindex = static_cast<int>(::if_nametoindex("veth0"));
  EXPECT_EQ(
      ::sendto(fd.get(), frame.data(), frame.size(), 0,
               reinterpret_cast<const sockaddr*>(&address), sizeof(address)),
      static_cast<ssize_t>(frame.size()));
}

// Each datagram is handed over or counted as dropped.
TEST_F(RawTransportTest, WhatTheRingCannotHoldIsCounted) {
  const PlainSocket peer(site_, 4);
  options_.lanes = 1;
  OPEN_RAW_OR_SKIP({peer.local});
  send(1);
  Endpoint ours;
  ASSERT_EQ(peer.receive(ours).size(), 40U);
  const io::SocketAddress address = io::to_sockaddr(ours);
  const std::array<std::byte, 600> answer{};
  constexpr std::uint64_t kTotal = 30'000;
  for (std::uint64_t i = 0; i < kTotal; ++i) {
    ASSERT_EQ(::sendto(peer.fd.get(), answer.data(), answer.size(), 0,
                       reinterpret_cast<const sockaddr*>(&address.storage),
                       address.length),
              static_cast<ssize_t>(answer.size()));
  }
  const auto accounted = [this] {
    const io::TransportStats stats = transport_->stats();
    return stats.datagrams_received + stats.receive_overflows;
  };
  const Instant end = clock_.now() + kPatience;
  while (accounted() < kTotal && clock_.now() < end) {
    collect(clock_.now() + Duration::milliseconds(5));
  }
  EXPECT_EQ(accounted(), kTotal);
  EXPECT_GT(transport_->stats().receive_overflows, 0U);
  EXPECT_GT(transport_->stats().datagrams_received, 5000U);
}

TEST_F(RawTransportTest, ABadChecksumFromTheWireIsDropped) {
  for (const std::uint8_t family : {std::uint8_t{4}, std::uint8_t{6}}) {
    const PlainSocket peer(site_, family);
    options_.lanes = 1;
    OPEN_RAW_OR_SKIP({peer.local});
    send(1);
    Endpoint ours;
    ASSERT_EQ(peer.receive(ours).size(), 40U);
    inject(*pair_, peer.local, ours, true);
    inject(*pair_, peer.local, ours, false);
    const io::RxBatch batch = transport_->receive(clock_.now() + kPatience);
    ASSERT_EQ(batch.messages.size(), 1U);
    EXPECT_EQ(batch.messages[0].payload[0], std::byte{0x55});
    EXPECT_EQ(batch.messages[0].from, peer.local);
    transport_->release();
  }
}

}  // namespace
}  // namespace mxsweep

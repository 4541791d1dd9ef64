// What every transport must do, with real sockets, on loopback and between two
// network namespaces. Each test runs once per place and entry of
// transport_kinds().
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "io/net/transport.h"

#include "tests/support/chi_square.h"
#include "tests/support/loopback_peer.h"
#include "tests/support/network_pair.h"

namespace mxsweep {

namespace {

using io::Channel;
using io::Duration;
using io::Endpoint;
using io::Instant;
using io::RxBatch;
using io::RxMessage;
using io::Transport;
using io::TransportKind;
using io::TransportOptions;
using io::TxBuffer;
using testing::InNetwork;
using testing::NetworkPair;
using testing::PeerSite;
using testing::StreamPeer;
using testing::StreamScript;
using testing::UdpEcho;

// Long enough that only a hang meets it.
constexpr Duration kPatience = Duration::seconds(20);

// A copy of a message, outliving its batch.
struct Got {
  std::vector<std::byte> payload;
  Endpoint from;
  int error = 0;
  std::uint16_t lane = 0;
  Channel channel = Channel::kDatagram;
  bool truncated = false;
  bool served = false;
  Duration waited{};
};

struct Sending {
  std::uint32_t number = 0;  // written at the start of the message
  std::uint32_t size = 40;
  std::uint16_t peer = 0;
  std::uint16_t lane = 0;
  Channel channel = Channel::kDatagram;
};

std::uint32_t number_in(const std::vector<std::byte>& payload) {
  std::uint32_t number = 0;
  if (payload.size() >= 8) {
    std::memcpy(&number, payload.data() + 4, sizeof(number));
  }
  return number;
}

struct Setting {
  TransportKind kind;
  bool network = false;  // peers are in another namespace, behind Ethernet
  std::uint8_t family = 4;
};

// Names the kind in messages instead of its bytes.
void PrintTo(const Setting& setting, std::ostream* out) {
  *out << setting.kind.name << (setting.network ? " over Ethernet" : "")
       << (setting.family == 6 ? " with IPv6" : "");
}

// Not this code's fault: a machine, container or user that lacks something.
bool is_refusal(const std::string& what) {
  return what.find("refused here") != std::string::npos ||
         what.find("CAP_NET_RAW") != std::string::npos;
}

class TransportContract : public ::testing::TestWithParam<Setting> {
 protected:
  void SetUp() override {
    if (!GetParam().network) {
      return;
    }
    std::string why;
    pair_ = NetworkPair::make(why);
    if (pair_ == nullptr) {
      GTEST_SKIP() << why;
    }
    site_ = pair_->far_site();
    near_ = std::make_unique<InNetwork>(pair_->near());
  }

  [[nodiscard]] static const TransportKind& kind() { return GetParam().kind; }

  [[nodiscard]] static std::uint8_t family() { return GetParam().family; }

  void open(std::vector<Endpoint> peers, std::uint16_t lanes = 4) {
    TransportOptions options;
    options.peers = std::move(peers);
    options.lanes = lanes;
    options.clock = &clock_;
    options.wake_up = wake_up_.get();
    options.prng =
        seed_.has_value() ? io::Prng(*seed_) : io::Prng::from_entropy();
    options.receive_buffer_bytes = receive_buffer_bytes_;
    options.arrival_times = arrival_times_;
    auto opened = kind().open(options);
    if (!opened.ok() && is_refusal(opened.error().what)) {
      GTEST_SKIP() << opened.error().what;
    }
    ASSERT_TRUE(opened.ok()) << opened.error().what;
    transport_ = opened.take();
  }

  // Sends all, taking in what arrives when slots run out.
  void send(const std::vector<Sending>& list) {
    std::size_t next = 0;
    while (next < list.size()) {
      const auto want = static_cast<std::uint32_t>(list.size() - next);
      const auto slots = transport_->reserve(std::min(want, io::kTxBatchMax));
      if (slots.empty()) {
        collect(clock_.now() + Duration::milliseconds(1));
        continue;
      }
      for (TxBuffer& slot : slots) {
        fill(slot, list[next]);
        next += 1;
      }
      transport_->submit(static_cast<std::uint32_t>(slots.size()));
    }
  }

  static void fill(TxBuffer& slot, const Sending& sending) {
    std::fill_n(slot.bytes.begin(), sending.size, std::byte{0x11});
    std::memcpy(slot.bytes.data() + 4, &sending.number, sizeof(sending.number));
    slot.size = sending.size;
    slot.peer = sending.peer;
    slot.lane = sending.lane;
    slot.channel = sending.channel;
  }

  // One receive(); what came is appended to got_.
  Instant collect(Instant until) {
    const RxBatch batch = transport_->receive(until);
    EXPECT_LE(batch.messages.size(), io::kRxBatchMax);
    for (const RxMessage& m : batch.messages) {
      got_.push_back({{m.payload.begin(), m.payload.end()},
                      m.from,
                      m.error,
                      m.lane,
                      m.channel,
                      m.truncated,
                      m.served,
                      m.waited});
    }
    const Instant now = batch.now;
    transport_->release();
    return now;
  }

  void collect_until(std::size_t count) {
    const Instant end = clock_.now() + kPatience;
    while (got_.size() < count && clock_.now() < end) {
      collect(end);
    }
    ASSERT_GE(got_.size(), count);
    ASSERT_LT(clock_.now(), end) << "it came, and receive() went on waiting";
  }

  // Whatever else arrives soon.
  void collect_for(Duration time) {
    const Instant end = clock_.now() + time;
    while (clock_.now() < end) {
      collect(end);
    }
  }

  std::unique_ptr<NetworkPair> pair_;
  std::unique_ptr<InNetwork> near_;
  PeerSite site_;
  io::SteadyClock clock_;
  std::unique_ptr<io::WakeUp> wake_up_ = io::WakeUp::open().take();
  std::uint32_t receive_buffer_bytes_ = TransportOptions{}.receive_buffer_bytes;
  bool arrival_times_ = false;
  std::optional<std::uint64_t> seed_;  // absent: another one each time
  std::unique_ptr<Transport> transport_;
  std::vector<Got> got_;
};

#define OPEN_OR_SKIP(...) \
  open(__VA_ARGS__);      \
  if (IsSkipped()) {      \
    return;               \
  }                       \
  ASSERT_NE(transport_, nullptr)

#define NEEDS_IPV6()                           \
  if (!testing::has_family(6, site_)) {        \
    GTEST_SKIP() << "no IPv6 on this machine"; \
  }

TEST_P(TransportContract, EchoOfEveryBatchSize) {
  UdpEcho echo(family(), site_);
  OPEN_OR_SKIP({echo.endpoint()});
  std::uint32_t number = 0;
  for (std::uint32_t size = 1; size <= io::kTxBatchMax; size += 5) {
    std::vector<Sending> list;
    for (std::uint32_t i = 0; i < size; ++i) {
      number += 1;
      list.push_back({number, 12 + number % 60, 0,
                      static_cast<std::uint16_t>(number % 4)});
    }
    got_.clear();
    send(list);
    ASSERT_NO_FATAL_FAILURE(collect_until(size));
    ASSERT_EQ(got_.size(), size);
    std::map<std::uint32_t, const Got*> by_number;
    for (const Got& got : got_) {
      by_number[number_in(got.payload)] = &got;
    }
    for (const Sending& sent : list) {
      ASSERT_TRUE(by_number.contains(sent.number));
      const Got& got = *by_number[sent.number];
      EXPECT_EQ(got.payload.size(), sent.size);
      EXPECT_EQ(got.lane, sent.lane);
      EXPECT_EQ(got.from, echo.endpoint());
      EXPECT_EQ(got.error, 0);
      EXPECT_FALSE(got.truncated);
    }
  }
  const auto stats = transport_->stats();
  EXPECT_EQ(stats.datagrams_sent, number);
  EXPECT_EQ(stats.datagrams_received, number);
  EXPECT_EQ(stats.bytes_sent, stats.bytes_received);
  EXPECT_EQ(stats.send_errors, 0U);
  EXPECT_EQ(stats.receive_overflows, 0U);
  EXPECT_GT(stats.system_calls, 0U);
}

TEST_P(TransportContract, BothFamiliesTogether) {
  NEEDS_IPV6();
  UdpEcho v4(4, site_);
  UdpEcho v6(6, site_);
  OPEN_OR_SKIP({v6.endpoint(), v4.endpoint()}, 3);
  std::vector<Sending> list;
  for (std::uint32_t i = 0; i < 120; ++i) {
    list.push_back({i, 40, static_cast<std::uint16_t>(i % 2),
                    static_cast<std::uint16_t>(i % 3)});
  }
  send(list);
  ASSERT_NO_FATAL_FAILURE(collect_until(120));
  std::set<std::uint32_t> numbers;
  for (const Got& got : got_) {
    const std::uint32_t number = number_in(got.payload);
    numbers.insert(number);
    EXPECT_EQ(got.from, number % 2 == 0 ? v6.endpoint() : v4.endpoint());
    EXPECT_EQ(got.lane, number % 3);
  }
  EXPECT_EQ(numbers.size(), 120U);
}

// Datagrams and streams alike, while others are under way; what was sent to the
// first peer just before comes back, too.
TEST_P(TransportContract, PeersMayBeAddedOrAreRefusedWithAReason) {
  UdpEcho first(family(), site_);
  OPEN_OR_SKIP({first.endpoint()}, 2);
  std::vector<std::unique_ptr<UdpEcho>> others;
  for (std::uint32_t i = 0; i < 40; ++i) {
    others.push_back(std::make_unique<UdpEcho>(family(), site_));
    send({{2 * i, 40, 0, 0}});
    const auto added = transport_->add_peer(others.back()->endpoint());
    if (!added.ok()) {
      EXPECT_EQ(kind().name, "raw");
      EXPECT_NE(added.error().what.find("beforehand"), std::string::npos);
      return;
    }
    ASSERT_EQ(added.value(), i + 1);
    send({{2 * i + 1, 40, added.value(), 1}});
  }
  ASSERT_NO_FATAL_FAILURE(collect_until(80));
  for (const Got& got : got_) {
    const std::uint32_t number = number_in(got.payload);
    EXPECT_EQ(got.from, number % 2 == 0 ? first.endpoint()
                                        : others[number / 2]->endpoint());
  }
  const auto other_family =
      io::parse_endpoint(family() == 4 ? "::1" : "127.0.0.1", 53);
  EXPECT_FALSE(transport_->add_peer(*other_family).ok());
}

// The place of one that was dropped goes to the next, connection and all; what
// is under way from the address before is handed over with that address.
TEST_P(TransportContract, APeerTakesThePlaceOfOneThatWasDropped) {
  UdpEcho first(family(), site_);
  UdpEcho before(family(), site_);
  OPEN_OR_SKIP({first.endpoint(), before.endpoint()}, 2);
  send({{0, 40, 1, 0}});
  ASSERT_NO_FATAL_FAILURE(collect_until(1));
  if (kind().name == "raw") {
    EXPECT_FALSE(transport_->drop_peer(1));
    send({{1, 40, 1, 0}});
    ASSERT_NO_FATAL_FAILURE(collect_until(2));
    EXPECT_EQ(got_.back().from, before.endpoint());
    return;
  }
  for (std::uint32_t i = 1; i <= 40; ++i) {
    const StreamPeer next(family(), StreamScript::kEcho, site_);
    UdpEcho datagrams(family(), site_);
    for (const Endpoint& endpoint : {next.endpoint(), datagrams.endpoint()}) {
      const bool stream = endpoint == next.endpoint();
      ASSERT_TRUE(transport_->drop_peer(1));
      const auto added = transport_->add_peer(endpoint);
      ASSERT_TRUE(added.ok());
      ASSERT_EQ(added.value(), 1U);
      got_.clear();
      send({{i, 40, 1, 0, stream ? Channel::kStream : Channel::kDatagram},
            {1000 + i, 40, 0, 1}});
      ASSERT_NO_FATAL_FAILURE(collect_until(2));
      for (const Got& got : got_) {
        EXPECT_EQ(got.error, 0);
        EXPECT_EQ(got.from,
                  number_in(got.payload) == i ? endpoint : first.endpoint());
      }
    }
  }
  ASSERT_TRUE(transport_->drop_peer(1));
  const auto again = transport_->add_peer(before.endpoint());
  ASSERT_TRUE(again.ok());
  ASSERT_EQ(again.value(), 1U);
}

TEST_P(TransportContract, EachLaneHasItsOwnUnprivilegedPort) {
  UdpEcho echo(family(), site_);
  OPEN_OR_SKIP({echo.endpoint()}, 16);
  ASSERT_EQ(transport_->lanes(), 16);
  for (std::uint16_t lane = 0; lane < 16; ++lane) {
    send({{lane, 40, 0, lane}});
  }
  ASSERT_NO_FATAL_FAILURE(collect_until(16));
  const auto ports = echo.ports_seen();
  EXPECT_EQ(ports.size(), 16U);
  EXPECT_GE(*ports.begin(), 1024);
}

// T7, RFC 6056 section 3.3.1: the ports of many runs, drawn from a seed of
// each, in 16 parts of the range from 1024 on. What other programs hold is
// missed out and does not show among so many.
TEST_P(TransportContract, T7PortsLookLikeChance) {
  constexpr std::uint32_t kRuns = 12;
  constexpr std::uint16_t kLanes = 64;
  std::array<std::uint32_t, 16> parts{};
  std::array<std::uint32_t, 16> ends{};  // by their last four bits
  double all = 0;
  for (std::uint32_t run = 0; run < kRuns; ++run) {
    UdpEcho echo(family(), site_);
    seed_ = 20261130 + run;
    OPEN_OR_SKIP({echo.endpoint()}, kLanes);
    got_.clear();
    for (std::uint16_t lane = 0; lane < kLanes; ++lane) {
      send({{lane, 40, 0, lane}});
    }
    ASSERT_NO_FATAL_FAILURE(collect_until(kLanes));
    for (const std::uint16_t port : echo.ports_seen()) {
      ASSERT_GE(port, 1024);
      ++parts[(port - 1024U) * 16U / (65536U - 1024U)];
      ++ends[port & 15U];
      all += 1;
    }
    transport_.reset();
  }
  EXPECT_GT(all, kRuns * kLanes * 0.9);
  testing::expect_chi_square(testing::chi_square(parts, all / 16), 15);
  testing::expect_chi_square(testing::chi_square(ends, all / 16), 15);
}

// T6: what a stranger says is not the peer's word. It comes under its own
// address, to be counted; only the filter of raw drops it before.
TEST_P(TransportContract, NoStrangerSpeaksForThePeer) {
  UdpEcho echo(family(), site_);
  UdpEcho stranger(family(), site_);
  OPEN_OR_SKIP({echo.endpoint()}, 1);
  send({{1, 40}});
  ASSERT_NO_FATAL_FAILURE(collect_until(1));
  const std::vector<std::byte> payload = got_[0].payload;
  stranger.send_to(echo.last_sender(), payload);
  send({{2, 40}});
  ASSERT_NO_FATAL_FAILURE(collect_until(kind().name == "raw" ? 2 : 3));
  for (const Got& got : got_) {
    const bool is_first = got.payload == payload;
    EXPECT_EQ(got.from, is_first && &got != got_.data() ? stranger.endpoint()
                                                        : echo.endpoint());
  }
}

TEST_P(TransportContract, ReceiveHonoursTheDeadline) {
  UdpEcho echo(family(), site_);
  OPEN_OR_SKIP({echo.endpoint()});
  const Instant until = clock_.now() + Duration::milliseconds(30);
  EXPECT_GE(collect(until), until);
  EXPECT_TRUE(got_.empty());
  collect(Instant{});  // a past instant polls
  EXPECT_TRUE(got_.empty());
  // An arrival ends even an endless wait.
  send({{1, 40}});
  collect(Instant::never());
  EXPECT_EQ(got_.size(), 1U);
}

TEST_P(TransportContract, ANotificationEndsAnEndlessWait) {
  UdpEcho echo(family(), site_);
  OPEN_OR_SKIP({echo.endpoint()});
  for (int i = 0; i < 3; ++i) {
    std::thread other([this] {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      wake_up_->notify(1);
    });
    collect(Instant::never());
    EXPECT_TRUE(got_.empty());
    other.join();
  }
  // One that was given before the wait, too, and only once.
  wake_up_->notify(1);
  collect(Instant::never());
  const Instant until = clock_.now() + Duration::milliseconds(5);
  EXPECT_GE(collect(until), until);
  // Messages come as ever.
  send({{1, 40}});
  collect(Instant::never());
  EXPECT_EQ(got_.size(), 1U);
}

TEST_P(TransportContract, OnlyAnAwaitedReasonEndsTheWait) {
  UdpEcho echo(family(), site_);
  OPEN_OR_SKIP({echo.endpoint()});
  wake_up_->wait_for(2);
  std::thread other([this] {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    wake_up_->notify(1);
  });
  const Instant until = clock_.now() + Duration::milliseconds(30);
  EXPECT_GE(collect(until), until);
  other.join();
}

TEST_P(TransportContract, WaitBatchNeverOutstaysTheDeadlineNorLosesAny) {
  UdpEcho echo(family(), site_);
  OPEN_OR_SKIP({echo.endpoint()});
  transport_->set_wait_batch(32, Duration::microseconds(300));
  const Instant until = clock_.now() + Duration::milliseconds(5);
  EXPECT_GE(collect(until), until);
  EXPECT_TRUE(got_.empty());
  send({{7, 40}});
  collect(Instant::never());
  ASSERT_EQ(got_.size(), 1U);
  EXPECT_EQ(number_in(got_[0].payload), 7U);
  // A huge delay does not move the deadline.
  transport_->set_wait_batch(512, kPatience * 10);
  collect(clock_.now() + Duration::milliseconds(5));
  EXPECT_EQ(got_.size(), 1U);
}

// A datagram lies in the kernel for 20 ms, since nobody fetches it. Rounds in
// which this machine did something else meanwhile, or had to ask for the way
// first, say nothing.
TEST_P(TransportContract, DatagramsSayHowLongTheyWaited) {
  UdpEcho echo(family(), site_);
  arrival_times_ = true;
  OPEN_OR_SKIP({echo.endpoint()});
  if (!transport_->knows_arrivals()) {
    GTEST_SKIP() << "this kind does not know when datagrams arrive";
  }
  const Duration pause = Duration::milliseconds(20);
  const Instant end = clock_.now() + kPatience;
  const Duration least = pause - Duration::milliseconds(1);
  Duration took = kPatience;
  Duration said{};
  while ((took > pause * 2 || said < least) && clock_.now() < end) {
    got_.clear();
    send({{1, 40}});
    ASSERT_NO_FATAL_FAILURE(collect_until(1));
    EXPECT_LT(got_[0].waited, kPatience);
    const Instant began = clock_.now();
    echo.send_to(echo.last_sender(), got_[0].payload);
    std::this_thread::sleep_for(std::chrono::nanoseconds(pause.ns));
    ASSERT_NO_FATAL_FAILURE(collect_until(2));
    took = clock_.now() - began;
    said = got_[1].waited;
    ASSERT_LE(said, took);
  }
  ASSERT_LE(took, pause * 2);
  EXPECT_GE(said, least);
}

TEST_P(TransportContract, WithoutTheWishNoDatagramSaysHowLongItWaited) {
  UdpEcho echo(family(), site_);
  OPEN_OR_SKIP({echo.endpoint()});
  EXPECT_FALSE(transport_->knows_arrivals());
  send({{1, 40}});
  ASSERT_NO_FATAL_FAILURE(collect_until(1));
  EXPECT_EQ(got_[0].waited, Duration{});
}

TEST_P(TransportContract, OversizeIsCutAndFlagged) {
  UdpEcho echo(family(), site_);
  OPEN_OR_SKIP({echo.endpoint()});
  const auto slots = transport_->reserve(1);
  ASSERT_EQ(slots.size(), 1U);
  fill(slots[0], {1, 40});
  slots[0].bytes[0] = UdpEcho::kWantLong;
  transport_->submit(1);
  ASSERT_NO_FATAL_FAILURE(collect_until(1));
  EXPECT_TRUE(got_[0].truncated);
  EXPECT_EQ(got_[0].payload.size(), io::kRxDatagramBytesMax);
  EXPECT_EQ(got_[0].payload[0], UdpEcho::kWantLong);
}

// The refused ones come back with their own bytes; all others arrive.
TEST_P(TransportContract, RefusedPortIsReportedAndSwallowsNothing) {
  UdpEcho echo(family(), site_);
  const Endpoint closed = testing::closed_port(family(), SOCK_DGRAM, site_);
  OPEN_OR_SKIP({closed, echo.endpoint()}, 1);
  constexpr std::uint32_t kRounds = 50;
  for (std::uint32_t i = 0; i < kRounds; ++i) {
    send({{i, 40, 0, 0}, {1000 + i, 40, 1, 0}});
    const std::size_t before = got_.size();
    ASSERT_NO_FATAL_FAILURE(collect_until(before + 1));
  }
  const Instant end = clock_.now() + kPatience;
  const auto echoed = [this] {
    return std::count_if(got_.begin(), got_.end(),
                         [](const Got& g) { return g.error == 0; });
  };
  const auto refused = [this] {
    std::set<std::uint32_t> numbers;
    for (const Got& g : got_) {
      if (g.error == ECONNREFUSED) {
        numbers.insert(number_in(g.payload));
      }
    }
    return numbers.size();
  };
  while ((echoed() < kRounds || refused() < kRounds) && clock_.now() < end) {
    collect(end);
  }
  EXPECT_EQ(echoed(), kRounds);
  EXPECT_EQ(refused(), kRounds);
  EXPECT_LT(clock_.now(), end);
  for (const Got& got : got_) {
    if (got.error != 0) {
      EXPECT_EQ(got.error, ECONNREFUSED);
      EXPECT_EQ(got.from, closed);
      EXPECT_EQ(got.payload.size(), 40U);
      EXPECT_EQ(got.lane, 0);
    }
  }
}

TEST_P(TransportContract, RefusedIpv6PortIsReported) {
  NEEDS_IPV6();
  const Endpoint closed = testing::closed_port(6, SOCK_DGRAM, site_);
  OPEN_OR_SKIP({closed});
  send({{42, 40, 0, 2}});
  ASSERT_NO_FATAL_FAILURE(collect_until(1));
  EXPECT_EQ(got_[0].error, ECONNREFUSED);
  EXPECT_EQ(got_[0].from, closed);
  EXPECT_EQ(got_[0].lane, 2);
  EXPECT_EQ(number_in(got_[0].payload), 42U);
}

// Broadcast without permission: the kernel refuses on the spot.
TEST_P(TransportContract, LocalRefusalComesBackWithTheDatagram) {
  UdpEcho echo(4, site_);
  const Endpoint broadcast = *io::parse_endpoint("255.255.255.255:9", 9);
  OPEN_OR_SKIP({broadcast, echo.endpoint()});
  send({{5, 60, 0, 3}, {6, 40, 1, 3}});
  ASSERT_NO_FATAL_FAILURE(collect_until(2));
  std::sort(got_.begin(), got_.end(),
            [](const Got& a, const Got& b) { return a.error > b.error; });
  EXPECT_NE(got_[0].error, 0);
  EXPECT_EQ(got_[0].from, broadcast);
  EXPECT_EQ(got_[0].lane, 3);
  EXPECT_EQ(got_[0].payload.size(), 60U);
  EXPECT_EQ(number_in(got_[0].payload), 5U);
  EXPECT_EQ(got_[1].error, 0);
  EXPECT_EQ(number_in(got_[1].payload), 6U);
  EXPECT_EQ(transport_->stats().send_errors, 1U);
}

TEST_P(TransportContract, ReserveTwiceIsReserveOnceAndSlotsComeClean) {
  UdpEcho echo(family(), site_);
  OPEN_OR_SKIP({echo.endpoint()});
  const auto first = transport_->reserve(100);
  ASSERT_EQ(first.size(), 100U);
  first[0].size = 99;
  first[0].channel = Channel::kStream;
  const auto second = transport_->reserve(50);
  EXPECT_EQ(second.data(), first.data());
  transport_->submit(0);
  const auto third = transport_->reserve(100'000);
  ASSERT_EQ(third.size(), io::kTxBatchMax);
  EXPECT_EQ(third[0].size, 0U);
  EXPECT_EQ(third[0].channel, Channel::kDatagram);
  EXPECT_EQ(third[0].bytes.size(), io::kTxDatagramBytesMax);
  transport_->submit(0);
  collect(Instant{});
  EXPECT_EQ(transport_->stats().datagrams_sent, 0U);
}

TEST_P(TransportContract, APayloadIsIntactUntilRelease) {
  UdpEcho echo(family(), site_);
  OPEN_OR_SKIP({echo.endpoint()});
  send({{1, 40}});
  const RxBatch batch = transport_->receive(clock_.now() + kPatience);
  ASSERT_EQ(batch.messages.size(), 1U);
  const std::vector<std::byte> copy(batch.messages[0].payload.begin(),
                                    batch.messages[0].payload.end());
  std::vector<Sending> more(io::kTxBatchMax, Sending{2, 40});
  const auto slots = transport_->reserve(io::kTxBatchMax);
  for (std::size_t i = 0; i < slots.size(); ++i) {
    fill(slots[i], more[i]);
  }
  transport_->submit(static_cast<std::uint32_t>(slots.size()));
  EXPECT_TRUE(
      std::equal(copy.begin(), copy.end(), batch.messages[0].payload.begin()));
  transport_->release();
  ASSERT_NO_FATAL_FAILURE(collect_until(slots.size()));
}

// More than every buffer many times over.
TEST_P(TransportContract, HundredThousandRoundTripsLoseNoBuffer) {
  UdpEcho echo(family(), site_);
  OPEN_OR_SKIP({echo.endpoint()}, 2);
  constexpr std::uint32_t kTotal = 100'000;
  constexpr std::uint32_t kWindow = 512;
  std::vector<bool> seen(kTotal);
  std::uint32_t sent = 0;
  std::uint32_t answered = 0;
  const Instant end = clock_.now() + kPatience * 3;
  while (answered < kTotal && clock_.now() < end) {
    const std::uint32_t want =
        std::min({kTotal - sent, kWindow - (sent - answered), 256U});
    const auto slots = transport_->reserve(want);
    for (TxBuffer& slot : slots) {
      fill(slot,
           {sent, 40 + sent % 8, 0, static_cast<std::uint16_t>(sent % 2)});
      sent += 1;
    }
    transport_->submit(static_cast<std::uint32_t>(slots.size()));
    const RxBatch batch = transport_->receive(end);
    for (const RxMessage& m : batch.messages) {
      ASSERT_EQ(m.error, 0);
      std::uint32_t number = 0;
      std::memcpy(&number, m.payload.data() + 4, sizeof(number));
      ASSERT_LT(number, kTotal);
      ASSERT_FALSE(seen[number]);
      seen[number] = true;
      answered += 1;
    }
    transport_->release();
  }
  EXPECT_EQ(answered, kTotal);
}

// The peer answers faster than we look: nothing is lost while the kernel's
// own buffers have room, whatever the size of ours.
TEST_P(TransportContract, MoreThanAllBuffersWaitingAreAllDelivered) {
  UdpEcho echo(family(), site_);
  OPEN_OR_SKIP({echo.endpoint()}, 4);
  constexpr std::uint32_t kTotal = 3000;
  std::vector<Sending> list;
  for (std::uint32_t i = 0; i < kTotal; ++i) {
    list.push_back({i, 40, 0, static_cast<std::uint16_t>(i % 4)});
  }
  send(list);
  ASSERT_NO_FATAL_FAILURE(collect_until(kTotal));
  std::set<std::uint32_t> numbers;
  for (const Got& got : got_) {
    numbers.insert(number_in(got.payload));
  }
  EXPECT_EQ(numbers.size(), kTotal);
}

// An empty batch means that no more lies ready, also behind a full one, which
// took all buffers.
TEST_P(TransportContract, NoBatchIsEmptyBeforeTheLastOfABacklog) {
  UdpEcho echo(family(), site_);
  OPEN_OR_SKIP({echo.endpoint()}, 1);
  send({{0, 40}});
  ASSERT_NO_FATAL_FAILURE(collect_until(1));
  constexpr std::size_t kTotal = 2000;
  const std::array<std::byte, 40> payload{};
  for (std::size_t i = 0; i < kTotal; ++i) {
    echo.send_to(echo.last_sender(), payload);
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  transport_->set_wait_batch(io::kRxBatchMax, Duration::milliseconds(2));
  for (std::size_t before = 0; got_.size() > before;) {
    collect(clock_.now() + Duration::milliseconds(2));
    before = got_.size();
    collect(clock_.now());
  }
  EXPECT_EQ(got_.size() - 1 + transport_->stats().receive_overflows, kTotal);
}

// What the kernel drops is counted, exactly.
TEST_P(TransportContract, DroppedInAFullReceiveBufferIsCounted) {
  if (kind().name == "raw") {
    GTEST_SKIP() << "sees what its peers send only: WhatTheRingCannotHold...";
  }
  UdpEcho echo(4, site_);
  receive_buffer_bytes_ = 4096;
  OPEN_OR_SKIP({echo.endpoint()}, 1);
  send({{0, 40}});
  ASSERT_NO_FATAL_FAILURE(collect_until(1));
  EXPECT_EQ(transport_->stats().receive_overflows, 0U);
  constexpr std::size_t kTotal = 2000;
  const std::array<std::byte, 200> payload{};
  for (std::size_t i = 0; i < kTotal; ++i) {
    echo.send_to(echo.last_sender(), payload);
  }
  const auto accounted = [this] {
    return got_.size() - 1 + transport_->stats().receive_overflows;
  };
  const Instant end = clock_.now() + kPatience;
  while (accounted() < kTotal && clock_.now() < end) {
    collect(clock_.now() + Duration::milliseconds(1));
  }
  EXPECT_EQ(accounted(), kTotal);
  EXPECT_GT(transport_->stats().receive_overflows, kTotal / 2);
  EXPECT_GT(got_.size(), 1U);
}

TEST_P(TransportContract, OpenedHereUsedThere) {
  UdpEcho echo(family(), site_);
  OPEN_OR_SKIP({echo.endpoint()});
  std::thread user([this] {
    send({{9, 40}});
    collect(clock_.now() + kPatience);
  });
  user.join();
  ASSERT_EQ(got_.size(), 1U);
  EXPECT_EQ(number_in(got_[0].payload), 9U);
  transport_.reset();
}

std::vector<Sending> stream_messages(std::uint32_t count) {
  std::vector<Sending> list;
  for (std::uint32_t i = 0; i < count; ++i) {
    list.push_back({i, 20 + i % 50, 0, 0, Channel::kStream});
  }
  return list;
}

TEST_P(TransportContract, StreamPipelinesAndTakesAnswersInAnyOrder) {
  StreamPeer peer(family(), StreamScript::kReverse50, site_);
  OPEN_OR_SKIP({peer.endpoint()});
  send(stream_messages(50));
  ASSERT_NO_FATAL_FAILURE(collect_until(50));
  for (std::uint32_t i = 0; i < 50; ++i) {
    EXPECT_EQ(number_in(got_[i].payload), 49 - i);
    EXPECT_EQ(got_[i].payload.size(), 20 + (49 - i) % 50);
    EXPECT_EQ(got_[i].channel, Channel::kStream);
    EXPECT_EQ(got_[i].lane, transport_->lanes());
    EXPECT_EQ(got_[i].from, peer.endpoint());
    EXPECT_EQ(got_[i].error, 0);
  }
  EXPECT_EQ(peer.connections(), 1);
  EXPECT_EQ(transport_->stats().stream_messages_sent, 50U);
  EXPECT_EQ(transport_->stats().stream_messages_received, 50U);
  EXPECT_EQ(transport_->stats().datagrams_sent, 0U);
}

TEST_P(TransportContract, StreamWorksOverIpv6BesideDatagrams) {
  NEEDS_IPV6();
  StreamPeer stream(6, StreamScript::kEcho, site_);
  UdpEcho echo(4, site_);
  OPEN_OR_SKIP({stream.endpoint(), echo.endpoint()});
  send({{1, 40, 0, 0, Channel::kStream}, {2, 40, 1, 1}});
  ASSERT_NO_FATAL_FAILURE(collect_until(2));
  for (const Got& got : got_) {
    const bool is_stream = got.channel == Channel::kStream;
    EXPECT_EQ(number_in(got.payload), is_stream ? 1U : 2U);
    EXPECT_EQ(got.from, is_stream ? stream.endpoint() : echo.endpoint());
  }
}

TEST_P(TransportContract, LongestStreamMessagesPass) {
  StreamPeer peer(family(), StreamScript::kLongest, site_);
  OPEN_OR_SKIP({peer.endpoint()});
  send(stream_messages(5));
  ASSERT_NO_FATAL_FAILURE(collect_until(5));
  for (std::uint32_t i = 0; i < 5; ++i) {
    ASSERT_EQ(got_[i].payload.size(), 65535U);  // what 16 bits can say
    EXPECT_EQ(number_in(got_[i].payload), i);
    EXPECT_EQ(got_[i].payload.back(), std::byte{0x5A});
  }
}

TEST_P(TransportContract, StreamMessagesInPiecesAreJoined) {
  StreamPeer peer(family(), StreamScript::kBytewise, site_);
  OPEN_OR_SKIP({peer.endpoint()});
  send(stream_messages(20));
  ASSERT_NO_FATAL_FAILURE(collect_until(20));
  for (std::uint32_t i = 0; i < 20; ++i) {
    EXPECT_EQ(number_in(got_[i].payload), i);
    EXPECT_EQ(got_[i].payload.size(), 20 + i);
  }
}

TEST_P(TransportContract, RefusedStreamYieldsOneErrorPerConnection) {
  const Endpoint closed = testing::closed_port(family(), SOCK_STREAM, site_);
  OPEN_OR_SKIP({closed});
  for (int round = 0; round < 3; ++round) {
    got_.clear();
    send(stream_messages(10));
    ASSERT_NO_FATAL_FAILURE(collect_until(1));
    collect_for(Duration::milliseconds(20));
    ASSERT_EQ(got_.size(), 1U);
    EXPECT_EQ(got_[0].error, ECONNREFUSED);
    EXPECT_EQ(got_[0].from, closed);
    EXPECT_EQ(got_[0].lane, transport_->lanes());
    EXPECT_EQ(got_[0].channel, Channel::kStream);
    EXPECT_TRUE(got_[0].payload.empty());
  }
}

TEST_P(TransportContract, ResetInTheMiddleYieldsOneErrorAndNoHalfMessage) {
  StreamPeer peer(family(), StreamScript::kResetInTheMiddle, site_);
  OPEN_OR_SKIP({peer.endpoint()});
  send(stream_messages(3));
  ASSERT_NO_FATAL_FAILURE(collect_until(1));
  collect_for(Duration::milliseconds(20));
  ASSERT_EQ(got_.size(), 1U);
  EXPECT_EQ(got_[0].error, ECONNRESET);
  EXPECT_TRUE(got_[0].payload.empty());
  // The next message opens a new connection.
  got_.clear();
  send(stream_messages(1));
  ASSERT_NO_FATAL_FAILURE(collect_until(1));
  EXPECT_EQ(peer.connections(), 2);
}

TEST_P(TransportContract, EndOfStreamWithQuestionsOpenIsAnError) {
  StreamPeer peer(family(), StreamScript::kCloseUnanswered, site_);
  OPEN_OR_SKIP({peer.endpoint()});
  send(stream_messages(1));
  ASSERT_NO_FATAL_FAILURE(collect_until(1));
  EXPECT_EQ(got_[0].error, ECONNABORTED);
  EXPECT_TRUE(got_[0].payload.empty());
  EXPECT_EQ(got_[0].from, peer.endpoint());
}

TEST_P(TransportContract, EndOfStreamWithNothingOpenIsSilent) {
  StreamPeer peer(family(), StreamScript::kCloseAfterOne, site_);
  OPEN_OR_SKIP({peer.endpoint()});
  for (int round = 1; round <= 3; ++round) {
    got_.clear();
    send(stream_messages(1));
    ASSERT_NO_FATAL_FAILURE(collect_until(1));
    EXPECT_EQ(got_[0].error, 0);
    collect_for(Duration::milliseconds(20));
    EXPECT_EQ(got_.size(), 1U);
    EXPECT_EQ(peer.connections(), round);
  }
}

TEST_P(TransportContract, APeerThatEndsAServingConnectionIsToldFromADeadOne) {
  StreamPeer serving(family(), StreamScript::kCloseAfter10, site_);
  StreamPeer useless(family(), StreamScript::kCloseUnanswered, site_);
  OPEN_OR_SKIP({serving.endpoint(), useless.endpoint()});
  send(stream_messages(30));
  ASSERT_NO_FATAL_FAILURE(collect_until(11));
  for (std::uint32_t i = 0; i < 10; ++i) {
    EXPECT_EQ(number_in(got_[i].payload), i);
    EXPECT_EQ(got_[i].error, 0);
  }
  EXPECT_NE(got_[10].error, 0);
  EXPECT_TRUE(got_[10].served);
  send({{1, 40, 1, 0, Channel::kStream}});
  ASSERT_NO_FATAL_FAILURE(collect_until(12));
  EXPECT_NE(got_[11].error, 0);
  EXPECT_FALSE(got_[11].served);
}

// Sends as much as there is said to be room for, and what was lost again.
struct StreamUser {
  std::set<std::uint32_t> open;
  std::set<std::uint32_t> waiting;
  std::uint32_t sent = 0;
  std::uint32_t cuts = 0;
};

TEST_P(TransportContract, StreamRoomFollowsWhatThePeerBears) {
  for (const auto script :
       {StreamScript::kEcho, StreamScript::kCloseAfter10,
        StreamScript::kResetAbove8, StreamScript::kCloseAfterOne}) {
    constexpr std::uint32_t kTotal = 400;
    StreamPeer peer(family(), script, site_);
    OPEN_OR_SKIP({peer.endpoint()});
    StreamUser user;
    for (std::uint32_t i = 0; i < kTotal; ++i) {
      user.waiting.insert(i);
    }
    const Instant end = clock_.now() + kPatience;
    while (user.waiting.size() + user.open.size() > 0 && clock_.now() < end) {
      const auto room = transport_->stream_room(
          0, static_cast<std::uint32_t>(user.open.size()));
      std::vector<Sending> list;
      while (list.size() < room && !user.waiting.empty()) {
        const std::uint32_t number = *user.waiting.begin();
        user.waiting.erase(number);
        user.open.insert(number);
        list.push_back({number, 40, 0, 0, Channel::kStream});
      }
      user.sent += static_cast<std::uint32_t>(list.size());
      got_.clear();
      send(list);
      collect(clock_.now() + Duration::milliseconds(100));
      for (const Got& got : got_) {
        if (got.error == 0) {
          EXPECT_EQ(user.open.erase(number_in(got.payload)), 1U);
        } else {
          ++user.cuts;
          user.waiting.merge(user.open);
          user.open.clear();
        }
      }
    }
    EXPECT_TRUE(user.waiting.empty() && user.open.empty());
    const int script_number = static_cast<int>(script);
    EXPECT_LE(user.sent, kTotal * 3 / 2) << script_number;
    EXPECT_LE(user.cuts, script == StreamScript::kEcho ? 0 : 40)
        << script_number;
  }
}

// No message is lost because there are more peers than connections.
TEST_P(TransportContract, ThereIsNoRoomWhileEveryConnectionIsBusy) {
  constexpr std::uint16_t kConnections = 64;
  std::vector<std::unique_ptr<StreamPeer>> servers;
  std::vector<Endpoint> peers;
  for (std::uint16_t i = 0; i <= kConnections; ++i) {
    const bool answers = i == 0 || i == kConnections;
    servers.push_back(std::make_unique<StreamPeer>(
        family(), answers ? StreamScript::kEcho : StreamScript::kReverse50,
        site_));
    peers.push_back(servers.back()->endpoint());
  }
  OPEN_OR_SKIP(peers, 1);
  for (std::uint16_t i = 0; i < kConnections; ++i) {
    EXPECT_GT(transport_->stream_room(i, 0), 0U);
    send({{i, 40, i, 0, Channel::kStream}});
  }
  EXPECT_EQ(transport_->stream_room(kConnections, 0), 0U);
  EXPECT_GT(transport_->stream_room(1, 1), 0U);
  ASSERT_NO_FATAL_FAILURE(collect_until(1));
  EXPECT_EQ(number_in(got_[0].payload), 0U);
  EXPECT_GT(transport_->stream_room(kConnections, 0), 0U);
  send({{99, 40, kConnections, 0, Channel::kStream}});
  ASSERT_NO_FATAL_FAILURE(collect_until(2));
  EXPECT_EQ(got_[1].error, 0);
  EXPECT_EQ(number_in(got_[1].payload), 99U);
}

// RFC 7766 section 6.2.3: a server of one process serves nobody meanwhile.
TEST_P(TransportContract, AnIdleConnectionIsClosedAfterTwoSeconds) {
  StreamPeer peer(family(), StreamScript::kEcho, site_);
  OPEN_OR_SKIP({peer.endpoint()});
  send(stream_messages(1));
  ASSERT_NO_FATAL_FAILURE(collect_until(1));
  collect_for(Duration::milliseconds(1000));
  EXPECT_EQ(peer.ended(), 0);
  const Instant end = clock_.now() + Duration::milliseconds(1900);
  collect_for(Duration::milliseconds(1200));
  while (peer.ended() == 0 && clock_.now() < end) {
    collect_for(Duration::milliseconds(20));
  }
  EXPECT_EQ(peer.ended(), 1);
  EXPECT_EQ(got_.size(), 1U);  // without a word
  send(stream_messages(1));
  ASSERT_NO_FATAL_FAILURE(collect_until(2));
  EXPECT_EQ(peer.connections(), 2);
}

TEST_P(TransportContract, GarbageOnAStreamIsHandedOverInBoundedPieces) {
  StreamPeer peer(family(), StreamScript::kGarbage, site_);
  UdpEcho echo(family(), site_);
  OPEN_OR_SKIP({peer.endpoint(), echo.endpoint()});
  send(stream_messages(1));
  ASSERT_NO_FATAL_FAILURE(collect_until(200));
  for (const Got& got : got_) {
    EXPECT_EQ(got.lane, transport_->lanes());
  }
  // Datagrams are not starved by it.
  got_.clear();
  send({{77, 40, 1, 0}});
  const Instant end = clock_.now() + kPatience;
  const auto has_echo = [this] {
    return std::any_of(got_.begin(), got_.end(), [](const Got& g) {
      return g.channel == Channel::kDatagram && number_in(g.payload) == 77;
    });
  };
  while (!has_echo() && clock_.now() < end) {
    got_.clear();
    collect(end);
  }
  EXPECT_TRUE(has_echo());
}

// Runs `body` in a child and returns what it says.
template <class Body>
std::string in_child(Body body) {
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe(ends.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const std::string said = body();
    const auto wrote = ::write(ends[1], said.data(), said.size());
    ::_exit(wrote == static_cast<ssize_t>(said.size()) ? 0 : 1);
  }
  ::close(ends[1]);
  std::string said;
  std::array<char, 512> buffer{};
  for (ssize_t got = 0;
       (got = ::read(ends[0], buffer.data(), buffer.size())) > 0;) {
    said.append(buffer.data(), static_cast<std::size_t>(got));
  }
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  return said;
}

TransportOptions plain_options(const io::Clock& clock, std::uint16_t lanes) {
  TransportOptions options;
  options.peers = {*io::parse_endpoint("127.0.0.1:9", 9)};
  options.lanes = lanes;
  options.clock = &clock;
  options.prng = io::Prng::from_entropy();
  return options;
}

bool forbid(int system_call, unsigned error) {
  std::array<sock_filter, 4> program{{
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(system_call), 0,
               1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  }};
  const sock_fprog filter{program.size(), program.data()};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

TEST_P(TransportContract, ShortageOfDescriptorsCostsLanesFirst) {
  const TransportKind kind = TransportContract::kind();
  const std::string said = in_child([kind]() -> std::string {
    const rlimit limit{40, 40};
    ::setrlimit(RLIMIT_NOFILE, &limit);
    const io::SteadyClock clock;
    auto opened = kind.open(plain_options(clock, 100));
    if (!opened.ok()) {
      return opened.error().what;
    }
    const auto lanes = opened.value()->lanes();
    return lanes >= 1 && lanes < 40 ? "fewer" : std::to_string(lanes);
  });
  if (is_refusal(said)) {
    GTEST_SKIP() << said;
  }
  EXPECT_EQ(said, "fewer");
}

// Eight threads under `ulimit -n 64`, both families: each gets its share.
TEST_P(TransportContract, SeveralTransportsShareFewDescriptors) {
  NEEDS_IPV6();
  const TransportKind kind = TransportContract::kind();
  const std::string said = in_child([kind]() -> std::string {
    int next = 0;
    for (int i = 0; i < 64; ++i) {
      next = ::dup(0);  // fills what is free between descriptors in use
    }
    ::close(next);
    constexpr std::uint16_t kTransports = 8;
    // Ring or epoll, stream pool, a socket for each family; raw has more.
    const int each = kind.name == "raw" ? 8 : 4;
    const int end = next + kTransports * each + 22;
    const rlimit limit{static_cast<rlim_t>(end), static_cast<rlim_t>(end)};
    ::setrlimit(RLIMIT_NOFILE, &limit);
    const io::SteadyClock clock;
    std::vector<std::unique_ptr<Transport>> opened;
    for (std::uint16_t left = kTransports; left > 0; --left) {
      TransportOptions options = plain_options(clock, 32);
      options.peers.push_back(*io::parse_endpoint("::1", 9));
      options.sharers = left;
      auto transport = kind.open(options);
      if (!transport.ok()) {
        return transport.error().what;
      }
      opened.push_back(transport.take());
    }
    const int lowest = ::dup(0);
    return lowest >= 0 && lowest + 16 <= end ? "all, and some are left"
                                             : std::to_string(lowest);
  });
  if (is_refusal(said) && said.find("ulimit") == std::string::npos) {
    GTEST_SKIP() << said;
  }
  EXPECT_EQ(said, "all, and some are left");
}

TEST_P(TransportContract, NoDescriptorAtAllIsOneClearSentence) {
  const TransportKind kind = TransportContract::kind();
  const std::string said = in_child([kind]() -> std::string {
    int next = 0;
    for (int i = 0; i < 64; ++i) {
      next = ::dup(0);  // fills what is free between descriptors in use
    }
    ::close(next);
    // Ring or epoll, and the pool's: then nothing for sockets.
    const rlimit limit{static_cast<rlim_t>(next) + 2,
                       static_cast<rlim_t>(next) + 2};
    ::setrlimit(RLIMIT_NOFILE, &limit);
    const io::SteadyClock clock;
    auto opened = kind.open(plain_options(clock, 8));
    return opened.ok() ? "opened" : opened.error().what;
  });
  if (said.find("EPERM") != std::string::npos) {
    GTEST_SKIP() << said;
  }
  EXPECT_NE(said.find("8 more needed"), std::string::npos) << said;
  EXPECT_NE(said.find("ulimit -n"), std::string::npos) << said;
  EXPECT_NE(said.find("fewer lanes"), std::string::npos) << said;
}

TEST(TransportKinds, ForbiddenUringFallsBackWithTheReason) {
  for (const int call : {SYS_io_uring_setup, SYS_io_uring_enter}) {
    const std::string said = in_child([call]() -> std::string {
      if (!forbid(call, EPERM)) {
        return "cannot filter";
      }
      const io::SteadyClock clock;
      auto opened = io::open_best_transport(plain_options(clock, 2));
      if (!opened.ok()) {
        return opened.error().what;
      }
      return std::string(opened.value().kind) + " " +
             opened.value().fallback_reason;
    });
    if (said == "cannot filter") {
      GTEST_SKIP() << "seccomp filters are not to be had here";
    }
    EXPECT_EQ(said.substr(0, 30), "mmsg io_uring is refused here ") << said;
    EXPECT_NE(said.find("EPERM"), std::string::npos) << said;
    EXPECT_NE(said.find("seccomp"), std::string::npos) << said;
  }
}

TEST(TransportKinds, AreFoundByNameBestFirst) {
  ASSERT_FALSE(io::transport_kinds().empty());
  EXPECT_EQ(io::transport_kinds()[0].name, "uring");
  for (const TransportKind& kind : io::transport_kinds()) {
    ASSERT_NE(io::find_transport_kind(kind.name), nullptr);
    EXPECT_EQ(io::find_transport_kind(kind.name)->open, kind.open);
    EXPECT_FALSE(kind.help.empty());
  }
  EXPECT_EQ(io::find_transport_kind("carrier-pigeon"), nullptr);
}

std::vector<Setting> settings() {
  std::vector<Setting> all;
  for (const TransportKind& kind : io::transport_kinds()) {
    all.push_back({kind, false, 4});
    all.push_back({kind, true, 4});
    all.push_back({kind, true, 6});
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(Kinds, TransportContract,
                         ::testing::ValuesIn(settings()),
                         [](const ::testing::TestParamInfo<Setting>& param) {
                           return std::string(param.param.kind.name) +
                                  (param.param.network ? "_ethernet" : "") +
                                  (param.param.family == 6 ? "_ipv6" : "");
                         });

}  // namespace
}  // namespace mxsweep

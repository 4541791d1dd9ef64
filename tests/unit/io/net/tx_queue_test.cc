// TxQueue without a kernel: grouping, reuse of positions, and what errors mean.

#include "io/net/tx_queue.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <memory>
#include <vector>

#include "io/base/clock.h"

namespace mxsweep::io {
namespace {

class TxQueueTest : public ::testing::Test {
 protected:
  TxQueueTest() {
    TransportOptions options;
    options.peers = {*parse_endpoint("127.0.0.1:9", 9),
                     *parse_endpoint("127.0.0.2:9", 9)};
    options.lanes = 2;
    options.clock = &clock_;
    options.prng = Prng(1);
    auto opened = LaneSockets::open(options);
    sockets_ = std::make_unique<LaneSockets>(opened.take());
    queue_ = std::make_unique<TxQueue>(*sockets_, inbox_);
  }

  struct Wanted {
    std::uint32_t size = 40;
    std::uint16_t peer = 0;
    std::uint16_t lane = 0;
    Channel channel = Channel::kDatagram;
  };

  void submit(const std::vector<Wanted>& wanted) {
    auto buffers = queue_->reserve(static_cast<std::uint32_t>(wanted.size()));
    ASSERT_EQ(buffers.size(), wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      buffers[i].bytes[0] = static_cast<std::byte>(i);
      buffers[i].size = wanted[i].size;
      buffers[i].peer = wanted[i].peer;
      buffers[i].lane = wanted[i].lane;
      buffers[i].channel = wanted[i].channel;
    }
    queue_->commit(static_cast<std::uint32_t>(wanted.size()));
  }

  std::vector<std::uint16_t> pop_all() {
    std::vector<std::uint16_t> ids;
    while (queue_->has_ready()) {
      ids.push_back(queue_->pop_ready());
    }
    return ids;
  }

  std::size_t lent() {
    std::vector<RxMessage> messages;
    inbox_.lend(messages);
    inbox_.release();
    return messages.size();
  }

  TransportStats stats() const {
    TransportStats stats;
    queue_->add_to(stats);
    return stats;
  }

  SteadyClock clock_;
  ErrorInbox inbox_;
  std::unique_ptr<LaneSockets> sockets_;
  std::unique_ptr<TxQueue> queue_;
};

TEST_F(TxQueueTest, EqualSizesToOneDestinationLeaveTogether) {
  submit({{40, 0, 0}, {40, 1, 0}, {40, 0, 1}, {40, 0, 0}, {40, 0, 0}});
  const auto ids = pop_all();
  ASSERT_EQ(ids.size(), 3U);
  EXPECT_EQ(queue_->group(ids[0]).count, 3);
  EXPECT_EQ(queue_->group(ids[1]).count, 1);
  EXPECT_EQ(queue_->group(ids[2]).count, 1);
}

TEST_F(TxQueueTest, OnlyTheLastOfAGroupIsShorter) {
  submit({{30}, {50}, {50}, {40}, {40}, {20}});
  const auto ids = pop_all();
  ASSERT_EQ(ids.size(), 3U);  // 50 50 40; 40 30; 20 cannot follow 30
  for (const std::uint16_t id : ids) {
    const SendGroup& group = queue_->group(id);
    const std::size_t most = std::size_t{group.count} * group.segment_bytes;
    EXPECT_LE(group.bytes.iov_len, most);
    EXPECT_GT(group.bytes.iov_len, most - group.segment_bytes);
  }
}

TEST_F(TxQueueTest, DatagramsOfAGroupLieOneBehindTheOther) {
  submit({{40, 0, 0}, {40, 1, 0}, {40, 0, 0}, {20, 0, 0}});
  const auto ids = pop_all();
  ASSERT_EQ(ids.size(), 2U);
  const SendGroup& group = queue_->group(ids[0]);
  ASSERT_EQ(group.header.msg_iovlen, 1U);
  ASSERT_EQ(group.header.msg_iov->iov_len, 100U);
  const auto* bytes =
      static_cast<const std::byte*>(group.header.msg_iov->iov_base);
  EXPECT_EQ(bytes[0], std::byte{0});
  EXPECT_EQ(bytes[40], std::byte{2});
  EXPECT_EQ(bytes[80], std::byte{3});
}

TEST_F(TxQueueTest, AGroupHasAtMost64Datagrams) {
  submit(std::vector<Wanted>(200));
  std::size_t total = 0;
  for (const std::uint16_t id : pop_all()) {
    EXPECT_LE(queue_->group(id).count, kSegmentsMax);
    total += queue_->group(id).count;
  }
  EXPECT_EQ(total, 200U);
}

TEST_F(TxQueueTest, ReserveTwiceGivesTheSameSlots) {
  const auto first = queue_->reserve(10);
  const auto second = queue_->reserve(4);
  EXPECT_EQ(first.data(), second.data());
  EXPECT_EQ(second.size(), 4U);
  queue_->commit(0);
  EXPECT_EQ(queue_->reserve(10).data(), first.data());
}

TEST_F(TxQueueTest, SlotsInFlightAreNotOfferedAgain) {
  std::vector<std::uint16_t> ids;
  for (int i = 0; i < 4; ++i) {
    submit(std::vector<Wanted>(kTxBatchMax));
    for (const std::uint16_t id : pop_all()) {
      ids.push_back(id);
    }
  }
  EXPECT_TRUE(queue_->reserve(1).empty());
  // The last finish first: their cells wait for the older ones.
  for (auto it = ids.rbegin(); it + 1 != ids.rend(); ++it) {
    queue_->finish(*it, 64 * 40, {});
  }
  EXPECT_TRUE(queue_->reserve(1).empty());
  queue_->finish(ids[0], 64 * 40, {});
  EXPECT_EQ(queue_->reserve(kTxBatchMax).size(), kTxBatchMax);
}

TEST_F(TxQueueTest, SlotsMayBeFilledAgainWhileDatagramsWait) {
  for (std::uint32_t round = 0; round < kTxPositions; ++round) {
    submit({{40, 0, 0, Channel::kStream}, {40, 0, 0}});
    const auto ids = pop_all();
    ASSERT_EQ(ids.size(), 1U);
    for (const TxBuffer& buffer : queue_->reserve(kTxBatchMax)) {
      buffer.bytes[0] = std::byte{0xFF};
    }
    const iovec bytes = queue_->group(ids[0]).bytes;
    ASSERT_EQ(bytes.iov_len, 40U);
    ASSERT_EQ(*static_cast<const std::byte*>(bytes.iov_base), std::byte{1});
    queue_->commit(0);
    queue_->finish(ids[0], 40, {});
  }
  EXPECT_EQ(stats().datagrams_sent, kTxPositions);
}

TEST_F(TxQueueTest, PendingIcmpErrorDoesNotSwallowASend) {
  submit({{40}});
  const auto ids = pop_all();
  EXPECT_TRUE(queue_->finish(ids[0], -ECONNREFUSED, {}));
  const auto again = pop_all();
  ASSERT_EQ(again, ids);
  EXPECT_FALSE(queue_->finish(again[0], 40, {}));
  EXPECT_EQ(stats().datagrams_sent, 1U);
  EXPECT_EQ(stats().send_errors, 0U);
  EXPECT_EQ(lent(), 0U);
}

TEST_F(TxQueueTest, UnreachableForGoodIsReportedOncePerDatagram) {
  submit({{40}, {40}});
  for (auto ids = pop_all(); !ids.empty(); ids = pop_all()) {
    ASSERT_EQ(ids.size(), 1U);
    queue_->finish(ids[0], -ENETUNREACH, {});
  }
  EXPECT_EQ(stats().send_errors, 2U);
  EXPECT_EQ(lent(), 2U);
}

TEST_F(TxQueueTest, RefusedSegmentationIsRememberedWhenSinglesPass) {
  submit({{40}, {40}, {40}});
  queue_->finish(pop_all()[0], -EIO, {});
  const auto singles = pop_all();
  ASSERT_EQ(singles.size(), 3U);
  for (const std::uint16_t id : singles) {
    EXPECT_EQ(queue_->group(id).header.msg_control, nullptr);
    queue_->finish(id, 40, {});
  }
  EXPECT_EQ(stats().segmentation_error, EIO);
  submit({{40}, {40}});
  EXPECT_EQ(pop_all().size(), 2U);
}

// One of a split group waits while the positions of the others are filled
// again.
TEST_F(TxQueueTest, SinglesOfASplitGroupKeepTheirOctets) {
  submit(std::vector<Wanted>(kSegmentsMax));
  queue_->finish(pop_all()[0], -EIO, {});
  const auto singles = pop_all();
  ASSERT_EQ(singles.size(), kSegmentsMax);
  const std::uint16_t late = singles[52];
  for (const std::uint16_t id : singles) {
    queue_->finish(id, id == late ? -EAGAIN : 40, {});
  }
  const auto offered = [this] { return queue_->reserve(kTxBatchMax).size(); };
  for (std::size_t count = offered(); count != 0; count = offered()) {
    queue_->commit(0);
    submit(std::vector<Wanted>(count));
  }
  const iovec bytes = queue_->group(late).bytes;
  ASSERT_EQ(bytes.iov_len, 40U);
  EXPECT_EQ(*static_cast<const std::byte*>(bytes.iov_base), std::byte{52});
}

TEST_F(TxQueueTest, BadDestinationDoesNotBlameSegmentation) {
  submit({{40}, {40}});
  queue_->finish(pop_all()[0], -EINVAL, {});
  for (const std::uint16_t id : pop_all()) {
    queue_->finish(id, -EINVAL, {});
  }
  EXPECT_EQ(stats().segmentation_error, 0);
  EXPECT_EQ(lent(), 2U);
}

TEST_F(TxQueueTest, FullSendBufferIsTriedLaterAndNotForEver) {
  submit({{40}});
  Instant now{};
  queue_->finish(pop_all()[0], -EAGAIN, now);
  EXPECT_FALSE(queue_->has_ready());
  queue_->wake(now);
  EXPECT_FALSE(queue_->has_ready());
  int tries = 0;
  while (queue_->has_put_off() && tries < 10'000) {
    now = now + kSendRetryEvery;
    queue_->wake(now);
    for (const std::uint16_t id : pop_all()) {
      queue_->finish(id, -ENOBUFS, now);
      tries += 1;
    }
  }
  EXPECT_EQ(tries, kSendRetryFor.ns / kSendRetryEvery.ns);
  EXPECT_EQ(lent(), 1U);
}

}  // namespace
}  // namespace mxsweep::io

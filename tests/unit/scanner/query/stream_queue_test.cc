// Who may go when, and when a stream counts as dead.
#include "scanner/query/stream_queue.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <span>
#include <vector>

namespace mxsweep {
namespace {

// As much room as the test says, less what is awaited.
class RoomyTransport final : public io::Transport {
 public:
  std::span<io::TxBuffer> reserve(std::uint32_t /*count*/) override {
    return {};
  }

  void submit(std::uint32_t /*count*/) override {}

  [[nodiscard]] std::uint32_t stream_room(
      std::uint16_t peer, std::uint32_t awaited) const override {
    return room[peer] > awaited ? room[peer] - awaited : 0;
  }

  io::RxBatch receive(io::Instant /*wait_until*/) override { return {}; }

  void release() override {}

  [[nodiscard]] io::TransportStats stats() const override { return {}; }

  [[nodiscard]] std::uint16_t lanes() const override { return 1; }

  std::vector<std::uint32_t> room;
};

constexpr std::uint32_t kQueries = 100;

class StreamQueueTest : public ::testing::Test {
 protected:
  // Departs with all that may go in one round.
  std::vector<std::uint32_t> round(const std::vector<std::uint16_t>& to) {
    std::vector<std::uint32_t> gone;
    queue_.look(transport_);
    for (auto i = queue_.next(); i != StreamQueue::kNone; i = queue_.next()) {
      queue_.on_sent(to[i]);
      gone.push_back(i);
    }
    return gone;
  }

  RoomyTransport transport_;
  StreamQueue queue_{3, kQueries, 8};
};

using Indexes = std::vector<std::uint32_t>;

TEST_F(StreamQueueTest, FirstComeFirstServedAsFarAsThereIsRoom) {
  transport_.room = {3, 0, 0};
  const std::vector<std::uint16_t> to(kQueries, 0);
  for (std::uint32_t i = 0; i < 5; ++i) {
    queue_.wait(i, 0);
  }
  EXPECT_EQ(round(to), (Indexes{0, 1, 2}));
  EXPECT_FALSE(queue_.ready());
  queue_.retire(0);
  queue_.wait_first(1, 0);  // its connection ended
  EXPECT_EQ(round(to), (Indexes{1}));
  queue_.retire(0);
  queue_.retire(0);
  EXPECT_EQ(round(to), (Indexes{3, 4}));
  EXPECT_EQ(queue_.give_up(0), StreamQueue::kNone);
}

TEST_F(StreamQueueTest, ResolversTakeTurnsAndOneFullHoldsNoOtherBack) {
  transport_.room = {0, 10, 10};
  std::vector<std::uint16_t> to(kQueries, 0);
  for (std::uint32_t i = 0; i < 9; ++i) {
    to[i] = static_cast<std::uint16_t>(i % 3);
    queue_.wait(i, to[i]);
  }
  // One new connection a round.
  EXPECT_EQ(round(to).size(), 3U);
  EXPECT_TRUE(queue_.ready());
  EXPECT_EQ(round(to).size(), 3U);
  EXPECT_FALSE(queue_.ready());
  EXPECT_TRUE(round(to).empty());
  transport_.room[0] = 1;
  EXPECT_EQ(round(to), (Indexes{0}));
}

TEST_F(StreamQueueTest, NoMoreThanThereArePlacesInAll) {
  transport_.room = {100, 100, 100};
  const std::vector<std::uint16_t> to(kQueries, 2);
  for (std::uint32_t i = 0; i < 20; ++i) {
    queue_.wait(i, 2);
  }
  EXPECT_EQ(round(to).size(), 8U);
  EXPECT_FALSE(queue_.ready());
  queue_.retire(2);
  EXPECT_TRUE(queue_.ready());
}

TEST_F(StreamQueueTest, TwoFailuresWithoutAReplyBetweenAreADeadStream) {
  EXPECT_FALSE(queue_.note_failure(1));
  queue_.note_reply(1, io::Instant{5});
  EXPECT_TRUE(queue_.take_replied(1));
  EXPECT_FALSE(queue_.take_replied(1));
  EXPECT_FALSE(queue_.note_failure(1));
  EXPECT_TRUE(queue_.note_failure(1));
  EXPECT_TRUE(queue_.note_failure(1));
  EXPECT_FALSE(queue_.note_failure(0));
}

TEST_F(StreamQueueTest, SilenceOfOneQuestionIsNotSilenceOfTheStream) {
  queue_.on_sent(1);
  queue_.on_sent(1);
  queue_.note_reply(1, io::Instant{20});
  queue_.retire(1);
  EXPECT_FALSE(queue_.note_silence(1, io::Instant{30}));  // another is open
  queue_.retire(1);
  EXPECT_FALSE(queue_.note_silence(1, io::Instant{10}));  // it spoke since
  EXPECT_FALSE(queue_.note_silence(1, io::Instant{30}));
  EXPECT_TRUE(queue_.note_silence(1, io::Instant{30}));
}

}  // namespace
}  // namespace mxsweep

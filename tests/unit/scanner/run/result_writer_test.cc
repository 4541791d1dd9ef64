// ResultWriter: batches of all shards reach the table and come back empty;
// its ledger sees lost, doubled and split records; an error ends the run.
#include "scanner/run/result_writer.h"

#include <gtest/gtest.h>

#include <atomic>
#include <bit>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "scanner/query/wake_reason.h"

namespace mxsweep {
namespace {

constexpr io::Column kColumns[] = {
    {"seq", io::ColumnType::kInt64, false, {}, {}, false}};

void put_row(io::RowBatch& rows, std::int64_t seq) {
  io::RowWriter row(rows);
  row.put_int(seq);
  row.end();
}

// Keeps the sequence numbers; fails from the `fail_at`-th batch on.
class KeepingTable final : public ResultTable {
 public:
  io::Status write(const ResultBatch& batch) override {
    const io::RowBatch& rows = batch.rows;
    ++calls;
    if (calls >= fail_at) {
      return io::Error{io::ErrorCode::kOutput, 28, "disk is full"};
    }
    for (std::size_t row = 0; row < rows.rows(); ++row) {
      seqs.push_back(rows.column(0).int_at(row));
    }
    return {};
  }

  io::Status look_at_time() override { return {}; }

  std::vector<std::int64_t> seqs;
  int calls = 0;
  int fail_at = 1000;
};

class ResultWriterTest : public ::testing::Test {
 protected:
  void start(std::size_t shards) {
    std::vector<ResultQueue*> pointers;
    for (std::size_t i = 0; i < shards; ++i) {
      queues_.push_back(std::make_unique<ResultQueue>(
          std::bit_ceil(ResultWriter::kBatchesPerShard)));
      queues_.back()->writer = sleeper_.get();
      pointers.push_back(queues_.back().get());
    }
    writer_ = std::make_unique<ResultWriter>(
        ResultWriter::Deps{table_, kColumns, pointers, shards_left_, abort_});
  }

  // One batch as a shard makes it: the numbers in its rows, and the records
  // that the shard says they are of.
  void hand_over(std::size_t shard, const std::vector<std::int64_t>& seqs,
                 const std::vector<RecordRows>& records) {
    ResultBatch* batch = nullptr;
    ASSERT_TRUE(queues_[shard]->empty.try_pop(batch));
    ASSERT_EQ(batch->rows.rows(), 0U);
    ASSERT_TRUE(batch->records.empty());
    for (const std::int64_t seq : seqs) {
      put_row(batch->rows, seq);
    }
    batch->records = records;
    ASSERT_TRUE(queues_[shard]->full.try_push(batch));
    sleeper_->notify(WakeReason::kBatch);
  }

  // All shards have finished: what is in the rings is written.
  void finish() {
    shards_left_ = 0;
    writer_->run();
  }

  static Ledger ledger_of(std::int64_t count) {
    Ledger ledger;
    for (std::int64_t seq = 0; seq < count; ++seq) {
      ledger.add(seq);
    }
    return ledger;
  }

  KeepingTable table_;
  std::unique_ptr<io::WakeUp> sleeper_ = io::WakeUp::open().take();
  std::atomic<std::uint32_t> shards_left_{1};
  std::atomic<bool> abort_{false};
  std::vector<std::unique_ptr<ResultQueue>> queues_;
  std::unique_ptr<ResultWriter> writer_;
};

using Seqs = std::vector<std::int64_t>;

TEST_F(ResultWriterTest, RecordsOfAllShardsBalance) {
  start(2);
  hand_over(0, {0, 0, 0, 3}, {{0, 3}, {3, 1}});
  hand_over(1, {2, 1, 1}, {{2, 1}, {1, 2}});
  hand_over(0, {4}, {{4, 1}});
  finish();
  EXPECT_EQ(table_.seqs, (Seqs{0, 0, 0, 3, 4, 2, 1, 1}));
  EXPECT_EQ(writer_->ledger(), ledger_of(5));
  EXPECT_TRUE(writer_->consistent());
  EXPECT_FALSE(writer_->error().has_value());
  EXPECT_FALSE(abort_.load());
}

TEST_F(ResultWriterTest, LostRecordDoesNotBalance) {
  start(1);
  hand_over(0, {0, 2}, {{0, 1}, {2, 1}});
  finish();
  EXPECT_NE(writer_->ledger(), ledger_of(3));
}

TEST_F(ResultWriterTest, DoubledRecordDoesNotBalance) {
  start(1);
  hand_over(0, {0, 1, 2}, {{0, 1}, {1, 1}, {2, 1}});
  hand_over(0, {1}, {{1, 1}});
  finish();
  EXPECT_NE(writer_->ledger(), ledger_of(3));
}

TEST_F(ResultWriterTest, RecordInPlaceOfAnotherDoesNotBalance) {
  start(1);
  hand_over(0, {0, 1, 3}, {{0, 1}, {1, 1}, {3, 1}});
  finish();
  EXPECT_EQ(writer_->ledger().count(), 3U);
  EXPECT_NE(writer_->ledger(), ledger_of(3));
}

TEST_F(ResultWriterTest, RecordWhoseRowsAreApartIsSeen) {
  start(1);
  hand_over(0, {0, 1, 0, 2}, {{0, 1}, {1, 1}, {0, 1}, {2, 1}});
  finish();
  EXPECT_NE(writer_->ledger(), ledger_of(3));
}

TEST_F(ResultWriterTest, RecordSplitOverTwoBatchesIsSeen) {
  start(1);
  hand_over(0, {0, 1}, {{0, 1}, {1, 1}});
  hand_over(0, {1, 2}, {{1, 1}, {2, 1}});
  finish();
  EXPECT_NE(writer_->ledger(), ledger_of(3));
}

TEST_F(ResultWriterTest, RecordWithoutARowIsSeen) {
  start(1);
  hand_over(0, {0, 1}, {{0, 1}, {1, 1}, {2, 0}});
  finish();
  EXPECT_FALSE(writer_->consistent());
}

TEST_F(ResultWriterTest, RowsThatAreNotThoseOfTheirRecordAreSeen) {
  start(1);
  hand_over(0, {0, 0, 1}, {{0, 1}, {1, 2}});
  finish();
  EXPECT_FALSE(writer_->consistent());
}

TEST_F(ResultWriterTest, RowsOfNoRecordAreSeen) {
  start(1);
  hand_over(0, {0, 0, 0}, {{0, 2}});
  finish();
  EXPECT_FALSE(writer_->consistent());
}

TEST_F(ResultWriterTest, ErrorIsKeptEndsTheRunAndNothingMoreIsWritten) {
  table_.fail_at = 2;
  start(1);
  hand_over(0, {0}, {{0, 1}});
  hand_over(0, {1}, {{1, 1}});
  hand_over(0, {2}, {{2, 1}});
  finish();
  EXPECT_TRUE(abort_.load());
  ASSERT_TRUE(writer_->error().has_value());
  EXPECT_EQ(writer_->error()->what, "disk is full");
  EXPECT_EQ(table_.calls, 2);
  EXPECT_EQ(table_.seqs, Seqs{0});
  // What did not reach the table is not in the ledger.
  EXPECT_EQ(writer_->ledger(), ledger_of(1));
}

TEST_F(ResultWriterTest, AbortElsewhereEndsItWhileShardsAreLeft) {
  start(1);
  abort_ = true;
  writer_->run();  // returns although shards_left_ is 1
  EXPECT_TRUE(table_.seqs.empty());
}

TEST_F(ResultWriterTest, EmptyBatchesComeBackForMoreRowsThanThereAreBatches) {
  constexpr std::int64_t kRecords = 500;
  start(1);
  std::thread shard([this] {
    for (std::int64_t seq = 0; seq < kRecords;) {
      ResultBatch* batch = nullptr;
      if (!queues_[0]->empty.try_pop(batch)) {
        std::this_thread::yield();
        continue;
      }
      put_row(batch->rows, seq);
      batch->records.push_back({seq++, 1});
      while (!queues_[0]->full.try_push(batch)) {
        std::this_thread::yield();
      }
      sleeper_->notify(WakeReason::kBatch);
    }
    shards_left_.store(0, std::memory_order_release);
    sleeper_->notify(WakeReason::kEnd);
  });
  writer_->run();
  shard.join();
  EXPECT_EQ(writer_->ledger(), ledger_of(kRecords));
  EXPECT_TRUE(writer_->consistent());
  EXPECT_EQ(table_.calls, static_cast<int>(kRecords));
}

}  // namespace
}  // namespace mxsweep

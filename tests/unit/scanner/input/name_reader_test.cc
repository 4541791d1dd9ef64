// NameReader: from the lines of a file to numbered jobs at the right shard,
// with back-pressure, stop and abort.
#include "scanner/input/name_reader.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "scanner/input/line_list.h"
#include "scanner/query/wake_reason.h"
#include "scanner/query/xxh3_hash.h"

namespace mxsweep {
namespace {

struct SeenJob {
  std::string name;
  std::string input;
  std::string error;
  std::optional<std::int64_t> rank;
  std::size_t shard = 0;
};

// The shards' side: takes batches until each shard had its last one.
class Shards {
 public:
  explicit Shards(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      queues_.push_back(std::make_unique<JobQueue>(16));
      queues_.back()->reader = reader_.get();
    }
  }

  std::vector<JobQueue*> queues() {
    std::vector<JobQueue*> out;
    for (const auto& queue : queues_) {
      out.push_back(queue.get());
    }
    return out;
  }

  void drain() {
    std::size_t open = queues_.size();
    while (open > 0) {
      for (std::size_t shard = 0; shard < queues_.size(); ++shard) {
        JobBatch* batch = nullptr;
        if (queues_[shard]->full.try_pop(batch)) {
          take(shard, *batch);
          open -= batch->last ? 1 : 0;
          EXPECT_TRUE(queues_[shard]->empty.try_push(batch));
          reader_->notify(WakeReason::kBatch);
        }
      }
      std::this_thread::yield();
    }
  }

  std::map<std::int64_t, SeenJob> jobs;  // by number
  std::vector<std::size_t> batch_sizes;
  Ledger ledger;

 private:
  void take(std::size_t shard, const JobBatch& batch) {
    EXPECT_LE(batch.size(), JobBatch::kJobsMax);
    batch_sizes.push_back(batch.size());
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const Job job = batch.job(i);
      ledger.add(job.seq);
      const SeenJob seen = {job.name.empty() ? "" : to_text(job.name),
                            std::string(job.input), std::string(job.error),
                            job.rank, shard};
      EXPECT_EQ(shard, Xxh3Hash{}(job.name.key()) % queues_.size());
      EXPECT_TRUE(jobs.emplace(job.seq, seen).second) << job.seq;
    }
  }

  std::unique_ptr<io::WakeUp> reader_ = io::WakeUp::open().take();
  std::vector<std::unique_ptr<JobQueue>> queues_;
};

class NameReaderTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "name_reader_XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }

  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::unique_ptr<io::LineReader> lines_of(const std::string& content) {
    const std::string path = folder_ + "/names.txt";
    std::ofstream(path, std::ios::binary) << content;
    auto opened = io::LineReader::open(path, &stop_);
    EXPECT_TRUE(opened.ok());
    return opened.take();
  }

  // Reads everything with the shards working at the same time.
  void run(const std::string& content, Shards& shards) {
    const auto lines = lines_of(content);
    PlainList list(*lines);
    NameReader reader(list, {.allow_special = true, .most_handed_out = most_},
                      shards.queues(), abort_);
    if (filter_.has_value()) {
      reader.filter_by(*filter_);
    }
    if (held_.has_value()) {
      reader.hold_in(*held_, stop_);
    }
    if (resume_.has_value()) {
      reader.resume_at(*resume_);
    }
    std::thread thread([&reader] { reader.run(); });
    shards.drain();
    thread.join();
    error_ = reader.error().has_value() ? reader.error()->what : "";
    EXPECT_TRUE(reader.ledger() == shards.ledger);
    names_ = reader.names_read().names;
    if (resume_.has_value()) {
      return;
    }
    EXPECT_EQ(error_, "");
    stopped_ = reader.stopped();
  }

  std::string folder_;
  std::atomic<bool> stop_{false};
  std::atomic<bool> abort_{false};
  std::optional<NameFilter> filter_;
  std::optional<HeldJobs> held_;
  std::optional<ResumePoint> resume_;
  std::optional<std::uint64_t> most_;  // records that are handed out
  std::string error_;
  std::uint64_t names_ = 0;
  bool stopped_ = false;
};

TEST_F(NameReaderTest, WhatTheFilterLeavesOutKeepsItsNumber) {
  Shards shards(1);
  filter_.emplace(FilterOptions{.unique_bytes = 1 << 20}, io::Prng(1));
  run("a.test\na.test\nb.test\n", shards);
  ASSERT_EQ(shards.jobs.size(), 2U);
  EXPECT_EQ(shards.jobs[0].name, "a.test");
  EXPECT_EQ(shards.jobs[2].name, "b.test");
  EXPECT_EQ(filter_->counted().duplicates, 1U);
}

TEST_F(NameReaderTest, HeldJobsComeAllAndOnceAtTheRightShard) {
  Shards shards(3);
  held_.emplace(HoldOptions{.shuffle = true}, io::Prng(1));
  std::string list;
  for (int i = 0; i < 10'000; ++i) {
    list += "n" + std::to_string(i) + ".test\n";
  }
  run(list + "a..b\n", shards);
  ASSERT_EQ(shards.jobs.size(), 10'001U);
  EXPECT_EQ(shards.jobs[1234].name, "n1234.test");
  EXPECT_EQ(shards.jobs[10'000].error, "empty label");
}

std::string list_of(int names) {
  std::string list;
  for (int i = 0; i < names; ++i) {
    list += "n" + std::to_string(i) + ".test\n";
  }
  return list;
}

TEST_F(NameReaderTest, GoesOnWithWhatIsNotDone) {
  constexpr int kNames = 20'000;
  resume_.emplace(SeqSet(0), InputMark());
  Shards all(1);
  run(list_of(kNames), all);
  EXPECT_EQ(all.jobs.size(), std::size_t{kNames});
  const InputMark mark = resume_->mark();
  EXPECT_EQ(mark.records, std::uint64_t{kNames});
  EXPECT_TRUE(mark.ended);
  SeqSet done(0);
  for (int seq = 0; seq < kNames; ++seq) {
    if (seq % 7 != 3) {
      done.add(seq);
    }
  }
  const std::uint64_t left = kNames - done.count();
  resume_.emplace(std::move(done), mark);
  Shards rest(1);
  run(list_of(kNames), rest);
  EXPECT_EQ(error_, "");
  EXPECT_EQ(rest.jobs.size(), left);
  EXPECT_EQ(rest.jobs[3].name, "n3.test");
  EXPECT_EQ(rest.jobs[17].name, "n17.test");
  EXPECT_EQ(names_, std::uint64_t{kNames});
}

TEST_F(NameReaderTest, WhatIsHandedOutHasBeenMarked) {
  constexpr std::uint64_t kMost = 1000;
  most_ = kMost;
  resume_.emplace(SeqSet(0), InputMark());
  Shards some(1);
  run(list_of(5000), some);
  EXPECT_EQ(some.jobs.size(), kMost);
  const InputMark mark = resume_->mark();
  EXPECT_GE(mark.records, kMost);
  EXPECT_FALSE(mark.ended);
  resume_.emplace(SeqSet(0), mark);
  Shards none(1);
  run("other.test\n" + list_of(5000), none);
  EXPECT_NE(error_, "");
  EXPECT_TRUE(none.jobs.empty());
}

TEST_F(NameReaderTest, WhatIsDoneStaysWhateverIsLeftOutNow) {
  FilterOptions nothing;
  nothing.share = 0;
  filter_.emplace(nothing, io::Prng(1));
  SeqSet done(0);
  done.add(2);
  resume_.emplace(std::move(done), InputMark());
  Shards none(1);
  run(list_of(10), none);
  EXPECT_EQ(error_, "");
  EXPECT_TRUE(none.jobs.empty());
  EXPECT_EQ(names_, 1U);
  EXPECT_EQ(filter_->counted().not_sampled, 9U);
}

TEST_F(NameReaderTest, ListThatEndsBeforeWhatIsDoneIsRefused) {
  for (const int last : {8, 9, 70}) {
    SeqSet done(0);
    done.add(last);
    resume_.emplace(std::move(done), InputMark());
    Shards shards(1);
    run(list_of(9), shards);
    EXPECT_EQ(error_ == "", last == 8) << error_;
  }
}

TEST_F(NameReaderTest, AsksNothingOfAListThatChanged) {
  resume_.emplace(SeqSet(0), InputMark());
  Shards all(1);
  run(list_of(9000), all);
  const InputMark mark = resume_->mark();
  for (const std::string& other :
       {"other.test\n" + list_of(9000), list_of(8999), list_of(8999) + "x.de",
        std::string()}) {
    resume_.emplace(SeqSet(0), mark);
    Shards none(1);
    run(other, none);
    EXPECT_NE(error_, "");
    EXPECT_TRUE(none.jobs.empty());
  }
}

TEST_F(NameReaderTest, NumbersRecordsButNotBlankLinesAndComments) {
  Shards shards(1);
  run("\xEF\xBB\xBF"
      "1,a.test\r\n\n# comment\r\nB.test\n\n2,a..b\nuser@c.test",
      shards);
  ASSERT_EQ(shards.jobs.size(), 4U);
  EXPECT_EQ(shards.jobs[0].name, "a.test");
  EXPECT_EQ(shards.jobs[0].rank, 1);
  EXPECT_EQ(shards.jobs[1].name, "b.test");
  EXPECT_EQ(shards.jobs[1].input, "B.test");
  EXPECT_EQ(shards.jobs[2].name, "");
  EXPECT_EQ(shards.jobs[2].error, "empty label");
  EXPECT_EQ(shards.jobs[2].rank, 2);
  EXPECT_EQ(shards.jobs[3].name, "c.test");
  EXPECT_EQ(shards.jobs[3].input, "@c.test");
  EXPECT_FALSE(stopped_);
}

TEST_F(NameReaderTest, EmptyInputStillTellsEveryShard) {
  Shards shards(3);
  run("", shards);
  EXPECT_TRUE(shards.jobs.empty());
  EXPECT_EQ(shards.ledger.count(), 0U);
}

TEST_F(NameReaderTest, ByteOrderMarksAreDroppedOnEveryLine) {
  Shards shards(1);
  run("a.test\n\xEF\xBB\xBF"
      "b.test\n",
      shards);
  ASSERT_EQ(shards.jobs.size(), 2U);
  EXPECT_EQ(shards.jobs[1].name, "b.test");
  EXPECT_EQ(shards.jobs[1].input, "");
}

TEST_F(NameReaderTest, ManyNamesGoToTheShardOfTheirHashInOrder) {
  constexpr int kNames = 20000;  // more than all batches hold
  std::string content;
  for (int i = 0; i < kNames; ++i) {
    content += "n" + std::to_string(i % 15000) + ".test\n";
  }
  Shards shards(3);
  run(content, shards);
  ASSERT_EQ(shards.jobs.size(), std::size_t{kNames});
  std::map<std::string, std::size_t> shard_of_name;
  for (int i = 0; i < kNames; ++i) {
    const SeenJob& job = shards.jobs[i];
    ASSERT_EQ(job.name, "n" + std::to_string(i % 15000) + ".test");
    const auto [entry, fresh] = shard_of_name.emplace(job.name, job.shard);
    ASSERT_TRUE(fresh || entry->second == job.shard);
  }
  EXPECT_EQ(shards.ledger.count(), std::uint64_t{kNames});
}

// Whoever gets few names at a time cannot send many of one length together.
TEST_F(NameReaderTest, FileFillsEveryBatchButTheLast) {
  std::string content;
  for (std::size_t i = 0; i < 3 * JobBatch::kJobsMax; ++i) {
    content += "n" + std::to_string(i) + ".test\n";
  }
  Shards shards(1);
  run(content, shards);
  const std::vector<std::size_t> expected = {
      JobBatch::kJobsMax, JobBatch::kJobsMax, JobBatch::kJobsMax, 0};
  EXPECT_EQ(shards.batch_sizes, expected);
}

TEST_F(NameReaderTest, NamesOfAPipeDoNotWaitForMore) {
  const std::string path = folder_ + "/fifo";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const int writer = ::open(path.c_str(), O_RDWR);  // keeps the pipe open
  ASSERT_GE(writer, 0);
  auto lines = io::LineReader::open(path, &stop_);
  ASSERT_TRUE(lines.ok());
  ASSERT_EQ(::write(writer, "a.test\n", 7), 7);
  Shards shards(1);
  PlainList list(*lines.value());
  NameReader reader(list, {.allow_special = true}, shards.queues(), abort_);
  std::thread thread([&reader] { reader.run(); });
  JobQueue& queue = *shards.queues().front();
  JobBatch* batch = nullptr;
  while (!queue.full.try_pop(batch)) {
    std::this_thread::yield();
  }
  EXPECT_EQ(batch->size(), 1U);
  EXPECT_FALSE(batch->last);
  EXPECT_TRUE(queue.empty.try_push(batch));
  ::close(writer);
  thread.join();
  EXPECT_EQ(reader.ledger().count(), 1U);
}

TEST_F(NameReaderTest, LineThatWasCutIsAnErrorWithItsInput) {
  Shards shards(1);
  run("x.test,1," + std::string(70000, 'y') + "\nnext.test\n# " +
          std::string(70000, 'z') + "\nlast.test\n",
      shards);
  ASSERT_EQ(shards.jobs.size(), 3U);
  EXPECT_EQ(shards.jobs[0].name, "");
  EXPECT_EQ(shards.jobs[0].error, "line longer than 65,536 bytes");
  EXPECT_EQ(shards.jobs[0].input, "x.test");
  EXPECT_EQ(shards.jobs[1].name, "next.test");
  EXPECT_EQ(shards.jobs[2].name, "last.test");
}

TEST_F(NameReaderTest, CutLineWithAProblemOfItsOwnKeepsThat) {
  Shards shards(1);
  run(std::string(70000, 'y') + "\n", shards);
  ASSERT_EQ(shards.jobs.size(), 1U);
  EXPECT_EQ(shards.jobs[0].error, "label longer than 63 octets");
  EXPECT_EQ(shards.jobs[0].input, "(65536 octets)");
}

TEST_F(NameReaderTest, StopEndsTheInputButNotTheBookkeeping) {
  stop_ = true;
  Shards shards(2);
  run("a.test\nb.test\n", shards);
  EXPECT_TRUE(stopped_);
}

TEST_F(NameReaderTest, AbortEndsAThreadThatWaitsForAShard) {
  std::string content;
  const std::size_t all = JobBatch::kJobsMax * NameReader::kBatchesPerShard;
  for (std::size_t i = 0; i < all + 1000; ++i) {
    content += "n" + std::to_string(i) + ".test\n";
  }
  Shards shards(1);  // nobody drains it
  const auto lines = lines_of(content);
  PlainList list(*lines);
  NameReader reader(list, {.allow_special = true}, shards.queues(), abort_);
  std::thread thread([&reader] { reader.run(); });
  // Take every batch out, give none back: the reader must wait for one.
  std::vector<JobBatch*> taken;
  while (taken.size() < NameReader::kBatchesPerShard) {
    JobBatch* batch = nullptr;
    if (shards.queues()[0]->full.try_pop(batch)) {
      taken.push_back(batch);
    } else {
      std::this_thread::yield();
    }
  }
  abort_ = true;
  shards.queues()[0]->reader->notify(WakeReason::kEnd);
  thread.join();
  EXPECT_LE(reader.ledger().count(), all + 1000);
  JobBatch* batch = nullptr;
  EXPECT_FALSE(shards.queues()[0]->full.try_pop(batch));
}

// A file that can be opened but not read from its start.
constexpr const char* kUnreadable = "/proc/self/mem";

TEST_F(NameReaderTest, ErrorOfTheInputIsKeptAndShardsAreTold) {
  auto opened = io::LineReader::open(kUnreadable, nullptr);
  if (!opened.ok()) {
    GTEST_SKIP() << "needs a file that cannot be read: " << opened.error().what;
  }
  Shards shards(2);
  PlainList list(*opened.value());
  NameReader reader(list, {}, shards.queues(), abort_);
  std::thread thread([&reader] { reader.run(); });
  shards.drain();
  thread.join();
  ASSERT_TRUE(reader.error().has_value());
  EXPECT_EQ(reader.error()->code, io::ErrorCode::kInput);
  EXPECT_FALSE(reader.stopped());
  EXPECT_EQ(reader.ledger().count(), 0U);
}

}  // namespace
}  // namespace mxsweep

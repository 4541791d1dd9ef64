// Dataset: runs that are killed, lose their power or fill their disk at any
// operation, and go on, leave the same dataset in the end as one run that
// nothing disturbs; and what is no continuation is refused. The disk is one
// that forgets; the engine is played by the test, names end in any order.
#include "scanner/run/dataset.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "io/base/prng.h"

#include "tests/support/forgetful_folder.h"

namespace mxsweep {
namespace {

using ::testing::HasSubstr;

constexpr io::Column kColumns[] = {
    {"seq", io::ColumnType::kInt64, false, {}, {}, false}};

// The same, called otherwise.
constexpr io::Column kRenamed[] = {
    {"number", io::ColumnType::kInt64, false, {}, {}, false}};

class QuietEvents final : public ScanEvents {
 public:
  void note(std::string_view text) override { notes += std::string(text); }

  void waits(std::string_view /*for_what*/) override {}

  void progress(const ProgressInput& /*now*/) override {}

  std::string notes;
};

class HandClock final : public io::Clock {
 public:
  [[nodiscard]] io::Instant now() const override { return time; }

  io::Instant time{1'000'000'000};
};

struct World {
  explicit World(std::uint64_t seed) : prng(seed), disk(prng.next()) {
    plan.writer = io::find_writer_kind("csv");
    plan.parts = true;
    plan.resume = true;
    plan.checkpoint = io::Duration::seconds(60);
    plan.seq_from = 5;
  }

  io::Prng prng;
  test::ForgetfulDisk disk;
  ScanPlan plan;
  QuietEvents events;
  HandClock clock;
  io::Schema schema = kColumns;
  std::int64_t records = 400;
  std::string changed;  // of the first record's input
  int unmarked = 0;     // so often the folder of all shards
};

struct Ended {
  io::Status status;
  bool complete = false;
};

// The part of NameReader: what is left to do.
io::Result<std::vector<std::int64_t>> read_list(const World& world,
                                                Dataset& dataset) {
  std::vector<std::int64_t> left;
  const auto first = static_cast<std::int64_t>(world.plan.seq_from);
  for (std::int64_t seq = first; seq < first + world.records; ++seq) {
    InputRecord record;
    record.input = "record " + std::to_string(seq);
    record.input += seq == first ? world.changed : "";
    const io::Status seen = dataset.input().saw(record);
    if (!seen.ok()) {
      return seen.error();
    }
    if (!dataset.input().done(seq)) {
      left.push_back(seq);
    }
  }
  const io::Status ended = dataset.input().saw_end();
  if (!ended.ok()) {
    return ended.error();
  }
  return left;
}

io::Status write_all(World& world, Dataset& dataset,
                     std::vector<std::int64_t> left) {
  std::shuffle(left.begin(), left.end(), world.prng);
  ResultBatch batch(kColumns);
  for (const std::int64_t seq : left) {
    io::RowWriter row(batch.rows);
    row.put_int(seq);
    row.end();
    batch.records.push_back({seq, 1});
    if (world.prng.below(8) == 0) {
      io::Status written = dataset.table().write(batch);
      if (!written.ok()) {
        return written;
      }
      batch.clear();
      world.clock.time = world.clock.time + io::Duration::seconds(9);
    }
  }
  return dataset.table().write(batch);
}

Ended one_run(World& world) {
  io::Result<std::unique_ptr<Dataset>> opened = Dataset::open(
      world.plan, std::make_unique<test::ForgetfulFolder>(world.disk),
      world.events, [&world] {
        ++world.unmarked;
        return io::Status();
      });
  if (!opened.ok()) {
    return {opened.error(), false};
  }
  Dataset& dataset = *opened.value();
  if (dataset.complete()) {
    return {{}, true};
  }
  io::Status status =
      dataset.begin(world.plan, world.schema, world.clock, {1, "", 0});
  if (!status.ok()) {
    return {status, false};
  }
  const io::Result<std::vector<std::int64_t>> left = read_list(world, dataset);
  if (!left.ok()) {
    return {left.error(), false};
  }
  status = write_all(world, dataset, left.value());
  if (status.ok()) {
    status = dataset.commit("{}", DatasetEnd());
  }
  return {status, status.ok()};
}

Ended run_with(World& world, test::Trouble trouble, std::uint64_t after) {
  world.disk.plan(trouble, after);
  Ended ended;
  try {
    ended = one_run(world);
  } catch (const test::Crash&) {
    ended.status = io::Error{io::ErrorCode::kOutput, 0, "crash"};
  }
  world.disk.restart();
  return ended;
}

// How often each record is in the parts that the journal knows.
std::map<std::string, int> rows_of(const World& world) {
  std::map<std::string, int> rows;
  const auto& files = world.disk.files();
  const io::Result<DatasetState> state = read_journal(files.at(kJournalName));
  for (const DatasetPart& part : state.value().parts) {
    const std::string& text = files.at(part.file);
    std::size_t from = text.find('\n') + 1;  // behind the header
    while (from < text.size()) {
      const std::size_t end = text.find('\n', from);
      ++rows[text.substr(from, end - from)];
      from = end + 1;
    }
  }
  return rows;
}

void expect_each_once(const World& world) {
  const std::map<std::string, int> rows = rows_of(world);
  EXPECT_EQ(rows.size(), static_cast<std::size_t>(world.records));
  for (const auto& [seq, count] : rows) {
    EXPECT_EQ(count, 1) << seq;
  }
  // Readers take every part that is there.
  std::size_t parts = 0;
  for (const auto& [name, text] : world.disk.files()) {
    parts += part_number(name) != 0 ? 1 : 0;
  }
  const auto state = read_journal(world.disk.files().at(kJournalName));
  EXPECT_EQ(parts, state.value().parts.size());
  EXPECT_EQ(world.disk.files().count(kSuccessName), 1U);
}

class Disturbed : public testing::TestWithParam<test::Trouble> {};

TEST_P(Disturbed, EndsAsIfNothingHadBeen) {
  int disturbed = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    World world(seed);
    for (int run = 0; run < 12; ++run) {
      const std::uint64_t after = world.prng.below(60);
      const Ended ended = run_with(world, GetParam(), after);
      disturbed += ended.status.ok() ? 0 : 1;
      if (ended.complete) {
        break;
      }
    }
    ASSERT_TRUE(run_with(world, test::Trouble::kNone, 0).complete) << seed;
    expect_each_once(world);
  }
  EXPECT_GT(disturbed, 200);
}

INSTANTIATE_TEST_SUITE_P(Troubles, Disturbed,
                         testing::Values(test::Trouble::kKill,
                                         test::Trouble::kPowerCut,
                                         test::Trouble::kDiskFull,
                                         test::Trouble::kDeviceError,
                                         test::Trouble::kSyncFails));

TEST(Dataset, EveryOperationMayBeTheLast) {
  World undisturbed(1);
  ASSERT_TRUE(one_run(undisturbed).complete);
  const std::uint64_t operations = undisturbed.disk.operations();
  ASSERT_GT(operations, 30U);
  for (std::uint64_t after = 0; after < operations; ++after) {
    World world(1);
    static_cast<void>(run_with(world, test::Trouble::kPowerCut, after));
    ASSERT_TRUE(run_with(world, test::Trouble::kNone, 0).complete) << after;
    expect_each_once(world);
  }
}

TEST(Dataset, LosesNoMoreThanThePartAtHand) {
  World world(3);
  const Ended ended = run_with(world, test::Trouble::kPowerCut, 40);
  ASSERT_FALSE(ended.complete);
  std::size_t durable = rows_of(world).size();
  EXPECT_GT(durable, 0U);
  const Ended again = run_with(world, test::Trouble::kPowerCut, 6);
  ASSERT_FALSE(again.complete);
  EXPECT_GE(rows_of(world).size(), durable);
}

// A run that was cut short, with some parts.
void cut_short(World& world) {
  ASSERT_FALSE(run_with(world, test::Trouble::kKill, 40).complete);
}

std::string refusal(World& world) {
  const Ended ended = run_with(world, test::Trouble::kNone, 0);
  EXPECT_FALSE(ended.status.ok());
  return ended.status.ok() ? "" : ended.status.error().what;
}

TEST(Dataset, AnotherListIsRefused) {
  World world(4);
  cut_short(world);
  world.changed = "!";
  EXPECT_THAT(refusal(world), HasSubstr("its first 400 records differ"));
  world.plan.resume_despite = {"list"};
  EXPECT_TRUE(run_with(world, test::Trouble::kNone, 0).complete);
}

TEST(Dataset, ShorterAndLongerListsAreRefused) {
  World world(4);
  cut_short(world);
  world.records = 399;
  EXPECT_THAT(refusal(world), HasSubstr("it ends after 399 records"));
  world.records = 401;
  EXPECT_THAT(refusal(world), HasSubstr("that ended after 400 records"));
}

TEST(Dataset, OtherSettingsAreRefused) {
  World world(4);
  cut_short(world);
  world.plan.lenient = true;
  EXPECT_THAT(refusal(world), HasSubstr("--resume-despite lenient"));
  world.plan.resume_despite = {"lenient"};
  world.plan.rate_pps = 12;  // may change
  EXPECT_TRUE(run_with(world, test::Trouble::kNone, 0).complete);
  expect_each_once(world);
}

TEST(Dataset, AnotherTableIsRefusedWhateverIsSaid) {
  World world(4);
  cut_short(world);
  world.plan.shape = Shape::kMx;
  world.plan.resume_despite = {"shape"};
  EXPECT_THAT(refusal(world), HasSubstr("give the same again"));
}

TEST(Dataset, OtherColumnsOfTheListAreRefusedWhateverIsSaid) {
  World world(4);
  world.plan.passthrough = {"2"};
  cut_short(world);
  world.plan.resume_despite = {"passthrough", "list"};
  world.plan.passthrough = {"3"};
  EXPECT_THAT(refusal(world), HasSubstr("the setting passthrough was [\"2\"]"));
  world.plan.passthrough = {};
  EXPECT_THAT(refusal(world), HasSubstr("is not given now; give the same"));
  world.plan.passthrough = {"2"};
  world.schema = kRenamed;  // the header was changed
  EXPECT_THAT(refusal(world), HasSubstr("was \"seq\" when the run began, and "
                                        "is \"number\" now; give the same"));
  world.schema = kColumns;
  EXPECT_TRUE(run_with(world, test::Trouble::kNone, 0).complete);
  expect_each_once(world);
}

// A run that ended before it saw the list knew nothing of its header.
TEST(Dataset, WhatARunWithoutPartsSaidOfTheListIsForgotten) {
  World world(4);
  world.plan.passthrough = {"2"};
  world.schema = kRenamed;
  ASSERT_FALSE(run_with(world, test::Trouble::kKill, 6).complete);
  ASSERT_TRUE(read_journal(world.disk.files().at(kJournalName))
                  .value()
                  .begin.has_value());
  ASSERT_EQ(rows_of(world).size(), 0U);
  world.schema = kColumns;
  EXPECT_TRUE(run_with(world, test::Trouble::kNone, 0).complete);
  expect_each_once(world);
}

TEST(Dataset, IsNotTouchedWithoutResume) {
  World world(4);
  cut_short(world);
  const auto before = world.disk.files();
  world.plan.resume = false;
  EXPECT_THAT(refusal(world), HasSubstr("--resume goes on with it"));
  EXPECT_EQ(world.disk.files(), before);
  world.plan.overwrite = true;
  EXPECT_TRUE(run_with(world, test::Trouble::kNone, 0).complete);
  expect_each_once(world);
  world.plan.overwrite = false;
  EXPECT_THAT(refusal(world), HasSubstr("complete result"));
}

TEST(Dataset, CompleteOneIsLeftAsItIs) {
  World world(6);
  ASSERT_TRUE(one_run(world).complete);
  world.disk.restart();
  const auto before = world.disk.files();
  EXPECT_TRUE(run_with(world, test::Trouble::kNone, 0).complete);
  EXPECT_EQ(world.disk.files(), before);
}

TEST(Dataset, CompleteOneOfAnotherListIsGoneOnWithIfThatIsSaid) {
  World world(6);
  ASSERT_TRUE(one_run(world).complete);
  world.disk.restart();
  world.records = 450;
  world.plan.resume_despite = {"list"};
  ASSERT_FALSE(run_with(world, test::Trouble::kKill, 20).complete);
  EXPECT_EQ(world.disk.files().count(kSuccessName), 0U);
  world.plan.resume_despite = {};
  ASSERT_TRUE(run_with(world, test::Trouble::kNone, 0).complete);
  expect_each_once(world);
}

TEST(Dataset, WhatSaysThatAllShardsAreWholeGoesBeforeAnythingChanges) {
  World world(6);
  world.disk.plan(test::Trouble::kKill, 0);
  EXPECT_THROW(static_cast<void>(one_run(world)), test::Crash);
  EXPECT_EQ(world.unmarked, 1);
  ASSERT_TRUE(run_with(world, test::Trouble::kNone, 0).complete);
  const int begun = world.unmarked;
  ASSERT_TRUE(run_with(world, test::Trouble::kNone, 0).complete);
  world.plan.resume = false;
  EXPECT_THAT(refusal(world), HasSubstr("complete result"));
  EXPECT_EQ(world.unmarked, begun);
  world.plan.overwrite = true;
  world.disk.plan(test::Trouble::kKill, 0);
  EXPECT_THROW(static_cast<void>(one_run(world)), test::Crash);
  EXPECT_EQ(world.unmarked, begun + 1);
}

TEST(Dataset, ForeignFilesAreLeftAlone) {
  World world(7);
  world.disk.append("thesis.txt", "years of work");
  world.plan.overwrite = true;
  EXPECT_THAT(refusal(world), HasSubstr("thesis.txt"));
  EXPECT_EQ(world.disk.files().at("thesis.txt"), "years of work");
}

TEST(Dataset, PartThatIsGoneIsAskedAgain) {
  World world(4);
  cut_short(world);
  const auto state = read_journal(world.disk.files().at(kJournalName));
  world.disk.remove(state.value().parts.front().file);
  world.disk.restart();
  EXPECT_TRUE(run_with(world, test::Trouble::kNone, 0).complete);
  EXPECT_THAT(world.events.notes, HasSubstr("will be asked again"));
  expect_each_once(world);
}

TEST(Dataset, PartsOfAJournalWithoutABeginningAreLeftAlone) {
  World world(4);
  cut_short(world);
  const std::string journal = world.disk.files().at(kJournalName);
  world.disk.remove(kJournalName);
  world.disk.append(kJournalName, journal.substr(1));
  const auto before = world.disk.files();
  EXPECT_THAT(refusal(world), HasSubstr("its journal does not say"));
  world.plan.overwrite = true;
  EXPECT_THAT(refusal(world), HasSubstr("its journal does not say"));
  EXPECT_EQ(world.disk.files(), before);
}

// A complete one of which a part was taken away.
std::string lose_a_part(World& world) {
  EXPECT_TRUE(one_run(world).complete);
  const auto state = read_journal(world.disk.files().at(kJournalName));
  std::string lost = state.value().parts.front().file;
  world.disk.remove(lost);
  world.disk.restart();
  return lost;
}

TEST(Dataset, PartThatIsGoneFromACompleteOneIsAskedAgain) {
  World world(4);
  const std::string lost = lose_a_part(world);
  EXPECT_TRUE(run_with(world, test::Trouble::kNone, 0).complete);
  EXPECT_THAT(world.events.notes, HasSubstr(lost + " is gone"));
  expect_each_once(world);
  EXPECT_EQ(world.disk.files().count(lost), 0U);
}

bool is_whole(const World& world) {
  const auto& files = world.disk.files();
  const auto state = read_journal(files.at(kJournalName));
  const std::vector<DatasetPart>& parts = state.value().parts;
  return state.value().end.has_value() &&
         std::all_of(parts.begin(), parts.end(),
                     [&files](const DatasetPart& part) {
                       return files.count(part.file) != 0;
                     });
}

TEST(Dataset, IsNotWholeWhileALostPartIsAskedAgain) {
  World undisturbed(4);
  static_cast<void>(lose_a_part(undisturbed));
  const std::uint64_t before = undisturbed.disk.operations();
  ASSERT_TRUE(one_run(undisturbed).complete);
  const std::uint64_t operations = undisturbed.disk.operations() - before;
  ASSERT_GT(operations, 8U);
  for (std::uint64_t after = 1; after < operations; ++after) {
    World world(4);
    static_cast<void>(lose_a_part(world));
    static_cast<void>(run_with(world, test::Trouble::kKill, after));
    EXPECT_TRUE(is_whole(world) || world.disk.files().count(kSuccessName) == 0)
        << after;
    ASSERT_TRUE(run_with(world, test::Trouble::kNone, 0).complete) << after;
    expect_each_once(world);
  }
}

TEST(Dataset, PartThatWasChangedIsRefused) {
  World world(4);
  cut_short(world);
  const auto state = read_journal(world.disk.files().at(kJournalName));
  world.disk.append(state.value().parts.front().file, "x");
  world.disk.restart();
  EXPECT_THAT(refusal(world), HasSubstr("move it away"));
}

TEST(Dataset, RecordsWithoutRowsAreLeftToALaterRun) {
  World world(8);
  io::Result<std::unique_ptr<Dataset>> opened = Dataset::open(
      world.plan, std::make_unique<test::ForgetfulFolder>(world.disk),
      world.events);
  ASSERT_TRUE(opened.ok());
  ASSERT_TRUE(opened.value()
                  ->begin(world.plan, kColumns, world.clock, {1, "", 0})
                  .ok());
  ASSERT_TRUE(read_list(world, *opened.value()).ok());
  ResultBatch batch(kColumns);
  batch.records.push_back({7, 0});
  ASSERT_TRUE(opened.value()->table().write(batch).ok());
  ASSERT_TRUE(opened.value()->commit("{}", std::nullopt).ok());
  world.disk.restart();
  EXPECT_TRUE(run_with(world, test::Trouble::kNone, 0).complete);
  expect_each_once(world);
}

}  // namespace
}  // namespace mxsweep

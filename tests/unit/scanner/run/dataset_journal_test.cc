// The journal of a dataset: entries go both ways, what the power cut short
// never was, and what is foreign is refused.
#include "scanner/run/dataset_journal.h"

#include <gtest/gtest.h>

#include <string>

namespace mxsweep {
namespace {

DatasetPart part_of(std::uint64_t number) {
  return {part_name(number, ".csv"),
          100 * number,
          7,
          5,
          "0-4",
          {8192, 0xFFFF'FFFF'FFFF'FFFFU, false}};
}

std::string begin_line() {
  return journal_line(DatasetBegin{
      "1.2.3", {{"shape", "\"flat\""}, {"force", "false"}}, 77, "night"});
}

DatasetState state_of(const std::string& text) {
  const io::Result<DatasetState> state = read_journal(text);
  EXPECT_TRUE(state.ok());
  return state.ok() ? state.value() : DatasetState();
}

TEST(DatasetJournal, OfNothingIsEmpty) {
  const DatasetState state = state_of("");
  EXPECT_FALSE(state.begin.has_value());
  EXPECT_TRUE(state.parts.empty());
  EXPECT_FALSE(state.end.has_value());
}

TEST(DatasetJournal, EntriesGoBothWays) {
  const DatasetState state =
      state_of(begin_line() + journal_session(5) + journal_line(part_of(1)) +
               journal_session(6) + journal_line(part_of(12)) +
               journal_line(DatasetEnd{10, 20, 3, part_of(1).input}));
  ASSERT_TRUE(state.begin.has_value());
  EXPECT_EQ(state.begin->version, "1.2.3");
  EXPECT_EQ(state.begin->settings.at("shape"), "\"flat\"");
  EXPECT_EQ(state.begin->seed, 77U);
  EXPECT_EQ(state.begin->run_id, "night");
  EXPECT_EQ(state.sessions, 2U);
  ASSERT_EQ(state.parts.size(), 2U);
  EXPECT_EQ(state.parts[1].file, "part-000012.csv");
  EXPECT_EQ(state.parts[1].octets, 1200U);
  EXPECT_EQ(state.parts[1].rows, 7U);
  EXPECT_EQ(state.parts[1].records, 5U);
  EXPECT_EQ(state.parts[1].seqs, "0-4");
  EXPECT_EQ(state.parts[1].input, part_of(12).input);
  EXPECT_EQ(state.last_part, 12U);
  ASSERT_TRUE(state.end.has_value());
  EXPECT_EQ(state.end->records, 10U);
  EXPECT_EQ(state.end->other_shards, 20U);
  EXPECT_EQ(state.end->left_out, 3U);
  EXPECT_EQ(state.end->input, part_of(1).input);
}

TEST(DatasetJournal, LostPartIsForgottenButNotItsNumber) {
  const DatasetState state =
      state_of(begin_line() + journal_line(part_of(1)) +
               journal_line(part_of(2)) + journal_lost(part_of(2).file));
  ASSERT_EQ(state.parts.size(), 1U);
  EXPECT_EQ(state.parts[0].file, part_of(1).file);
  EXPECT_EQ(state.last_part, 2U);
}

TEST(DatasetJournal, LineCutAnywhereNeverWas) {
  const std::string sound = begin_line() + journal_line(part_of(1));
  const std::string next = journal_line(part_of(2));
  for (std::size_t size = 0; size + 1 < next.size(); ++size) {
    const std::string cut = sound + next.substr(0, size);
    EXPECT_EQ(state_of(cut).parts.size(), 1U) << size;
    // What a later run adds begins a line of its own.
    EXPECT_EQ(state_of(cut + "\n" + journal_line(part_of(3))).parts.size(), 2U)
        << size;
  }
}

TEST(DatasetJournal, ChangedOctetNeverWas) {
  const std::string line = journal_line(part_of(1));
  for (std::size_t at = 0; at + 1 < line.size(); ++at) {
    std::string changed = line;
    changed[at] = changed[at] == 'x' ? 'y' : 'x';
    EXPECT_TRUE(state_of(changed).parts.empty()) << at;
  }
}

TEST(DatasetJournal, NamesOfPartsGoBothWays) {
  EXPECT_EQ(part_name(1, ".parquet"), "part-000001.parquet");
  EXPECT_EQ(part_name(1'234'567, ".csv"), "part-1234567.csv");
  EXPECT_EQ(part_number("part-000001.parquet"), 1U);
  EXPECT_EQ(part_number("part-1234567.csv"), 1'234'567U);
  EXPECT_EQ(part_number("part-000004.parquet.part"), 4U);
  for (const char* name : {"part-1.csv", "part-.csv", "part-000001", "_journal",
                           "apart-000001.csv", "part-00000x.csv", ""}) {
    EXPECT_EQ(part_number(name), 0U) << name;
  }
}

TEST(DatasetJournal, NamesOfShardsGoBothWays) {
  EXPECT_EQ(shard_name(2, 16), "shard-0003-of-0016");
  const std::optional<ShardPlace> place = shard_place("shard-0003-of-0016");
  ASSERT_TRUE(place.has_value());
  EXPECT_EQ(place->number, 2U);
  EXPECT_EQ(place->count, 16U);
  for (const char* name :
       {"shard-3-of-16", "shard-0000-of-0016", "shard-0017-of-0016",
        "shard-0003-of-", "part-000001", "shard-0003-of-0016x", ""}) {
    EXPECT_FALSE(shard_place(name).has_value()) << name;
  }
}

}  // namespace
}  // namespace mxsweep

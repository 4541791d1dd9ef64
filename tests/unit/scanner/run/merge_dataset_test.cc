// Merging shards: a whole dataset is marked, and every way in which it is not
// whole is named and leaves no mark.
#include "scanner/run/merge_dataset.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "io/file/folder.h"

#include "scanner/run/dataset.h"

namespace mxsweep {
namespace {

using ::testing::HasSubstr;

namespace fs = std::filesystem;

std::string text_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

class MergeTest : public testing::Test {
 protected:
  static constexpr std::uint32_t kShards = 4;
  static constexpr std::uint64_t kListed = 100;

  void SetUp() override {
    std::string name = testing::TempDir() + "merge_XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    outer_ = name;
    path_ = outer_ + "/night";
    for (std::uint32_t number = 0; number < kShards; ++number) {
      write_shard(number);
    }
  }

  void TearDown() override { fs::remove_all(outer_); }

  [[nodiscard]] std::string folder_of(std::uint32_t number) const {
    return path_ + '/' + shard_name(number, kShards);
  }

  void write_shard(std::uint32_t number) { write_shard_as(number, number); }

  // Somebody copied or renamed a folder.
  void write_shard_as(std::uint32_t number, std::uint32_t place) {
    const std::string folder = folder_of(place);
    fs::create_directories(folder);
    std::ofstream(folder + "/part-000001.csv") << "seq\n1\n";
    std::ofstream(folder + "/_manifest.json")
        << R"({"status":{"NOERROR":25},"rows":30})";
    const InputMark mark = {kListed, 7, true};
    std::ofstream(folder + "/" + kJournalName)
        << journal_line(
               DatasetBegin{version_,
                            {{"shape", "\"flat\""},
                             {"shard", "\"" + std::to_string(number) + "\""},
                             {"lenient", lenient_}},
                            1,
                            ""})
        << journal_line(DatasetPart{"part-000001.csv", 6, 30, 20, "0-19", mark})
        << journal_line(DatasetEnd{own_, kListed - own_ - 5, 5, mark});
  }

  std::string refusal() {
    fs::create_directories(path_);
    std::ofstream(path_ + "/" + kSuccessName) << "";  // of an earlier night
    const io::Result<MergeReport> merged = merge_dataset(path_);
    EXPECT_FALSE(merged.ok());
    EXPECT_FALSE(fs::exists(path_ + "/" + kSuccessName));
    return merged.ok() ? "" : merged.error().what;
  }

  std::string outer_;
  std::string path_;
  std::string version_ = "1.0.0";
  std::string lenient_ = "false";
  std::uint64_t own_ = 20;
};

TEST_F(MergeTest, WholeOneIsMarked) {
  const io::Result<MergeReport> merged = merge_dataset(path_ + "/");
  ASSERT_TRUE(merged.ok()) << merged.error().what;
  EXPECT_EQ(merged.value().shards, kShards);
  EXPECT_EQ(merged.value().records, 80U);
  EXPECT_EQ(merged.value().left_out, 20U);
  EXPECT_EQ(merged.value().rows, 120U);
  EXPECT_EQ(merged.value().parts, 4U);
  EXPECT_TRUE(fs::exists(path_ + "/" + kSuccessName));
  const auto manifest =
      nlohmann::json::parse(text_of(path_ + "/" + kDatasetManifestName));
  EXPECT_EQ(manifest["records_written"], 80);
  EXPECT_EQ(manifest["settings"]["shape"], "flat");
  EXPECT_EQ(manifest["counters_of_last_sessions"]["status"]["NOERROR"], 100);
  EXPECT_EQ(manifest["counters_of_last_sessions"]["rows"], 120);
  EXPECT_TRUE(merge_dataset(path_).ok());  // once more
}

TEST_F(MergeTest, MissingShardsAreNamed) {
  fs::remove_all(folder_of(1));
  fs::remove_all(folder_of(3));
  EXPECT_THAT(refusal(), HasSubstr("shard 2/4 is missing, 4/4 is missing"));
}

TEST_F(MergeTest, UnfinishedShardIsNamed) {
  const std::string journal = folder_of(2) + "/" + kJournalName;
  const std::string text = text_of(journal);
  std::ofstream(journal) << text.substr(0, text.size() - 10);
  EXPECT_THAT(refusal(), HasSubstr("shard 3/4 is not complete"));
}

TEST_F(MergeTest, JournalWithoutItsBeginningIsNamed) {
  const std::string journal = folder_of(2) + "/" + kJournalName;
  const std::string text = text_of(journal);
  std::ofstream(journal) << text.substr(1);
  EXPECT_THAT(refusal(), HasSubstr("shard-0003-of-0004: its journal was"));
}

TEST_F(MergeTest, ForeignShardIsNamed) {
  fs::create_directories(path_ + "/shard-0001-of-0009");
  EXPECT_THAT(refusal(), HasSubstr("shard-0001-of-0009 is no shard of this"));
}

TEST_F(MergeTest, ShardOfAnotherPlanIsNamed) {
  lenient_ = "true";
  write_shard(1);
  EXPECT_THAT(refusal(), HasSubstr("the setting lenient differs"));
}

TEST_F(MergeTest, ShardOfAnotherVersionIsNamed) {
  version_ = "2.0.0";
  write_shard(1);
  EXPECT_THAT(refusal(), HasSubstr("the version of mxsweep differs"));
}

TEST_F(MergeTest, LostPartIsNamed) {
  fs::remove(folder_of(0) + "/part-000001.csv");
  EXPECT_THAT(refusal(), HasSubstr("shard-0001-of-0004/part-000001.csv"));
}

TEST_F(MergeTest, OneShardInTwoPlacesIsSeen) {
  write_shard_as(1, 2);
  EXPECT_THAT(refusal(), HasSubstr("shard-0002-of-0004 and shard-0003-of-0004 "
                                   "hold the same shard \"1\""));
}

TEST_F(MergeTest, PartThatTheShardDidNotWriteIsNamed) {
  const std::string part = folder_of(0) + "/part-000002.csv";
  std::ofstream(part + ".part") << "seq\n1\n";  // readers pass over it
  EXPECT_TRUE(merge_dataset(path_).ok());
  std::ofstream(part) << "seq\n1\n";
  EXPECT_THAT(refusal(),
              HasSubstr("shard-0001-of-0004/part-000002.csv is no part"));
}

TEST_F(MergeTest, RecordsThatDoNotAddUpAreSeen) {
  own_ = 21;
  write_shard(1);
  EXPECT_THAT(refusal(), HasSubstr("101 records of the list's 100"));
}

TEST_F(MergeTest, ShardAtWorkIsSeen) {
  const auto held = io::DiskFolder::open(folder_of(2));
  ASSERT_TRUE(held.ok());
  EXPECT_THAT(refusal(), HasSubstr("another process is writing it"));
}

TEST_F(MergeTest, FolderWithoutShardsIsNone) {
  fs::remove_all(path_);
  EXPECT_THAT(refusal(), HasSubstr("there is no shard in it"));
  EXPECT_FALSE(merge_dataset(outer_ + "/none").ok());
  fs::create_directories(path_ + "/tld=com");  // of --partition-by
  EXPECT_THAT(refusal(), HasSubstr("there is no shard in it"));
}

TEST_F(MergeTest, DatasetWithoutShardsIsLeftAsItIs) {
  const std::string whole = folder_of(0);
  std::ofstream(whole + "/" + kSuccessName) << "";
  const io::Result<MergeReport> merged = merge_dataset(whole);
  ASSERT_FALSE(merged.ok());
  EXPECT_THAT(merged.error().what, HasSubstr("the dataset of one process"));
  EXPECT_TRUE(fs::exists(whole + "/" + kSuccessName));
}

}  // namespace
}  // namespace mxsweep

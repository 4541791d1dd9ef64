// RecordSink: the records of a list for who makes no jobs of them.

#include "scanner/input/record_sink.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mxsweep {
namespace {

class Keeper final : public RecordSink {
 public:
  Keeper(const InputOptions& options, std::size_t most)
      : RecordSink(options), most_(most) {}

  std::vector<std::string> records;

 private:
  bool take_record(InputRecord& record) override {
    records.push_back(record.error.empty() ? to_text(record.name.view())
                                           : record.error);
    return records.size() < most_;
  }

  std::size_t most_;
};

const std::vector<io::Line> kLines = {{.text = "a.example.com"},
                                      {.text = "# nothing"},
                                      {.text = "192.0.2.1"},
                                      {.text = "b.example.com", .cut = true},
                                      {.text = "c.example.com"}};

TEST(RecordSinkTest, LinesAndCellsAreWhatTheyAreInARun) {
  Keeper keeper({}, 100);
  EXPECT_TRUE(keeper.take_lines(kLines));
  const std::vector<Cell> cells = {
      {.text = "d.example.com", .rank = {}, .problem = ""},
      {.text = "", .rank = {}, .problem = "bad"}};
  EXPECT_TRUE(keeper.take_cells(cells));
  EXPECT_EQ(keeper.records, (std::vector<std::string>{
                                "a.example.com", "IP address, not a name",
                                std::string(kLineTooLong), "c.example.com",
                                "d.example.com", "bad"}));
}

TEST(RecordSinkTest, NothingFollowsWhenNoMoreIsWanted) {
  Keeper keeper({}, 1);
  EXPECT_FALSE(keeper.take_lines(kLines));
  EXPECT_EQ(keeper.records, std::vector<std::string>{"a.example.com"});
  EXPECT_FALSE(keeper.take_lines(kLines));
  EXPECT_EQ(keeper.records.size(), 1U);
}

TEST(RecordSinkTest, LimitCountsRecords) {
  InputOptions options;
  options.limit = 2;
  Keeper keeper(options, 100);
  EXPECT_FALSE(keeper.take_lines(kLines));
  EXPECT_EQ(keeper.records, (std::vector<std::string>{
                                "a.example.com", "IP address, not a name"}));
}

}  // namespace
}  // namespace mxsweep

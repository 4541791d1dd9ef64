// Rows as octets and back, and rows in order: in memory, through runs of a
// scratch file, through several merges, and where no file can be written.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "io/base/prng.h"
#include "io/table/sort/row_codec.h"
#include "io/table/sort/row_sorter.h"
#include "io/table/sort/sorted_runs.h"
#include "io/table/sort/sorted_table.h"

#include "tests/support/table_sinks.h"
#include "tests/unit/scanner/rows/render.h"

namespace mxsweep::io {
namespace {

constexpr std::array<std::string_view, 2> kLabels = {"udp", "tcp"};
constexpr std::array<Column, 1> kText = {
    Column{"element", ColumnType::kString, true, {}, {}, false}};
constexpr std::array<Column, 5> kFields = {
    Column{"host", ColumnType::kString, false, {}, {}, false},
    Column{"rank", ColumnType::kInt32, true, {}, {}, false},
    Column{"kind", ColumnType::kEnum, false, kLabels, {}, false},
    Column{"up", ColumnType::kBool, true, {}, {}, false},
    Column{"addresses", ColumnType::kList, false, {}, kText, false}};
constexpr std::array<Column, 1> kElement = {
    Column{"element", ColumnType::kStruct, false, {}, kFields, false}};
constexpr std::array<Column, 8> kSchema = {
    Column{"seq", ColumnType::kInt64, false, {}, {}, true},
    Column{"name", ColumnType::kString, true, {}, {}, false},
    Column{"small", ColumnType::kInt32, true, {}, {}, false},
    Column{"kind", ColumnType::kEnum, true, kLabels, {}, false},
    Column{"up", ColumnType::kBool, true, {}, {}, false},
    Column{"at", ColumnType::kTimestampUs, true, {}, {}, false},
    Column{"texts", ColumnType::kList, true, {}, kText, false},
    Column{"mx", ColumnType::kList, false, {}, kElement, false}};

using Kind = RowKeyPart::Kind;

const RowKey kBySeq = {{0, Kind::kNumber}};
const RowKey kByName = {{1, Kind::kText}, {0, Kind::kNumber}};

std::string random_text(Prng& prng) {
  std::string text(prng.below(40), ' ');
  for (char& c : text) {
    c = static_cast<char>(1 + prng.below(255));
  }
  return text;
}

void append_random_lists(RowWriter& row, Prng& prng) {
  std::size_t begin = row.elements().size();
  for (std::uint32_t left = prng.below(3); left != 0; --left) {
    prng.below(4) == 0 ? row.elements().append_null()
                       : row.elements().append_string(random_text(prng));
  }
  row.put_list(begin);
  begin = row.elements().size();
  for (std::uint32_t left = prng.below(3); left != 0; --left) {
    ColumnData& mx = row.elements();
    mx.child(0).append_string(random_text(prng));
    prng.below(2) == 0 ? mx.child(1).append_null() : mx.child(1).append_int(-7);
    mx.child(2).append_enum(static_cast<std::uint8_t>(prng.below(2)));
    prng.below(2) == 0 ? mx.child(3).append_null()
                       : mx.child(3).append_bool(true);
    for (std::uint32_t more = prng.below(3); more != 0; --more) {
      mx.child(4).child(0).append_string(random_text(prng));
    }
    mx.child(4).close();
    mx.close();
  }
  row.put_list(begin);
}

void append_random_row(RowBatch& rows, std::int64_t seq, std::string_view name,
                       Prng& prng) {
  constexpr std::int64_t kEdges[] = {0,
                                     -1,
                                     1,
                                     63,
                                     -64,
                                     1'700'000'000'000'000,
                                     std::numeric_limits<std::int64_t>::max(),
                                     std::numeric_limits<std::int64_t>::min()};
  RowWriter row(rows);
  row.put_int(seq);
  row.put_text(name, prng.below(2) == 0);
  prng.below(3) == 0 ? row.put_null()
                     : row.put_int(static_cast<std::int32_t>(prng.below(900)));
  prng.below(3) == 0 ? row.put_null()
                     : row.put_enum(static_cast<std::uint8_t>(prng.below(2)));
  prng.below(3) == 0 ? row.put_null() : row.put_bool(prng.below(2) == 0);
  prng.below(3) == 0 ? row.put_null() : row.put_int(kEdges[prng.below(8)]);
  append_random_lists(row, prng);
  row.end();
}

std::string row_text(const RowBatch& rows, std::size_t row) {
  std::string text;
  for (std::size_t column = 0; column < rows.column_count(); ++column) {
    text += mxsweep::test::render(rows.column(column), row) + "|";
  }
  return text;
}

TEST(RowCodec, RowsComeBackAsTheyWere) {
  Prng prng(1);
  RowBatch rows(kSchema);
  RowBatch back(kSchema);
  for (int i = 0; i < 500; ++i) {
    append_random_row(rows, i - 250, random_text(prng), prng);
  }
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    std::string octets;
    encode_row(rows, row, octets);
    decode_row(octets, back);
    ASSERT_EQ(row_text(back, row), row_text(rows, row));
    EXPECT_EQ(back.row(row).present, rows.row(row).present);
  }
}

// What a sorter is given and what must come of it.
class RowSorterTest : public ::testing::Test {
 protected:
  // Records of up to three rows, in an order by chance, with names that repeat.
  void make_records(std::int64_t count, std::size_t name_bytes) {
    std::vector<std::int64_t> seqs(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < seqs.size(); ++i) {
      seqs[i] = static_cast<std::int64_t>(i);
    }
    std::shuffle(seqs.begin(), seqs.end(), prng_);
    for (const std::int64_t seq : seqs) {
      const std::string name =
          std::string(name_bytes, 'n') + std::to_string(seq * 7919 % 1000);
      for (std::uint32_t left = 1 + prng_.below(3); left != 0; --left) {
        append_random_row(rows_, seq, name, prng_);
        given_.push_back({name, seq, row_text(rows_, rows_.rows() - 1)});
        if (rows_.rows() == 100) {
          give();
        }
      }
    }
    give();
  }

  virtual void take(const RowBatch& rows) = 0;

  struct Given {
    std::string name;
    std::int64_t seq;
    std::string text;
  };

  std::vector<Given> given_;
  Prng prng_{20261129};

 private:
  void give() {
    take(rows_);
    rows_.clear();
  }

  RowBatch rows_{kSchema};
};

class SortsTest : public RowSorterTest {
 protected:
  void take(const RowBatch& rows) override {
    EXPECT_TRUE(sorter_->add(rows).ok());
  }

  void make_sorter(const RowKey& key, std::size_t bytes) {
    sorter_.emplace(SortOptions{key, bytes});
  }

  std::vector<std::string> sorted() {
    std::vector<std::string> texts;
    const auto run = sorter_->finish();
    RowBatch batch(kSchema);
    for (auto more = run->next(); more.ok() && more.value();
         more = run->next()) {
      decode_row(run->at().row, batch);
      texts.push_back(row_text(batch, 0));
      batch.clear();
    }
    return texts;
  }

  std::vector<std::string> wanted(bool by_name) {
    std::stable_sort(given_.begin(), given_.end(),
                     [by_name](const Given& one, const Given& other) {
                       return by_name && one.name != other.name
                                  ? one.name < other.name
                                  : one.seq < other.seq;
                     });
    std::vector<std::string> texts;
    for (const Given& row : given_) {
      texts.push_back(row.text);
    }
    return texts;
  }

  std::optional<RowSorter> sorter_;
};

constexpr std::size_t kMiB = std::size_t{1} << 20U;

TEST_F(SortsTest, NothingIsNothing) {
  make_sorter(kBySeq, kMiB);
  EXPECT_TRUE(sorted().empty());
}

TEST_F(SortsTest, InMemory) {
  make_sorter(kBySeq, 64 * kMiB);
  make_records(3000, 1);
  EXPECT_EQ(sorted(), wanted(false));
}

TEST_F(SortsTest, ByTextThenNumber) {
  make_sorter(kByName, 64 * kMiB);
  make_records(3000, 1);
  EXPECT_EQ(sorted(), wanted(true));
}

TEST_F(SortsTest, ThroughRunsOfAFile) {
  make_sorter(kByName, 2 * kMiB);
  make_records(6000, 500);  // some 6 MiB
  EXPECT_EQ(sorted(), wanted(true));
}

TEST_F(SortsTest, ThroughMoreRunsThanAreReadAtOnce) {
  make_sorter(kBySeq, 2 * kMiB);
  make_records(20'000, 1000);  // some 40 MiB
  EXPECT_EQ(sorted(), wanted(false));
}

TEST_F(SortsTest, WhereRunsCannotBeMergedTheyAreReadAtOnce) {
  make_sorter(kBySeq, 2 * kMiB);
  make_records(20'000, 1000);
  ::setenv("TMPDIR", "/nowhere/at/all", 1);
  const std::vector<std::string> found = sorted();
  ::unsetenv("TMPDIR");
  EXPECT_EQ(found, wanted(false));
}

TEST_F(SortsTest, RowsThatAreLargerThanAPieceOfMemory) {
  make_sorter(kBySeq, 2 * kMiB);
  make_records(9, 1'500'000);
  EXPECT_EQ(sorted(), wanted(false));
}

TEST_F(SortsTest, NegativeNumbersComeFirst) {
  make_sorter(kBySeq, kMiB);
  RowBatch rows(kSchema);
  for (const std::int64_t seq : {5, -5, 0, 300, -300}) {
    append_random_row(rows, seq, "n", prng_);
    given_.push_back({"n", seq, row_text(rows, rows.rows() - 1)});
  }
  take(rows);
  EXPECT_EQ(sorted(), wanted(false));
}

TEST(CountedRun, FailsWhereRowsAreMissingOrTooMany) {
  for (std::uint64_t rows = 0; rows < 4; ++rows) {
    RowHeap heap;
    heap.add("a", "1");
    heap.add("b", "2");
    const auto run = counted_run(memory_run(heap), rows);
    Result<bool> more = run->next();
    while (more.ok() && more.value()) {
      more = run->next();
    }
    EXPECT_EQ(more.ok(), rows == 2);
  }
}

// What a table is written to is a table of CSV.
class SortedTableTest : public ::testing::Test {
 protected:
  static constexpr std::array<Column, 2> kColumns = {
      Column{"seq", ColumnType::kInt64, false, {}, {}, true},
      Column{"name", ColumnType::kString, true, {}, {}, false}};

  SortedTableTest() {
    auto csv = find_writer_kind("csv")->open(kColumns, sink_);
    table_ = std::make_unique<SortedTable>(
        kColumns, SortOptions{kByName, 2 * kMiB}, csv.take());
  }

  ~SortedTableTest() override { ::unsetenv("TMPDIR"); }

  Status write(std::int64_t first, std::int64_t count, std::size_t bytes) {
    RowBatch rows(kColumns);
    for (std::int64_t seq = first + count; seq-- > first;) {
      RowWriter row(rows);
      row.put_int(seq);
      row.put_text(std::string(bytes, 'a') + std::to_string(seq % 10));
      row.end();
    }
    return table_->write(rows);
  }

  test::MemorySink sink_;
  std::unique_ptr<TableWriter> table_;
};

TEST_F(SortedTableTest, WritesWhenItIsClosed) {
  ASSERT_TRUE(write(0, 12, 1).ok());
  EXPECT_EQ(sink_.text, "");
  ASSERT_TRUE(table_->close({}).ok());
  EXPECT_EQ(sink_.text,
            "seq,name\n0,a0\n10,a0\n1,a1\n11,a1\n2,a2\n3,a3\n4,a4\n5,a5\n"
            "6,a6\n7,a7\n8,a8\n9,a9\n");
}

TEST_F(SortedTableTest, WhatWasGatheredIsWrittenWhereNothingCanBeKept) {
  ::setenv("TMPDIR", "/nowhere/at/all", 1);
  Status status;
  std::int64_t rows = 0;
  for (; status.ok() && rows < 10'000; rows += 100) {
    status = write(rows, 100, 1000);
  }
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::kOutput);
  EXPECT_NE(status.error().what.find("the rows to be sorted in /nowhere"),
            std::string::npos);
  EXPECT_EQ(std::count(sink_.text.begin(), sink_.text.end(), '\n'), rows + 1);
}

TEST(TextTail, IsBehindTheLastDotAndSafe) {
  EXPECT_EQ(text_tail("a.b.com"), "com");
  EXPECT_EQ(text_tail("com"), "com");
  EXPECT_EQ(text_tail("xn--p1ai"), "xn--p1ai");
  EXPECT_EQ(text_tail("."), "");
  EXPECT_EQ(text_tail(""), "");
  EXPECT_EQ(text_tail("a.b/c"), "");
  EXPECT_EQ(text_tail("a.\\046"), "");
  EXPECT_EQ(text_tail("a.."), "");
  EXPECT_EQ(text_tail("a." + std::string(64, 'x')), "");
}

}  // namespace
}  // namespace mxsweep::io

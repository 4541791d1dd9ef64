// Tables that are read back: CSV and JSON lines as our writers have them and as
// somebody changed them, lines longer than a buffer, and files that were cut.
// Parquet is in the golden tests, where other programs write it.
#include "io/table/read/records.h"

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <string>
#include <vector>

#include "tests/support/encoders.h"

namespace mxsweep::io {
namespace {

constexpr std::array kWanted = {
    WantedColumn{"name"},
    WantedColumn{"hosts", true},
    WantedColumn{"mx", true, "host"},
    WantedColumn{"mx", true, "rank"},
};

class Records : public testing::Test {
 protected:
  std::string write(const std::string& text) {
    std::ofstream(path_, std::ios::binary) << text;
    return path_;
  }

  // Values in brackets, NULL as -, columns that are missing as nothing; an
  // error as its text.
  std::string read(const std::string& text) {
    Result<std::unique_ptr<RecordSource>> source =
        open_records(write(text), kWanted);
    if (!source.ok()) {
      return source.error().what.substr(path_.size());
    }
    const Status begun = source.value()->begin();
    cut_ = source.value()->is_cut();
    if (!begun.ok()) {
      return begun.error().what.substr(path_.size());
    }
    std::string out;
    Result<bool> more = source.value()->next();
    for (; more.ok() && more.value(); more = source.value()->next()) {
      for (std::size_t i = 0; i < kWanted.size(); ++i) {
        out += source.value()->has(i) ? "[" : "";
        for (const std::string_view value : source.value()->values(i)) {
          out += value.data() == nullptr ? "-" : std::string(value);
          out += '|';
        }
        out += source.value()->has(i) ? "]" : "";
      }
      out += '\n';
    }
    cut_ = source.value()->is_cut();
    return more.ok() ? out : out + more.error().what.substr(path_.size());
  }

  bool cut_ = false;  // what was read last

  const std::string folder_ = testing::TempDir();
  const std::string path_ =
      folder_ + "/records-" +
      testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(Records, CsvHasTextsNullsAndLists) {
  EXPECT_EQ(read("seq,name,x,hosts\n1,a,,b;c\n2,,,\n3,\"\",,\"\"\n"),
            "[a|][b|c|]\n[-|][]\n[|][]\n");
  EXPECT_EQ(read("name,hosts\na,x\\;y;z\n"), "[a|][x\\;y|z|]\n");
}

// As DuckDB, pandas and numpy spell them, too.
TEST_F(Records, ListsMayBeSpeltOtherwise) {
  const auto hosts = [this](const std::string& cell) {
    std::string json = cell;
    for (std::size_t at = 0;
         (at = json.find_first_of("\"\\", at)) != std::string::npos; at += 2) {
      json.insert(at, "\\");
    }
    const std::string of_json = read("{\"hosts\":\"" + json + "\"}\n");
    std::string csv = cell;
    for (std::size_t at = 0; (at = csv.find('"', at)) != std::string::npos;
         at += 2) {
      csv.insert(at, "\"");
    }
    const std::string of_csv = read("hosts\n\"" + csv + "\"\n");
    EXPECT_EQ(of_json, of_csv) << cell;
    return of_csv;
  };
  for (const char* cell : {"a;b", "[a, b]", "[a,b]", "['a' 'b']", "['a', 'b']",
                           "a b", R"(["a","b"])", R"(["a", 'b'])"}) {
    EXPECT_EQ(hosts(cell), "[a|b|]\n") << cell;
  }
  EXPECT_EQ(hosts("[]"), "[]\n");
  EXPECT_EQ(hosts(""), "[]\n");
  EXPECT_EQ(hosts("[a]"), "[a|]\n");
  EXPECT_EQ(hosts("[3,19]"), "[3|19|]\n");
  EXPECT_EQ(hosts("['a, b' 'c']"), "[a, b|c|]\n");
  EXPECT_EQ(hosts(R"(['it\'s', 'x\\;y'])"), R"([it's|x\;y|])"
                                            "\n");
  EXPECT_EQ(hosts("[a, NULL, 'NULL']"), "[a|-|NULL|]\n");
  // A host may be an address in brackets: of our own lists it stays so.
  EXPECT_EQ(hosts("[192.0.2.1]"), "[[192.0.2.1]|]\n");
  EXPECT_EQ(hosts("[192.0.2.1];[a]"), "[[192.0.2.1]|[a]|]\n");
  EXPECT_EQ(read("hosts\n[]\n[192.0.2.1]\n"), "[]\n[192.0.2.1|]\n");
  EXPECT_EQ(read("{\"hosts\":7}\n{\"hosts\":null}\n"), "[7|]\n[]\n");
}

TEST_F(Records, CsvQuotesMayHoldAnything) {
  EXPECT_EQ(read("name,y,hosts\n\"a,\"\"b\"\"\nc\",\"\n,\n\",d\ne,,f\n"),
            "[a,\"b\"\nc|][d|]\n[e|][f|]\n");
  // A quote that spans lines in a column which nobody wants.
  EXPECT_EQ(read("name,y\na,\"1\n2\"\nb,3\n"), "[a|]\n[b|]\n");
  EXPECT_EQ(read("name\n\"a\n"),
            ", line 2: the file is cut off: a quote is opened and never "
            "closed");
  EXPECT_TRUE(cut_);
}

TEST_F(Records, CsvHeaderMayHaveQuotes) {
  EXPECT_EQ(read("\"x\ny\",\"name\"\n1,a\n"), "[a|]\n");
  EXPECT_EQ(read("\"name\na\n"),
            ", line 1: the file is cut off: a quote is opened and never "
            "closed");
  EXPECT_EQ(read("\xEF\xBB\xBF\"name\na\n"),
            ", line 1: the file is cut off: a quote is opened and never "
            "closed");
  EXPECT_EQ(read("\xEF\xBB\xBF\"name\"\na\n"), "[a|]\n");
}

// Each octet of a record is looked at once, not once for each of its lines.
TEST_F(Records, CsvQuotesMayHoldManyLines) {
  std::string lines;
  for (int i = 0; i < 400'000; ++i) {
    lines += "\"\",\"\"\nabcdef\n";
  }
  EXPECT_EQ(read("name,x\nb,\"" + lines + "\"\n"), "[b|]\n");
  EXPECT_EQ(read("name\na\n\"" + std::string(400'000, '\n')),
            "[a|]\n, line 3: the file is cut off: a quote is opened and never "
            "closed");
}

// As spreadsheets of old Macs, and some exports still, end them.
TEST_F(Records, LinesMayEndWithCrAlone) {
  EXPECT_EQ(read("name,hosts\ra,b;c\rd,\r"), "[a|][b|c|]\n[d|][]\n");
  EXPECT_FALSE(cut_);
  EXPECT_EQ(read("{\"name\":\"a\"}\r{\"name\":\"b\"}\r"), "[a|]\n[b|]\n");
  (void)read("name\ra\rb");
  EXPECT_TRUE(cut_);
}

TEST_F(Records, CsvOfOtherSystems) {
  EXPECT_EQ(read("\xEF\xBB\xBFname,hosts\r\na,b\r\n"), "[a|][b|]\n");
}

// Every row of a writer has a line end, the last one, too; without it nobody
// knows how much of the last field is there.
TEST_F(Records, CsvOfSpreadsheets) {
  EXPECT_EQ(read("name;hosts;x\na;\"b;c\";1,5\n"), "[a|][b|c|]\n");
  EXPECT_EQ(read("\"name\"\t\"hosts\"\n\"a\nb\"\tc\n"), "[a\nb|][c|]\n");
  EXPECT_EQ(read("sep=,\nname,hosts\na,b\n"), "[a|][b|]\n");
  EXPECT_EQ(read("\xEF\xBB\xBFsep=|\r\nname|hosts\r\na|b\r\n"), "[a|][b|]\n");
  EXPECT_EQ(read("NAME,Hosts\na,b\n"), "[a|][b|]\n");
  EXPECT_EQ(read("name,hosts\na,b\n\n\n"), "[a|][b|]\n");
  EXPECT_FALSE(cut_);
  EXPECT_EQ(read("name,hosts\n\na,b\n"),
            ", line 2: fewer than the 2 columns of the header; the file was "
            "cut off or changed");
  const std::string utf16 =
      " is in UTF-16, which is not read back; save it as UTF-8";
  EXPECT_EQ(read(std::string("\xFF\xFEn\0a\0", 6)), utf16);
  EXPECT_EQ(read(std::string("n\0a\0", 4)), utf16);
  EXPECT_EQ(read("[{\"name\":\"a\"}]\n"),
            " is one JSON array, which is not read back; write JSON lines, an "
            "object each (jq -c '.[]')");
  EXPECT_EQ(read("\xEF\xBB\xBF{\"name\":\"a\"}\n"), "[a|]\n");
}

TEST_F(Records, CsvWithTooManyColumnsIsSaid) {
  for (const char* row : {"d,e,f,g", "d,e,f,", "d,e,\"f\",\"g\""}) {
    EXPECT_EQ(read("name,x,y\na,b,c\n" + std::string(row) + "\nh,i,j\n"),
              "[a|]\n, line 3: more than the 3 columns of the header; the file "
              "was cut off or changed")
        << row;
    EXPECT_FALSE(cut_);
  }
}

TEST_F(Records, CsvThatWasCutIsSaid) {
  const std::string header = "name,x,hosts,y,z\n";
  const std::string whole = header + "a,b,c,,\nd,\"e\n\",f,g,h\n";
  EXPECT_EQ(read(whole), "[a|][c|]\n[d|][f|]\n");
  EXPECT_FALSE(cut_);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const bool at_row = size == header.size() || size == header.size() + 8;
    const std::string said = read(whole.substr(0, size));
    EXPECT_EQ(cut_, !at_row) << size << ": " << said;
    EXPECT_EQ(said.find("cut off") == std::string::npos, at_row || size == 0)
        << size << ": " << said;
  }
  EXPECT_EQ(read(header + "a,b,c,d,e"),
            ", line 2: the file is cut off: its last line has no end");
}

// Somebody gave the rest of a row a line end.
TEST_F(Records, CsvWithTooFewColumnsIsSaid) {
  EXPECT_EQ(read("name,x,hosts\na,b,c\nd,e\n"),
            "[a|][c|]\n, line 3: the file is cut off: fewer than the 3 columns "
            "of the header");
  EXPECT_TRUE(cut_);
  EXPECT_EQ(read("name,x,y\na,b\n"),
            ", line 2: the file is cut off: fewer than the 3 columns of the "
            "header");
  EXPECT_EQ(read("name,x,hosts\na,b,c\nd,e\nf,g,h\n"),
            "[a|][c|]\n, line 3: fewer than the 3 columns of the header; the "
            "file was cut off or changed");
  EXPECT_FALSE(cut_);
}

TEST_F(Records, LinesMayBeLongerThanABuffer) {
  const std::string name(5'000'000, 'n');
  EXPECT_EQ(read("name,hosts\n" + name + ",b\nc,d\n"),
            "[" + name + "|][b|]\n[c|][d|]\n");
  EXPECT_EQ(read("name\n\"" + name + "\n" + name + "\"\n"),
            "[" + name + "\n" + name + "|]\n");
}

TEST_F(Records, ManyLinesOfAllLengths) {
  std::string text = "name\n";
  std::string want;
  for (std::size_t size = 1; size < 3000; ++size) {
    text += std::string(size, 'a') + '\n';
    want += "[" + std::string(size, 'a') + "|]\n";
  }
  EXPECT_EQ(read(text), want);
}

TEST_F(Records, JsonLines) {
  EXPECT_EQ(read(R"({"name":"a","hosts":["b","c"],"x":{"name":"no"}})"
                 "\n"
                 R"({"x":["no",["b"]],"hosts":[],"name":null})"
                 "\n"),
            "[a|][b|c|]\n[-|][]\n");
  EXPECT_EQ(read(R"({"name":7,"mx":[{"host":"b","rank":1,"deep":{"host":"n"}},)"
                 R"({"rank":2},{"host":null}]})"
                 "\n"),
            "[7|][b|-|-|][1|2|-|]\n");
}

TEST_F(Records, JsonThatIsNoneIsSaid) {
  EXPECT_EQ(read("{\"name\":\"a\"}\n{\"name\":\"b\n{\"name\":\"c\"}\n"),
            "[a|]\n, line 2 is no JSON object; the file was cut off or "
            "changed");
  EXPECT_FALSE(cut_);
  EXPECT_EQ(read("{\"name\":\"a\"}\n\"b\"\n"),
            "[a|]\n, line 2: the file is cut off: its last line is no JSON "
            "object");
  const std::string deep = "{\"x\":" + std::string(100'000, '[') + '\n';
  EXPECT_NE(read(deep).find("line 1: the file is cut off"), std::string::npos);
}

TEST_F(Records, JsonThatWasCutIsSaid) {
  const std::string row = R"({"name":"a","hosts":["b"],"x":1})"
                          "\n";
  const std::string whole = row + row;
  for (std::size_t size = 1; size < whole.size(); ++size) {
    const std::string said = read(whole.substr(0, size));
    EXPECT_EQ(cut_, size != row.size()) << size << ": " << said;
  }
  EXPECT_EQ(read(whole.substr(0, whole.size() - 1)),
            "[a|][b|]\n, line 2: the file is cut off: its last line has no "
            "end");
}

// Whatever packs it: the rows that can be unpacked come first.
TEST_F(Records, WhatIsPackedAndCutIsSaid) {
  std::string text = "name,hosts\n";
  for (int i = 0; i < 50'000; ++i) {
    text += std::to_string(i * 7919 % 50'000) + ",b\n";
  }
  for (const test::Encoder& encoder : test::encoders()) {
    const std::string packed = encoder.encode(text);
    EXPECT_EQ(read(packed).substr(0, 11), "[0|][b|]\n[7") << encoder.kind;
    EXPECT_FALSE(cut_) << encoder.kind;
    // Behind the data of a zip file stands only what is not needed.
    const std::size_t last = encoder.kind == "zip" ? packed.size() / 3 : 1;
    for (const std::size_t size : {packed.size() / 2, packed.size() - last}) {
      const std::string said = read(packed.substr(0, size));
      EXPECT_TRUE(cut_) << encoder.kind << ": " << said;
      EXPECT_NE(said.find(std::string(encoder.kind) + " data"),
                std::string::npos)
          << encoder.kind << ": " << said.substr(said.size() - 100);
    }
  }
}

TEST_F(Records, OtherFilesAreSaid) {
  EXPECT_EQ(read("\xFF\xFF\xFF\xFF\x10"),
            " is an Arrow stream, which is not read back; write CSV, JSON "
            "lines or Parquet");
  EXPECT_EQ(read("what\nis this\n"), "\n");
}

TEST_F(Records, WhatIsEmptyIsSaid) {
  EXPECT_EQ(read(""), " is empty");
  EXPECT_TRUE(cut_);
  EXPECT_EQ(read("name,hosts\n"), "");
  EXPECT_FALSE(cut_);
}

}  // namespace
}  // namespace mxsweep::io

// What every format of a list promises, each format in turn: it is recognised
// and read the same through a file and a pipe, with either line end and without
// the last one; empty, cut and hostile lists end in a refusal, an error or
// records, never in anything else; and a sink that wants no more gets no more.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "io/base/byte_sink.h"
#include "io/base/prng.h"
#include "io/table/writer.h"

#include "tests/support/list_rig.h"

namespace mxsweep {

void PrintTo(const ListFormat& format, std::ostream* out) {
  *out << format.name;
}

}  // namespace mxsweep

namespace mxsweep::lists {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

// All hold these names, in this order.
const std::vector<std::string> kNames = {"a.example.com", "b.example.net",
                                         "c.example.org"};

class Octets final : public io::ByteSink {
 public:
  [[nodiscard]] io::Status write(std::span<const std::byte> bytes) override {
    for (const std::byte byte : bytes) {
      text += static_cast<char>(byte);
    }
    return {};
  }

  [[nodiscard]] std::uint64_t position() const override { return text.size(); }

  std::string text;
};

// By our own writer; other writers' files are read by the golden tests.
std::string parquet_file() {
#ifdef MXSWEEP_HAVE_PARQUET
  static constexpr std::array<io::Column, 2> kColumns = {
      io::Column{"id", io::ColumnType::kInt64, false, {}, {}, false},
      io::Column{"domain", io::ColumnType::kString, true, {}, {}, false}};
  Octets sink;
  auto writer = io::find_writer_kind("parquet")->open(kColumns, sink);
  EXPECT_TRUE(writer.ok());
  io::RowBatch rows(kColumns);
  for (const std::string& name : kNames) {
    io::RowWriter row(rows);
    row.put_int(7);
    row.put_text(name);
    row.end();
  }
  EXPECT_TRUE(writer.value()->write(rows).ok());
  EXPECT_TRUE(writer.value()->close({}).ok());
  return sink.text;
#else
  return {};
#endif
}

// One list in each format, by the format's name.
std::map<std::string_view, std::string> examples() {
  return {
      {"plain", "# x\na.example.com\nb.example.net\n\nc.example.org\n"},
      {"csv", "id,domain\n7,a.example.com\n7,b.example.net\n5,c.example.org\n"},
      {"semicolon",
       "id;domain\n7;a.example.com\n7;b.example.net\n5;c.example.org\n"},
      {"tsv",
       "id\tdomain\n7\ta.example.com\n7\tb.example.net\n5\tc.example.org\n"},
      {"pipe",
       "id|domain\n7|a.example.com\n7|b.example.net\n"
       "5|c.example.org\n"},
      {"blank", "a.example.com OK\nb.example.net OK\nc.example.org OK\n"},
      {"fixed",
       "Nr  Domain\n--  -------------\n 7  a.example.com\n"
       " 7  b.example.net\n 5  c.example.org\n"},
      {"json", R"({"x":1,"list":["a.example.com",)"
               "\n"
               R"("b.example.net","c.example.org"]})"
               "\n"},
      {"ndjson",
       "{\"host\":\"a.example.com\"}\n{\"host\":\"b.example.net\"}\n"
       "{\"host\":\"c.example.org\"}\n"},
      {"parquet", parquet_file()},
      {"zone",
       "a.example.com. 300 IN A 192.0.2.1\nb.example.net. IN 60 MX 5 m.\n"
       "c.example.org. A 192.0.2.2\n"},
      {"rpz",
       "$TTL 60\n@ SOA l. r. 1 2 3 4 5\na.example.com CNAME .\n"
       "b.example.net CNAME *.\nc.example.org CNAME .\n"},
      {"hosts",
       "0.0.0.0 a.example.com\n0.0.0.0 b.example.net c.example.org # x\n"},
      {"adblock",
       "! x\n||a.example.com^\n||b.example.net^$third-party\n"
       "||c.example.org^\n"},
      {"config",
       "address=/a.example.com/::\naddress=/b.example.net/::\n"
       "server=/c.example.org/\n"},
      {"yaml",
       "# x\nsites:\n- name: a.example.com\n  id: 7\n"
       "- name: b.example.net\n  id: 8\n- name: c.example.org\n"},
      {"settings",
       "[[a]]\ndomain = \"a.example.com\"\nowner = x\n[[a]]\ndomain = "
       "b.example.net\n[[a]]\ndomain = 'c.example.org'\n"},
      {"records",
       "-[ RECORD 1 ]---\nid | 7\ndomain | a.example.com\n-[ RECORD 2 ]---\n"
       "id | 7\ndomain | b.example.net\n-[ RECORD 3 ]---\n"
       "id | 5\ndomain | c.example.org\n"},
      {"words", "# x\nfree a.example.com b.example.net\nfree c.example.org\n"},
  };
}

std::string with_cr_lf(const std::string& text) {
  std::string out;
  for (const char c : text) {
    out += c == '\n' ? "\r\n" : std::string(1, c);
  }
  return out;
}

class ListContractTest : public testing::TestWithParam<ListFormat> {
 protected:
  void SetUp() override { example_ = examples()[GetParam().name]; }

  [[nodiscard]] static bool is_binary() { return GetParam().name == "parquet"; }

  [[nodiscard]] static How wished(bool force = false) {
    How how;
    how.wishes.format = find_list_format(GetParam().name);
    how.wishes.force = force;
    return how;
  }

  std::string example_;
};

TEST_P(ListContractTest, IsRecognisedAndRead) {
  const Read read = read_list(example_);
  EXPECT_FALSE(read.refused) << read.text;
  EXPECT_FALSE(read.error.has_value());
  EXPECT_THAT(read.names, ElementsAreArray(kNames)) << read.text;
}

TEST_P(ListContractTest, IsReadTheSameWhenItIsAskedFor) {
  const Read read = read_list(example_, wished());
  EXPECT_THAT(read.names, ElementsAreArray(kNames)) << read.text;
  EXPECT_EQ(read.text, read_list(example_).text);
}

TEST_P(ListContractTest, APipeIsReadAsAFileIsOrRefused) {
  How how;
  how.through = Through::kPipe;
  const Read read = read_list(example_, how);
  if (is_binary()) {
    EXPECT_TRUE(read.refused);
    EXPECT_THAT(read.text, ::testing::HasSubstr("from a pipe"));
  } else {
    EXPECT_THAT(read.names, ElementsAreArray(kNames)) << read.text;
  }
}

TEST_P(ListContractTest, EitherLineEndAndNoneAtTheEnd) {
  if (is_binary()) {
    return;  // has no lines
  }
  EXPECT_THAT(read_list(with_cr_lf(example_)).names, ElementsAreArray(kNames));
  std::string cut = example_;
  cut.pop_back();
  EXPECT_THAT(read_list(cut).names, ElementsAreArray(kNames));
}

TEST_P(ListContractTest, ALongListIsReadLikeAShortOne) {
  if (is_binary() || GetParam().name == "json") {
    return;  // cannot be repeated
  }
  constexpr std::size_t kTimes = 20'000;  // further than the sample
  std::string text;
  for (std::size_t i = 0; i < kTimes; ++i) {
    text += i == 0 ? example_ : example_.substr(example_.find('\n') + 1);
  }
  for (const Through through : {Through::kFile, Through::kPipe}) {
    const Read read = read_list(text, {.wishes = {}, .through = through});
    ASSERT_GE(read.names.size(), 2 * kTimes) << read.text;
    EXPECT_EQ(read.names[0], kNames[0]);
    EXPECT_EQ(read.names.back(), kNames.back());
  }
}

TEST_P(ListContractTest, AnEmptyListGivesNothing) {
  for (const std::string_view text : {"", "\n", "\r\n\r\n", " \n"}) {
    const Read read = read_list(text, wished());
    EXPECT_THAT(read.names, IsEmpty());
    EXPECT_FALSE(read.text.empty());
  }
}

// Names that are cut are other names, but there are never more of them.
TEST_P(ListContractTest, EveryCutListEnds) {
  for (std::size_t size = 0; size < example_.size(); ++size) {
    for (const bool force : {false, true}) {
      const Read read = read_list(example_.substr(0, size), wished(force));
      EXPECT_LE(read.names.size(), 2 * kNames.size()) << size;
    }
  }
}

// Of another kind than it is said to be.
TEST_P(ListContractTest, WithoutANameAsThatFormatItIsRefused) {
  constexpr std::array kOthers = std::to_array<std::string_view>(
      {"Erika Mustermann\nwas in Rome\n", "{ nothing }\n", "1\n2\n3\n"});
  for (const std::string_view text : kOthers) {
    const Read read = read_list(text, wished());
    EXPECT_TRUE(read.refused) << text << read.text;
    EXPECT_THAT(read.text, testing::Not(testing::HasSubstr("Erika")));
  }
}

TEST_P(ListContractTest, LinesWithoutEndAreRefused) {
  for (const std::size_t size : {std::size_t{200'000}, std::size_t{2} << 20U}) {
    std::string line;
    while (line.size() < size) {
      line += "a.example.com ";
    }
    const Read read = read_list(line, wished());
    EXPECT_TRUE(read.refused) << read.text;
    const Read found = read_list(line + "\nb.example.com\n");
    EXPECT_TRUE(found.refused) << found.text;
    EXPECT_THAT(found.text, testing::HasSubstr("65,536 bytes"));
  }
}

TEST_P(ListContractTest, ASinkThatWantsNoMoreGetsNoMore) {
  std::string text = example_;
  if (!is_binary()) {
    for (int i = 0; i < 5000; ++i) {
      text += example_;
    }
  }
  How how;
  how.wishes.format = find_list_format(GetParam().name);
  how.cells_max = 1;
  const Read read = read_list(text, how);
  EXPECT_LE(read.names.size(), 1024U);  // one hand-over
}

std::map<std::string, std::string> hostile_lists() {
  std::map<std::string, std::string> lists;
  constexpr std::size_t kMuch = std::size_t{3} << 20U;
  lists["endless line"] = std::string(kMuch, 'a');
  lists["endless quote"] = "x,\"" + std::string(kMuch, 'a');
  lists["a million columns"] =
      std::string(1'000'000, ',') + "\n" + std::string(1'000'000, ',') + "\n";
  lists["a million words"] = "a ";
  for (int i = 0; i < 19; ++i) {
    lists["a million words"] += lists["a million words"];
  }
  lists["a quote on each line"] = "";
  for (int i = 0; i < 20'000; ++i) {
    lists["a quote on each line"] += "a,\"b,c.example.com\n";
  }
  lists["deep arrays"] = std::string(kMuch, '[');
  lists["deep objects"] = "";
  for (int i = 0; i < 100'000; ++i) {
    lists["deep objects"] += "{\"a\":";
  }
  lists["endless JSON string"] =
      "[\"a.example.com\",\"" + std::string(kMuch, 'a');
  lists["a million keys"] = "{\"x\":1";
  for (int i = 0; i < 100'000; ++i) {
    lists["a million keys"] += ",\"k" + std::to_string(i) + "\":\"v\"";
  }
  lists["open parenthesis"] = "$TTL 1\na. IN SOA b. c. (\n";
  for (int i = 0; i < 20'000; ++i) {
    lists["open parenthesis"] += "a" + std::to_string(i) + ". IN NS b.\n";
  }
  lists["only NUL"] = std::string(kMuch, '\0');
  lists["only 0xFF"] = std::string(kMuch, '\xFF');
  lists["only line ends"] = std::string(kMuch, '\n');
  lists["only CR"] = std::string(kMuch, '\r');
  lists["PAR1 and no more"] = "PAR1" + std::string(100'000, '\1') + "PAR1";
  io::Prng prng(7);
  for (int list = 0; list < 20; ++list) {
    constexpr std::string_view kLikely =
        "a.,;|\t \n\r\"'{}[]()$@#:=/<>\\01\xC3";
    std::string text;
    for (int i = 0; i < 20'000; ++i) {
      text += prng.below(8) == 0
                  ? std::string("a.example.com")
                  : std::string(1, kLikely[prng.below(kLikely.size())]);
    }
    lists["random " + std::to_string(list)] = text;
  }
  return lists;
}

TEST_P(ListContractTest, HostileListsEnd) {
  for (const auto& [name, text] : hostile_lists()) {
    SCOPED_TRACE(name);
    const Read read = read_list(text, wished());
    EXPECT_LE(read.text.size(), 2000U);
    const Read forced = read_list(text, wished(true));
    EXPECT_LE(forced.text.size(), 2000U);
  }
}

TEST(ListContract, HostileListsEndWhateverTheyLookLike) {
  for (const auto& [name, text] : hostile_lists()) {
    SCOPED_TRACE(name);
    for (const Through through : {Through::kFile, Through::kPipe}) {
      const Read read = read_list(text, {.wishes = {}, .through = through});
      EXPECT_LE(read.text.size(), 2000U);
      // What the layers below refuse is said by them.
      EXPECT_TRUE(!read.text.empty() || read.error.has_value());
    }
  }
}

std::string test_name(const testing::TestParamInfo<ListFormat>& format) {
  return std::string(format.param.name);
}

// Parquet is a format of builds that know it only.
std::vector<ListFormat> formats() {
  std::vector<ListFormat> all(list_formats().begin(), list_formats().end());
  std::erase_if(all, [](const ListFormat& format) {
    return examples()[format.name].empty() && format.name == "parquet";
  });
  return all;
}

INSTANTIATE_TEST_SUITE_P(EveryFormat, ListContractTest,
                         testing::ValuesIn(formats()), test_name);

}  // namespace
}  // namespace mxsweep::lists

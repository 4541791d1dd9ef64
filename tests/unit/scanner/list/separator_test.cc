// By what the fields of a list are held apart, and where its records end: the
// separator that makes steady columns, whatever stands in links and people's
// names; quotes that close, and quotes that do not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/list_rig.h"

namespace mxsweep::lists {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::StartsWith;

constexpr int kRows = 12;

// `#` stands for the number of the row.
std::string rows(std::string_view header, std::string_view row) {
  std::string text(header);
  for (int i = 0; i < kRows; ++i) {
    for (const char c : row) {
      text += c == '#' ? std::to_string(i) : std::string(1, c);
    }
  }
  return text;
}

void expect_names(const Read& read, const char* start) {
  EXPECT_EQ(read.names.size(), std::size_t{kRows}) << read.text;
  EXPECT_THAT(read.names, Each(StartsWith(start))) << read.text;
}

TEST(Separator, InsideOfLinksItIsNone) {
  expect_names(read_list(rows("url,domain\n",
                              "https://x.example.net/p|q|r,a#.example.com\n")),
               "a");
  expect_names(
      read_list(rows("", "https://x#.example.net/p|q,a#.example.com\n")), "a");
  expect_names(
      read_list(rows("", "#,https://a#.example.com/?b=1;c=2;d=3;e=4,x\n")),
      "a");
  expect_names(
      read_list(rows("id|url|n\n", "#|https://a#.example.com/1,2,3,4,5|x\n")),
      "a");
  expect_names(read_list(rows("name\tsite\n",
                              "F, G; H | #\thttps://a#.example.com/x,y;z\n")),
               "a");
}

TEST(Separator, InsideOfCellsWithSeveralNamesItIsNone) {
  expect_names(
      read_list(rows("domain,tags\n", "a#.example.com,x|y|z.example.net|w\n")),
      "a");
  expect_names(read_list(rows("tags,domain\n",
                              "x.example.net|y.example.net,a#.example.com\n")),
               "a");
}

TEST(Separator, ACommaMayStandInNumbersAndInPeople) {
  expect_names(read_list(rows("", "a#.example.com;3,5;2,7\n")), "a");
  std::string people = rows("", "Roe, Jane <x@a#.example.com>\n");
  people += "Jane Doe <x@a.example.com>\nx@a.example.com\n";
  const Read read = read_list(people);
  EXPECT_EQ(read.names.size(), std::size_t{kRows} + 2) << read.text;
  EXPECT_THAT(read.names, Each(StartsWith("a"))) << read.text;
}

TEST(Separator, AWantedColumnIsOneOfTheRightSeparator) {
  How how;
  how.wishes.column = "2";
  expect_names(
      read_list(rows("", "https://x#.example.net/p|q,a#.example.com\n"), how),
      "a");
}

TEST(Separator, BordersOfDrawnTablesAreNoRecords) {
  expect_names(read_list(rows("| # | Domain |\n|--:|:-------|\n",
                              "| # | a#.example.com |\n")),
               "a");
  expect_names(read_list("+----+\n" +
                         rows("| id | domain |\n+----+-----+\n",
                              "| # | a#.example.com |\n") +
                         "+----+-----+\n"),
               "a");
  expect_names(
      read_list(rows(" id | domain\n----+------\n", " # | a#.example.com\n")),
      "a");
}

TEST(Quotes, EveryRecordMaySpanLines) {
  expect_names(read_list(rows("id,address,domain\n",
                              "#,\"Way #\nTown\",a#.example.com\n")),
               "a");
  expect_names(read_list(rows("", "#,\"Way #\nTown\",a#.example.com\n")), "a");
  expect_names(read_list(rows("domain;address;mail\n",
                              "a#.example.com;\"Way #; x\n\nTown; y\";"
                              "x@m.example.com\n")),
               "a");
  expect_names(read_list(rows("id,note,domain\n",
                              "#,\"1, x\n2, x\n3\n4\n5\n6\n7\n8\","
                              "a#.example.com\n")),
               "a");
}

TEST(Quotes, AStrayOneSwallowsNoName) {
  const std::string rest = "3,y,c.example.com\n4,z,d.example.com\n";
  for (const char* head :
       {"1,\"open,a.example.com\n2,x\",b.example.com\n",
        "1,\"open, text,a.example.com\n2,x\",b.example.com\n",
        "1,\"open,a.example.com\n2,\"x,b.example.com\n",
        "1,x,\"a.example.com\n2,y,b.example.com\"\n"}) {
    EXPECT_THAT(read_list("id,note,domain\n" + (head + rest)).names,
                ElementsAre("a.example.com", "b.example.com", "c.example.com",
                            "d.example.com"))
        << head;
  }
  EXPECT_EQ(read_list("id,note,domain\n1,\"open,a.example.com\n2,x\",\n" + rest)
                .names.size(),
            4U);
}

}  // namespace
}  // namespace mxsweep::lists

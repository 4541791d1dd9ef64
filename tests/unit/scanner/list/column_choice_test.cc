// Which column of a list holds the names that are meant, which one is a rank,
// and which line is a header.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/list_rig.h"

namespace mxsweep::lists {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(ColumnChoice, WordsOfTheHeaderDecideBeforeWhatColumnsHold) {
  EXPECT_THAT(read_list("mx,url,domain\nm.example.com,https://u.example.com/,"
                        "d.example.com\n")
                  .names,
              ElementsAre("d.example.com"));
  EXPECT_THAT(read_list("name,email\na.example.com,x@b.example.com\n").names,
              ElementsAre("b.example.com"));
}

TEST(ColumnChoice, ASparseColumnIsPassedOverUnlessItIsCalledDomain) {
  std::string web = "web;mail\n";
  std::string domain = "domain;mail\n";
  for (int i = 0; i < 20; ++i) {
    const std::string row = i == 3 ? "w.example.com" : "";
    web += row + ";x@m.example.com\n";
    domain += row + ";x@m.example.com\n";
  }
  EXPECT_EQ(read_list(web).names[0], "m.example.com");
  EXPECT_THAT(read_list(web).text, HasSubstr("also in column 1"));
  EXPECT_EQ(read_list(domain).names[3], "w.example.com");
}

TEST(ColumnChoice, AColumnOfOneNameIsALinkToThePublisher) {
  std::string text;
  for (int i = 0; i < 60; ++i) {
    text += "h" + std::to_string(i) + ".example.com,list.example.org\n";
  }
  EXPECT_EQ(read_list(text).names[5], "h5.example.com");
}

TEST(ColumnChoice, TwoAsGoodAsEachOtherAreRefused) {
  const Read read = read_list("a.example.com,b.example.com\n");
  EXPECT_TRUE(read.refused);
  EXPECT_THAT(read.text, HasSubstr("--column"));
  EXPECT_THAT(read.text, Not(HasSubstr("example.com")));
}

TEST(ColumnChoice, AMapIsAboutItsFirstWord) {
  const Read read = read_list("a.example.com b.example.com\n");
  EXPECT_THAT(read.names, ElementsAre("a.example.com"));
  EXPECT_THAT(read.text, HasSubstr("also in column 2"));
}

TEST(ColumnChoice, ColumnsByNumberAndName) {
  How how;
  how.wishes.column = "2";
  const std::string text = "host,Mail Host\na.example.com,b.example.com\n";
  EXPECT_THAT(read_list(text, how).names, ElementsAre("b.example.com"));
  how.wishes.column = "mail_host";
  EXPECT_THAT(read_list(text, how).names, ElementsAre("b.example.com"));
  for (const char* column : {"0", "3", "mx", "99999999999999999999"}) {
    how.wishes.column = column;
    EXPECT_TRUE(read_list(text, how).refused) << column;
  }
}

TEST(ColumnChoice, AColumnThatIsAskedForNeedsNoNames) {
  How how;
  how.wishes.column = "2";
  EXPECT_THAT(read_list("1,Oberau\n2,Unterau\n", how).names,
              ElementsAre("oberau", "unterau"));
}

TEST(ColumnChoice, Ranks) {
  EXPECT_THAT(read_list("1,a.example.com\n2,b.example.com\n").ranks,
              ElementsAre(1, 2));
  EXPECT_THAT(read_list("seq,domain\n1,a.example.com\n").ranks,
              ElementsAre(std::nullopt));
  EXPECT_THAT(read_list("origin,rank\nhttps://a.example.com,1000\n").ranks,
              ElementsAre(1000));
  EXPECT_THAT(read_list("id,x,domain\n7,y,a.example.com\n").ranks,
              ElementsAre(std::nullopt));
  EXPECT_THAT(read_list("5 a.example.com\n3 b.example.com\n").ranks,
              ElementsAre(std::nullopt, std::nullopt));
}

TEST(ColumnChoice, HeadersAreSkippedAndFirstRecordsAreNot) {
  EXPECT_THAT(read_list("domain\na.example.com\n").names,
              ElementsAre("a.example.com"));
  EXPECT_THAT(
      read_list("1,localhost\n2,a.example.com\n3,b.example.com\n").names,
      ElementsAre("localhost", "a.example.com", "b.example.com"));
  How how;
  how.wishes.header = HeaderWish::kNo;
  EXPECT_EQ(read_list("domain\na.example.com\n", how).names.size(), 2U);
  how.wishes.header = HeaderWish::kYes;
  EXPECT_EQ(read_list("x.example.com\na.example.com\n", how).names.size(), 1U);
}

TEST(ColumnChoice, AHeaderThatLooksLikeANameIsNone) {
  EXPECT_THAT(read_list("ort.nummer,org.name\n1,a.example.com\n"
                        "2,b.example.com\n")
                  .names,
              ElementsAre("a.example.com", "b.example.com"));
}

TEST(ColumnChoice, RowsWithoutANameAreRecordsAll) {
  EXPECT_THAT(read_list("id,domain\n1,a.example.com\n2,\n3\n"
                        "4,b.example.com\n")
                  .names,
              ElementsAre("a.example.com", "!no domain name on the line",
                          "!no domain name on the line", "b.example.com"));
}

TEST(ColumnChoice, MostlyUnusableListsAreRefusedUnlessForced) {
  const std::string text = "Oberau\nUnterau\na.example.com\n";
  EXPECT_TRUE(read_list(text).refused);
  How how;
  how.wishes.force = true;
  EXPECT_THAT(read_list(text, how).names,
              ElementsAre("oberau", "unterau", "a.example.com"));
  EXPECT_FALSE(read_list("a.example.com\nOber Au\n").refused);
}

TEST(ColumnChoice, AListOfTopLevelDomainsIsOne) {
  EXPECT_THAT(read_list("com\nnet\norg\nxn--p1ai\n").names.size(), 4U);
}

TEST(ColumnChoice, NoWordThatIsUnknownIsShown) {
  const Read read = read_list("Erika,x\n7,a.example.com\n8,b.example.com\n");
  EXPECT_THAT(read.text, Not(HasSubstr("Erika")));
  EXPECT_THAT(read.text, Not(HasSubstr("\"x\"")));
}

}  // namespace
}  // namespace mxsweep::lists

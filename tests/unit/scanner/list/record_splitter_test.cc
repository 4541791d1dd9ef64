// Lines to records: quotes as RFC 4180 has them, and as people have them.
#include "scanner/list/record_splitter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mxsweep {
namespace {

using ::testing::ElementsAre;

using Record = std::vector<std::string>;

std::vector<Record> records(const std::vector<std::string>& lines,
                            const Dialect& dialect) {
  std::vector<Record> out;
  RecordSplitter splitter(dialect);
  const auto keep = [&out](std::span<const std::string_view> fields, bool) {
    out.emplace_back(fields.begin(), fields.end());
  };
  for (const std::string& line : lines) {
    splitter.add(line, keep);
  }
  splitter.finish(keep);
  return out;
}

Record one(const std::string& line, char separator = ',') {
  const std::vector<Record> all =
      records({line}, {.separator = separator, .fields = 3});
  EXPECT_EQ(all.size(), 1U);
  return all.front();
}

TEST(RecordSplitter, FieldsWithAndWithoutQuotes) {
  EXPECT_THAT(one("a,b,c"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(one("a,,"), ElementsAre("a", "", ""));
  EXPECT_THAT(one(""), ElementsAre(""));
  EXPECT_THAT(one("\"a,b\",c"), ElementsAre("a,b", "c"));
  EXPECT_THAT(one(" \"a\" , b ,c"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(one("\"a \"\"b\"\"\",c"), ElementsAre("a \"\"b\"\"", "c"));
  EXPECT_EQ(undoubled("a \"\"b\"\""), "a \"b\"");
  EXPECT_THAT(one("a;b;\"c;d\"", ';'), ElementsAre("a", "b", "c;d"));
  EXPECT_THAT(one("a\t\tc", '\t'), ElementsAre("a", "", "c"));
}

TEST(RecordSplitter, AQuoteInsideOrBeforeTextIsACharacter) {
  EXPECT_THAT(one("5\" disk,b"), ElementsAre("5\" disk", "b"));
  EXPECT_THAT(one("\"a\" x,b"), ElementsAre("\"a\" x", "b"));
}

TEST(RecordSplitter, AFieldMaySpanLines) {
  EXPECT_THAT(
      records({"1,\"a", "b\",c", "2,x,y"}, {.fields = 3}),
      ElementsAre(ElementsAre("1", "a\nb", "c"), ElementsAre("2", "x", "y")));
}

TEST(RecordSplitter, AStrayQuoteSwallowsNothing) {
  const std::vector<Record> all =
      records({"1,\"a,x", "2,b,x", "3,c,x", "4,d,x", "5,e,x", "6,\"f\",x"},
              {.fields = 3});
  ASSERT_EQ(all.size(), 6U);
  EXPECT_THAT(all[0], ElementsAre("1", "\"a", "x"));
  EXPECT_THAT(all[1], ElementsAre("2", "b", "x"));
  EXPECT_THAT(all[5], ElementsAre("6", "f", "x"));
}

TEST(RecordSplitter, AStrayQuoteAtTheEndIsACharacter) {
  EXPECT_THAT(
      records({"1,a,x", "2,\"b,x"}, {.fields = 3}),
      ElementsAre(ElementsAre("1", "a", "x"), ElementsAre("2", "\"b", "x")));
}

TEST(RecordSplitter, TwoStrayQuotesDoNotJoinTheirRecords) {
  EXPECT_THAT(
      records({"1,\"a,x", "2,\"b,x"}, {.fields = 3}),
      ElementsAre(ElementsAre("1", "\"a", "x"), ElementsAre("2", "\"b", "x")));
}

// The record would have as many fields as most, but its lines do, too.
TEST(RecordSplitter, AStrayQuoteThatClosesOnALaterLineSwallowsNoNames) {
  const std::vector<Record> two =
      records({"1,\"a,x.example.com", "2,b\",y.example.com"}, {.fields = 3});
  EXPECT_THAT(two, ElementsAre(ElementsAre("1", "\"a", "x.example.com"),
                               ElementsAre("2", "b\"", "y.example.com")));
  EXPECT_EQ(records({"1,\"a,x.example.com", "2,b,y.example.com",
                     "3,c\",z.example.com"},
                    {.fields = 3})
                .size(),
            3U);
  // Without a name in one of them it is a field over lines, until the column
  // says more.
  const std::vector<std::string> gap = {"1,\"a,x.example.com", "2,b\","};
  EXPECT_EQ(records(gap, {.fields = 3}).size(), 1U);
  EXPECT_EQ(records(gap, {.fields = 3, .column = 2}).size(), 2U);
}

TEST(RecordSplitter, ALineWithTooManyFieldsGivesThemToItsStrayQuote) {
  EXPECT_THAT(records({"1,\"a, b, c,x", "2,b,x"}, {.fields = 3}),
              ElementsAre(ElementsAre("1", "\"a, b, c", "x"),
                          ElementsAre("2", "b", "x")));
}

TEST(RecordSplitter, AFieldOverLinesMayHoldSeparatorsAndEmptyLines) {
  EXPECT_THAT(records({"a.example.com,\"b, c", "", "d, e\",f"},
                      {.fields = 3, .column = 0}),
              ElementsAre(ElementsAre("a.example.com", "b, c\n\nd, e", "f")));
}

// A line of a field may look like a name; a record it is not.
TEST(RecordSplitter, LinesThatLookLikeNamesAreNoRecordsOfTheirOwn) {
  EXPECT_THAT(
      records({"a.example.com,\"Frau", "e@x.example.com", "Mustermann\",1"},
              {.fields = 3, .column = 0}),
      ElementsAre(ElementsAre("a.example.com",
                              "Frau\ne@x.example.com\nMustermann", "1")));
  EXPECT_EQ(records({"1,\"Weg 1", "e@x.example.org",
                     "Stadt\",https://a.example.com/"},
                    {.fields = 3, .column = 2})
                .size(),
            1U);
  EXPECT_EQ(
      records({"a.example.com,\"ns1.x.example.net", "ns2.x.example.net\",Frau"},
              {.fields = 3, .column = 0})
          .size(),
      1U);
  // A record that quotes its own fields is one behind a stray quote.
  EXPECT_EQ(records({"a.example.com,\"b,1", "c.example.com,\"d, e\",2"},
                    {.fields = 3, .column = 0})
                .size(),
            2U);
}

TEST(RecordSplitter, BlanksSeparateAndRemarksEnd) {
  const Dialect blanks{.separator = ' ', .blanks = true};
  EXPECT_THAT(records({"  a \t b  c # d", "x#y z"}, blanks),
              ElementsAre(ElementsAre("a", "b", "c"), ElementsAre("x#y", "z")));
}

TEST(RecordSplitter, FieldsBehindTheLimitAreCountedOnly) {
  std::vector<std::string_view> fields;
  const SplitLine split =
      split_line(std::string(2 * kFieldsMax, ','), {}, true, fields);
  EXPECT_EQ(split.count, 2 * kFieldsMax + 1);
  EXPECT_EQ(fields.size(), kFieldsMax);
}

}  // namespace
}  // namespace mxsweep

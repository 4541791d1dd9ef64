// Which strings of a JSON value are the names that are meant.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/list_rig.h"

namespace mxsweep::lists {
namespace {

// `count` records, an array or a line each.
std::string records(int count, bool array, std::string (*record)(int)) {
  std::string text = array ? "[" : "";
  for (int i = 0; i < count; ++i) {
    text += record(i);
    text += array ? (i + 1 == count ? "]" : ",") : "\n";
  }
  return text;
}

std::string numbered(std::string_view before, int number) {
  return std::string(before) + std::to_string(number) + ".example.com";
}

// As certificate-transparency searches answer.
std::string certificate(int number) {
  return R"({"dns_names":[")" + numbered("a", number) + R"(",")" +
         numbered("b", number) +
         R"("],"issuer":{"website":"https://ca.example.org/"}})";
}

std::string certificate_of_four(int number) {
  return R"({"names":[")" + numbered("a", number) + R"("],"issuer":{)" +
         R"("website":"https://www)" + numbered("", number % 4) +
         R"(/","caa_domains":[")" + numbered("ca", number % 4) + R"("]}})";
}

std::string zone(int number) {
  return R"({"name":")" + numbered("a", number) +
         R"(","owner":{"email":"x@o.example.org"}})";
}

TEST(JsonChoice, WhatHardlyVariesIsAboutThePublisherInAnyDepth) {
  for (const bool array : {true, false}) {
    const Read one = read_list(records(80, array, &certificate));
    EXPECT_EQ(one.names.size(), 160U) << one.text;
    const Read four = read_list(records(80, array, &certificate_of_four));
    ASSERT_EQ(four.names.size(), 80U) << four.text;
    EXPECT_EQ(four.names[7], "a7.example.com");
    EXPECT_THAT(read_list(records(4, array, &zone)).names,
                testing::Contains("a3.example.com"));
  }
}

std::string array_of(char letter, int count) {
  std::string text = "[";
  for (int i = 0; i < count; ++i) {
    text +=
        std::string(i == 0 ? "" : ",") + '"' + letter + numbered("", i) + '"';
  }
  return text + "]";
}

TEST(JsonChoice, OfCategoriesAllAreRead) {
  const std::string two =
      array_of('m', 50) + R"(,"phishing":)" + array_of('p', 30);
  for (const std::string& text :
       {R"({"malware":)" + two + "}", R"({"lists":{"malware":)" + two + "}}",
        R"({"malware":)" + array_of('m', 30) + R"(,"mail":)" +
            array_of('e', 30) + R"(,"ads":)" + array_of('a', 20) + "}",
        R"({"x":{"domains":)" + array_of('x', 50) + R"(},"y":{"domains":)" +
            array_of('y', 30) + "}}",
        std::string("malware: ") + array_of('m', 50) +
            "\nphishing: " + array_of('p', 30) + "\n"}) {
    const Read read = read_list(text);
    EXPECT_EQ(read.names.size(), 80U) << text << read.text;
  }
  EXPECT_THAT(read_list(R"({"malware":)" + two + "}").text,
              testing::HasSubstr("at .*[] of JSON, where 2 keys have them"));
}

TEST(JsonChoice, OfCategoriesOfObjectsAllAreRead) {
  const Read objects = read_list(
      R"({"malware":[{"d":"a.example.com"},{"d":"b.example.com"},{"n":1}],)"
      R"("phishing":[{"d":"c.example.com"}]})");
  EXPECT_THAT(objects.names,
              testing::ElementsAre("a.example.com", "b.example.com", testing::_,
                                   "c.example.com"))
      << objects.text;
  const Read keys = read_list(R"({"x":{"a.example.com":1,"b.example.com":2},)"
                              R"("y":{"c.example.com":1,"d.example.com":2}})");
  EXPECT_EQ(keys.names.size(), 4U) << keys.text;
}

TEST(JsonChoice, AWordThatSaysMoreThanACategoryDecides) {
  const Read read = read_list(R"({"list":)" + array_of('a', 5) +
                              R"(,"references":)" + array_of('r', 5) + "}");
  EXPECT_EQ(read.names.size(), 5U) << read.text;
  EXPECT_TRUE(read_list(R"({"mx":)" + array_of('a', 5) + R"(,"ns":)" +
                        array_of('r', 5) + "}")
                  .refused);
}

// As theHarvester writes what it found.
TEST(JsonChoice, HostsWithTheirAddressesAreNames) {
  const std::string hosts =
      R"("hosts":["a.example.com:192.0.2.1","b.example.com",)"
      R"("c.example.com:192.0.2.9, 2001:db8::1"])";
  for (const std::string& text :
       {"{" + hosts + "}",
        R"({"emails":["x@example.org"],)" + hosts +
            R"(,"interesting_urls":["https://example.org/x"]})"}) {
    EXPECT_THAT(
        read_list(text).names,
        testing::ElementsAre("a.example.com", "b.example.com", "c.example.com"))
        << text;
  }
}

TEST(JsonChoice, OfPlacesThatLookAlikeTwoAreSaid) {
  const Read read = read_list(
      R"({"x":[{"erika":{"d":["a.example.com"]}},)"
      R"({"max":{"d":["b.example.com"]}},{"moe":{"d":["c.example.com"]}}]})");
  EXPECT_TRUE(read.refused);
  EXPECT_THAT(read.text, testing::HasSubstr(".*[].*.*[] at several keys"));
  EXPECT_THAT(read.text, testing::HasSubstr(
                             "keys seen: 1 .*[].*.*[], 2 .*[].*.*[], ...)"));
}

// What is refused says how it can be read.
TEST(JsonChoice, PlacesAreNamedByNumberOrByAPathWithAnyKey) {
  const std::string text = R"({"erika":"a.example.com","max":"b.example.com"})"
                           "\n"
                           R"({"erika":"c.example.com","max":"d.example.com"})"
                           "\n";
  const Read refused = read_list(text);
  EXPECT_TRUE(refused.refused);
  EXPECT_THAT(refused.text, testing::HasSubstr("keys seen: 1 .*, 2 .*)"));
  How how;
  how.wishes.column = "2";
  EXPECT_EQ(read_list(text, how).names[0], "b.example.com");
  how.wishes.column = ".*";
  EXPECT_EQ(read_list(text, how).names.size(), 4U);
  how.wishes.column = ".*[]";
  EXPECT_TRUE(read_list(text, how).refused);
}

}  // namespace
}  // namespace mxsweep::lists

// What is left out of a list is counted; what a zone file says of many records
// at once is asked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scanner/list/zone_generate.h"

#include "tests/support/list_rig.h"

namespace mxsweep::lists {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Omissions, RowsThatRepeatTheirNameAreCountedInEveryFormat) {
  for (const char* text :
       {"a.example.com. 60 IN NS x.\nA.example.com. 60 IN MX 5 x.\n"
        "a.example.com. 60 IN A 192.0.2.1\nb.example.com. A 192.0.2.1\n",
        "domain,mail_kind\na.example.com,mx\na.example.com,mx\n"
        "A.example.com,mx\nb.example.com,mx\n",
        "0.0.0.0 a.example.com\n:: a.example.com a.example.com\n"
        "0.0.0.0 b.example.com\n",
        "{\"domain\":\"a.example.com\",\"mail_kind\":\"mx\"}\n"
        "{\"domain\":\"a.example.com\",\"mail_kind\":\"mx\"}\n"
        "{\"domain\":\"a.example.com\",\"mail_kind\":\"mx\"}\n"
        "{\"domain\":\"b.example.com\",\"mail_kind\":\"mx\"}\n"}) {
    const Read read = read_list(text);
    EXPECT_THAT(read.names, ElementsAre("a.example.com", "b.example.com"))
        << text;
    EXPECT_EQ(read.omitted.repeats, 2U) << text;
  }
  EXPECT_EQ(read_list("a.example.com\na.example.com\n").names.size(), 2U);
}

TEST(Omissions, FilesThatAZoneIncludesAreCountedAndSaid) {
  const Read read = read_list(
      "$ORIGIN example.com.\n@ SOA n. h. 1 2 3 4 5\n$INCLUDE other.zone\n"
      "www A 192.0.2.1\n$include third.zone x.example.com.\n");
  EXPECT_THAT(read.names, ElementsAre("example.com", "www.example.com"));
  EXPECT_THAT(read.text, HasSubstr("$INCLUDE is not followed"));
  EXPECT_EQ(read.omitted.includes, 2U);
}

TEST(Generate, OwnersAreAsked) {
  const Read read = read_list(
      "$ORIGIN example.com.\n@ SOA n. h. 1 2 3 4 5\n"
      "$GENERATE 1-3 host$ A 192.0.2.$\n"
      "$GENERATE 8-10/2 h-${0,3} 3600 IN CNAME x\n"
      "$GENERATE 15-16 ${-5,2,x}.y.example.net. MX 5 m\n");
  EXPECT_THAT(read.names, ElementsAre("example.com", "host1.example.com",
                                      "host2.example.com", "host3.example.com",
                                      "h-008.example.com", "h-010.example.com",
                                      "0a.y.example.net", "0b.y.example.net"));
  EXPECT_EQ(read.omitted.generators, 0U);
}

TEST(Generate, WhatIsTooMuchOrNotUnderstoodIsCounted) {
  const Read read = read_list(
      "$ORIGIN example.com.\n@ SOA n. h. 1 2 3 4 5\n"
      "$GENERATE 1-99999999 host$ A 192.0.2.1\n"
      "$GENERATE 3-1 host$ A 192.0.2.1\n$GENERATE 1-2 ${0,0,n} PTR x.\n"
      "$GENERATE x\n$GENERATE 1-2/0 x$ A 192.0.2.1\nwww A 192.0.2.1\n");
  EXPECT_THAT(read.names, ElementsAre("example.com", "www.example.com"));
  EXPECT_EQ(read.omitted.generators, 5U);
}

TEST(Generate, Patterns) {
  const auto owner = [](std::string_view pattern, std::uint64_t number) {
    std::string out;
    return generate_owner(pattern, number, out) ? out : "!";
  };
  EXPECT_EQ(owner("a$b$", 7), "a7b7");
  EXPECT_EQ(owner("\\$x", 7), "$x");
  EXPECT_EQ(owner("$$x", 7), "$x");
  EXPECT_EQ(owner("${1}", 7), "8");
  EXPECT_EQ(owner("${-7,2,d}", 7), "00");
  EXPECT_EQ(owner("${0,2,o}", 9), "11");
  for (const char* pattern :
       {"${", "${x}", "${-8}", "${0,99}", "${0,1,n}", "${0,1,x,y}", "${0,}"}) {
    EXPECT_EQ(owner(pattern, 7), "!") << pattern;
  }
  EXPECT_TRUE(parse_generate(" 1-65536 x$ A 1").has_value());
  EXPECT_FALSE(parse_generate(" 1-65537 x$ A 1").has_value());
  EXPECT_FALSE(parse_generate(" 0-18446744073709551615 x$ A 1").has_value());
}

}  // namespace
}  // namespace mxsweep::lists

// What cells look like, and which numbers are ranks.
#include "scanner/list/cell_look.h"

#include <gtest/gtest.h>

#include "scanner/input/known_tops.h"

namespace mxsweep {
namespace {

TEST(CellLook, NamesHaveTwoLabelsAndEndLikeADomain) {
  for (const char* name :
       {"example.com", "A.EXAMPLE.COM", "*.example.com", "\"example.com\"",
        "xn--bcher-kva.example.com", "b\u00FCcher.example.com",
        "example.xn--p1ai", "_x.example.com"}) {
    EXPECT_EQ(look_at(name).kind, CellKind::kName) << name;
  }
  for (const char* other :
       {"example", "localhost", "St. Au", "1.2.3a", "a.b1", "1.5M", "v1.2",
        "a..com", "com.", "Roe, Jane", "2026/03/01 11:20:00"}) {
    EXPECT_EQ(look_at(other).kind, CellKind::kOther) << other;
  }
}

TEST(CellLook, UrlsMailAndIpAddresses) {
  EXPECT_EQ(look_at("https://example.com/x").kind, CellKind::kUrl);
  EXPECT_EQ(look_at("x@example.com").kind, CellKind::kMail);
  EXPECT_EQ(look_at("<x@example.com>").kind, CellKind::kMail);
  EXPECT_EQ(look_at("192.0.2.1").kind, CellKind::kAddress);
  EXPECT_EQ(look_at("2001:db8::1").kind, CellKind::kAddress);
  EXPECT_EQ(look_at("http://192.0.2.1/").kind, CellKind::kAddress);
}

TEST(CellLook, NumbersAndNothing) {
  for (const char* number : {"0", "-1", "7.5", "1e+05", "1,000", "1 000", "5%",
                             "47.98614, -1.92948", "10101"}) {
    EXPECT_EQ(look_at(number).kind, CellKind::kNumber) << number;
  }
  for (const char* nothing : {"", " ", "-", "NA", "NULL", "\\N", "(blank)"}) {
    EXPECT_EQ(look_at(nothing).kind, CellKind::kEmpty) << nothing;
  }
}

TEST(CellLook, KnownTopsAreAVoteOnly) {
  EXPECT_TRUE(look_at("a.com").known_top);
  EXPECT_TRUE(look_at("a.gv.at").known_top);
  EXPECT_FALSE(look_at("jane.roe").known_top);
  EXPECT_EQ(look_at("jane.roe").kind, CellKind::kName);
  EXPECT_TRUE(is_known_top("xn--p1ai"));
  EXPECT_TRUE(is_known_top("museum"));
  EXPECT_FALSE(is_known_top("xn--mller-kva"));
  EXPECT_FALSE(is_known_top("zz"));
  EXPECT_FALSE(is_known_top("c"));
}

TEST(RankOf, WholeNumbersInAllSpellings) {
  EXPECT_EQ(rank_of("7"), 7);
  EXPECT_EQ(rank_of("007"), 7);
  EXPECT_EQ(rank_of("7.0"), 7);
  EXPECT_EQ(rank_of("7."), 7);
  EXPECT_EQ(rank_of("1e+05"), 100000);
  EXPECT_EQ(rank_of("1,000"), 1000);
  EXPECT_EQ(rank_of("\"1,000,000\""), 1000000);
  EXPECT_EQ(rank_of("1 000"), 1000);
  EXPECT_EQ(rank_of("1'000"), 1000);
  EXPECT_EQ(rank_of("1\u00A0000"), 1000);
}

TEST(RankOf, WhatIsNoRank) {
  for (const char* text : {"", "NA", "-1", "7.5", "1,00", "1,0000", "x", "0x7",
                           "1e99", ",000", "inf", "nan", "1,000,00"}) {
    EXPECT_EQ(rank_of(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace mxsweep

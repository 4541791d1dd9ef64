// Records of zone files in every order in which they are written.
#include "scanner/list/zone_line.h"

#include <gtest/gtest.h>

namespace mxsweep {
namespace {

// "owner TYPE data", or what the line is instead.
std::string brief(ZoneLines& zone, std::string_view text) {
  const ZoneLine line = zone.take(text);
  switch (line.kind) {
    case ZoneLineKind::kNothing:
      return "nothing";
    case ZoneLineKind::kDirective:
      return "directive";
    case ZoneLineKind::kForeign:
      return "foreign";
    case ZoneLineKind::kQuestion:
    case ZoneLineKind::kRecord:
      break;
  }
  std::string out(line.owner);
  out += ' ';
  out += line.type;
  out += ' ';
  return out += line.data;
}

std::string brief(std::string_view text) {
  ZoneLines zone;
  return brief(zone, text);
}

TEST(ZoneLine, TtlAndClassInAnyOrder) {
  for (const char* line :
       {"a. 300 IN NS b.", "a. IN 300 NS b.", "a. NS b.", "a. IN NS b.",
        "a. 1h30m NS b.", "a.\t300\tIN\tNS\tb.", "a. NS b. ; x"}) {
    EXPECT_EQ(brief(line), "a. NS b.") << line;
  }
  EXPECT_EQ(brief("a. 300 in ns b."), "a. ns b.");
  EXPECT_EQ(brief("a. CH TXT \"x y\""), "a. TXT \"x y");
  EXPECT_EQ(brief("a. TYPE65534 \\# 0"), "a. TYPE65534 \\#");
}

TEST(ZoneLine, WhatIsNoRecord) {
  EXPECT_EQ(brief(""), "nothing");
  EXPECT_EQ(brief("; a. NS b."), "nothing");
  EXPECT_EQ(brief("   ; x"), "nothing");
  EXPECT_EQ(brief("$TTL 300"), "directive");
  EXPECT_EQ(brief("a.example.com"), "foreign");
  EXPECT_EQ(brief("a. IN NOTYPE b."), "foreign");
  EXPECT_EQ(brief("not a name at all"), "foreign");
  EXPECT_EQ(brief("a. AAAA 192.0.2.1"), "foreign");
  EXPECT_EQ(brief("a. MX mx.example.net."), "foreign");
  EXPECT_EQ(brief("a. A \\# 4 C0000201"), "a. A \\#");
  EXPECT_EQ(brief("a. IN NS"), "a. NS ");  // a question of massdns
}

TEST(ZoneLine, BlankOwnersAndTheOrigin) {
  ZoneLines zone;
  EXPECT_EQ(brief(zone, "$origin example.com."), "directive");
  EXPECT_EQ(zone.origin(), "example.com.");
  EXPECT_EQ(brief(zone, "@ NS b."), "@ NS b.");
  EXPECT_EQ(brief(zone, "  NS c."), " NS c.");
}

TEST(ZoneLine, ParenthesesSpanLines) {
  ZoneLines zone;
  EXPECT_EQ(brief(zone, "a. SOA b. c. ( ; )"), "a. SOA b.");
  EXPECT_EQ(brief(zone, "  1 2 3"), "nothing");
  EXPECT_EQ(brief(zone, "  4 \")\" 5 )"), "nothing");
  EXPECT_EQ(brief(zone, "d. NS e."), "d. NS e.");
  EXPECT_EQ(brief(zone, "f. TXT \"(\""), "f. TXT \"(");
  EXPECT_EQ(brief(zone, "g. NS e."), "g. NS e.");
}

TEST(ZoneLine, AParenthesisThatIsNotClosedEnds) {
  ZoneLines zone;
  EXPECT_EQ(brief(zone, "a. SOA b. c. ("), "a. SOA b.");
  std::size_t lost = 0;
  while (brief(zone, "d. NS e.") == "nothing") {
    ++lost;
    ASSERT_LE(lost, kZoneRecordLinesMax);
  }
  EXPECT_EQ(brief(zone, "d. NS e."), "d. NS e.");
}

}  // namespace
}  // namespace mxsweep

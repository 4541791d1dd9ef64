// The forms an input line may have: lists with ranks, addresses, URLs,
// comments, internationalised and special names (I1-I6).
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "scanner/input/input_line.h"

namespace mxsweep {
namespace {

// A line in short: "name|input|error", with "rank:" in front if there is one
// and "(nothing)" for a line without a record.
std::string brief(std::string_view line, const InputOptions& options,
                  bool first_line = false) {
  InputRecord record;
  if (parse_input_line(line, first_line, options, record) ==
      LineKind::kNothing) {
    return "(nothing)";
  }
  EXPECT_EQ(record.name.empty(), !record.error.empty()) << line;
  std::string out;
  if (record.rank.has_value()) {
    out = std::to_string(*record.rank) + ":";
  }
  if (!record.name.empty()) {
    out += to_text(record.name.view());
  }
  return out + "|" + record.input + "|" + record.error;
}

// Most tests use names under .test.
std::string parsed(std::string_view line) {
  return brief(line, {.allow_special = true});
}

std::string parsed_first(std::string_view line) {
  return brief(line, {.allow_special = true}, true);
}

TEST(InputFormsTest, PlainNameIsNotRepeatedAsInput) {
  EXPECT_EQ(parsed("example.test"), "example.test||");
  EXPECT_EQ(parsed("a-b_c.1.example.test"), "a-b_c.1.example.test||");
}

TEST(InputFormsTest, I5NormalisedNameKeepsTheInput) {
  EXPECT_EQ(parsed("Example.TEST"), "example.test|Example.TEST|");
  EXPECT_EQ(parsed("example.test."), "example.test|example.test.|");
  EXPECT_EQ(parsed("Example.COM.\r"), "example.com|Example.COM.|");
}

TEST(InputFormsTest, I5BlanksAroundTheNameAreDropped) {
  for (const char* line :
       {" example.test", "example.test ", "\texample.test\t",
        "  \t example.test \v\f", "example.test\r", "example.test \r"}) {
    EXPECT_EQ(parsed(line), "example.test||") << line;
  }
}

TEST(InputFormsTest, BlankLinesAndCommentsAreNothing) {
  for (const char* line : {"", " ", "\t", "\r", " \r", "#", "# comment",
                           "  # comment", "#example.test", "\t#\r"}) {
    EXPECT_EQ(parsed(line), "(nothing)") << line;
  }
}

TEST(InputFormsTest, CommentNeedsABlankBeforeIt) {
  EXPECT_EQ(parsed("example.test # a comment"), "example.test||");
  EXPECT_EQ(parsed("example.test\t#comment"), "example.test||");
  EXPECT_EQ(parsed("example.test #"), "example.test||");
  EXPECT_EQ(parsed("example.test # one # two"), "example.test||");
  EXPECT_EQ(parsed("a#b.test"), "|a#b.test|character that no domain name has");
  EXPECT_EQ(parsed("a#b.test #c"),
            "|a#b.test|character that no domain name has");
}

TEST(InputFormsTest, I5ByteOrderMarkOnTheFirstLineOnly) {
  EXPECT_EQ(parsed_first("\xEF\xBB\xBF"
                         "example.test"),
            "example.test||");
  EXPECT_EQ(parsed_first("\xEF\xBB\xBF"
                         "1,example.test\r"),
            "1:example.test||");
  EXPECT_EQ(parsed_first("\xEF\xBB\xBF"), "(nothing)");
  EXPECT_EQ(parsed_first("\xEF\xBB\xBF# comment"), "(nothing)");
  EXPECT_EQ(parsed_first("example.test"), "example.test||");
  // A BOM is a zero-width character elsewhere, which UTS #46 ignores.
  EXPECT_EQ(parsed("\xEF\xBB\xBF"
                   "b\u00FC.test"),
            "xn--b-eha.test|\xEF\xBB\xBF"
            "b\u00FC.test|");
}

TEST(InputFormsTest, RankAndDomain) {
  EXPECT_EQ(parsed("1,google.com\r"), "1:google.com||");
  EXPECT_EQ(parsed("1000000,example.test"), "1000000:example.test||");
  EXPECT_EQ(parsed("7, example.test"), "7:example.test||");
  EXPECT_EQ(parsed("7 ,example.test"), "7:example.test||");
  EXPECT_EQ(parsed("7,Example.TEST"), "7:example.test|Example.TEST|");
  EXPECT_EQ(parsed("7,example.test,com,3"), "7:example.test||");
  EXPECT_EQ(parsed("\"7\",\"example.test\""), "7:example.test||");
  EXPECT_EQ(parsed("007,example.test"), "7:example.test||");
}

TEST(InputFormsTest, RankWithoutDomain) {
  EXPECT_EQ(parsed("7,"), "7:||no domain name on the line");
  EXPECT_EQ(parsed("7,,x.test"), "7:||no domain name on the line");
}

TEST(InputFormsTest, RankThatDoesNotFitIsNoRank) {
  EXPECT_EQ(parsed("9223372036854775807,a.test"),
            "9223372036854775807:a.test||");
  EXPECT_EQ(parsed("9223372036854775808,a.test"), "a.test||");
  EXPECT_EQ(parsed("-1,a.test"), "|-1|hyphen at start or end of a label");
}

TEST(InputFormsTest, NameAndOtherColumns) {
  EXPECT_EQ(parsed("example.test,2024-01-01,x"), "example.test||");
  EXPECT_EQ(parsed("\"example.test\",\"x\""), "example.test||");
  EXPECT_EQ(parsed("\"example.test\""), "example.test||");
  EXPECT_EQ(parsed("example.test,admin@other.test"), "example.test||");
  EXPECT_EQ(parsed(","), "||no domain name on the line");
}

TEST(InputFormsTest, HeaderLineOfAListIsAName) {
  // "domain" is a possible name; what a list calls its column is unknown.
  EXPECT_EQ(parsed("domain"), "domain||");
}

TEST(InputFormsTest, I5MailAddressGivesItsDomain) {
  EXPECT_EQ(parsed("user@x.test"), "x.test|@x.test|");
  EXPECT_EQ(parsed("User.Name+tag@X.test"), "x.test|@X.test|");
  EXPECT_EQ(parsed("<user@x.test>"), "x.test|@x.test>|");
  EXPECT_EQ(parsed("Some Body <user@x.test>"), "x.test|@x.test>|");
  EXPECT_EQ(parsed("mailto:user@x.test"), "x.test|@x.test|");
  EXPECT_EQ(parsed("5,user@x.test"), "5:x.test|@x.test|");
  EXPECT_EQ(parsed("user@x.test,more"), "x.test|@x.test|");
  EXPECT_EQ(parsed("user@b\u00FCcher.test"),
            "xn--bcher-kva.test|@b\u00FCcher.test|");
  EXPECT_EQ(parsed("user@"), "|@|no domain name on the line");
  EXPECT_EQ(parsed("@"), "|@|no domain name on the line");
}

TEST(InputFormsTest, I5UrlGivesItsHost) {
  EXPECT_EQ(parsed("https://x.test/a"), "x.test|https://x.test/a|");
  EXPECT_EQ(parsed("HTTP://X.test"), "x.test|HTTP://X.test|");
  EXPECT_EQ(parsed("https://x.test:8443/a?b#c"),
            "x.test|https://x.test:8443/a?b#c|");
  EXPECT_EQ(parsed("https://x.test?q=1"), "x.test|https://x.test?q=1|");
  EXPECT_EQ(parsed("https://x.test#top"), "x.test|https://x.test#top|");
  EXPECT_EQ(parsed("https://x.test\\a"), "x.test|https://x.test\\a|");
  EXPECT_EQ(parsed("3,https://x.test/"), "3:x.test|https://x.test/|");
  EXPECT_EQ(parsed("view-source:https://x.test/"),
            "x.test|view-source:https://x.test/|");
  EXPECT_EQ(parsed("\"https://x.test/a,b\",1"), "x.test|https://x.test/a,b|");
}

TEST(InputFormsTest, I5UserOfAUrlIsNotShown) {
  EXPECT_EQ(parsed("https://user:secret@x.test/a"), "x.test||");
  EXPECT_EQ(parsed("ftp://user@X.test:21/"), "x.test|X.test|");
  EXPECT_EQ(parsed("https://u@v@x.test"), "x.test||");
  EXPECT_EQ(parsed("https://x.test/?mail=secret@y.test"), "x.test||");
}

TEST(InputFormsTest, I5UrlWithAnAddressHasNoName) {
  const std::string error = "|IP address, not a name";
  EXPECT_EQ(parsed("http://[2001:db8::1]:80/x"),
            "|http://[2001:db8::1]:80/x" + error);
  EXPECT_EQ(parsed("http://192.0.2.1/"), "|http://192.0.2.1/" + error);
  EXPECT_EQ(parsed("http://[2001:db8::1"), "|http://[2001:db8::1" + error);
  EXPECT_EQ(parsed("http:///path"), "|http:///path|no domain name on the line");
  EXPECT_EQ(parsed("http://[]"), "|http://[]|no domain name on the line");
}

TEST(InputFormsTest, WildcardsOfCertificateLogsAreDropped) {
  EXPECT_EQ(parsed("*.example.test"), "example.test|*.example.test|");
  EXPECT_EQ(parsed("*"), "|*|character that no domain name has");
  EXPECT_EQ(parsed("*."), "|*.|no domain name on the line");
  EXPECT_EQ(parsed("a.*.test"), "|a.*.test|character that no domain name has");
  EXPECT_EQ(parsed("*.*.test"), "|*.*.test|character that no domain name has");
}

TEST(InputFormsTest, AddressesAreNoNames) {
  for (const std::string text :
       {"192.0.2.1", "192.0.2.1.", "192.0.2.1:25", "2001:db8::1",
        "[2001:db8::1]:25", "\uFF11\uFF19\uFF12.0.2.1"}) {
    EXPECT_EQ(parsed(text), "|" + text + "|IP address, not a name");
  }
  EXPECT_EQ(parsed("user@[192.0.2.1]"),
            "|@[192.0.2.1]|character that no domain name has");
  EXPECT_EQ(parsed("1.2.3"), "1.2.3||");
  EXPECT_EQ(parsed("1.2.3.4.5"), "1.2.3.4.5||");
}

TEST(InputFormsTest, I1InternationalisedNames) {
  EXPECT_EQ(parsed("b\u00FCcher.test"), "xn--bcher-kva.test|b\u00FCcher.test|");
  EXPECT_EQ(parsed("fa\u00DF.test"), "xn--fa-hia.test|fa\u00DF.test|");
  EXPECT_EQ(parsed("bu\u0308cher.test"),
            "xn--bcher-kva.test|bu\u0308cher.test|");
  EXPECT_EQ(parsed("XN--BCHER-KVA.test"),
            "xn--bcher-kva.test|XN--BCHER-KVA.test|");
}

TEST(InputFormsTest, I3IdeographicFullStops) {
  EXPECT_EQ(parsed("\u4F8B\u3048\u3002\u30C6\u30B9\u30C8"),
            "xn--r8jz45g.xn--zckzah|\u4F8B\u3048\u3002\u30C6\u30B9\u30C8|");
}

TEST(InputFormsTest, I2InvalidNamesSayWhy) {
  const std::string long_label(64, 'a');
  EXPECT_EQ(parsed(long_label + ".test"),
            "|" + long_label + ".test|label longer than 63 octets");
  EXPECT_EQ(parsed("a..b"), "|a..b|empty label");
  EXPECT_EQ(parsed(".a.test"), "|.a.test|empty label");
  EXPECT_EQ(parsed("\u00FC..b"), "|\u00FC..b|empty label");
  EXPECT_EQ(parsed("-a-.test"), "|-a-.test|hyphen at start or end of a label");
  EXPECT_EQ(parsed("a.-b.test"),
            "|a.-b.test|hyphen at start or end of a label");
  EXPECT_EQ(parsed("a.b-.test"),
            "|a.b-.test|hyphen at start or end of a label");
  EXPECT_EQ(parsed("a.test-"), "|a.test-|hyphen at start or end of a label");
  EXPECT_EQ(parsed("."), "|.|the root is not a mail domain");
  EXPECT_EQ(parsed("\u3002"), "|\u3002|the root is not a mail domain");
  EXPECT_EQ(parsed("\u00AD"), "|\u00AD|empty name");
  EXPECT_EQ(parsed("xn--0.test"), "|xn--0.test|bad punycode in xn-- label");
}

TEST(InputFormsTest, I2NameOf254CharactersIsTooLong) {
  std::string name;
  for (int i = 0; i < 4; ++i) {
    name += std::string(62, 'a') + ".";
  }
  EXPECT_EQ(parsed(name + "b"), name + "b||");  // 253
  EXPECT_EQ(parsed(name + "bb"),
            "|" + name + "bb|name longer than 253 characters");
}

TEST(InputFormsTest, I2LenientAsksBadALabelsAndEdgeHyphens) {
  const InputOptions lenient{.allow_special = true, .lenient = true};
  EXPECT_EQ(brief("xn--0.test", lenient), "xn--0.test||");
  EXPECT_EQ(brief("xn--ls8h.la", lenient), "xn--ls8h.la||");
  EXPECT_EQ(brief("-a-.test", lenient), "-a-.test||");
  EXPECT_EQ(brief("a..b", lenient), "|a..b|empty label");
  EXPECT_EQ(brief("a b.test", lenient),
            "|a b.test|character that no domain name has");
}

TEST(InputFormsTest, I2MappedToForeignAsciiIsRefused) {
  // Account of, a full-width backslash, an ideographic space.
  for (const std::string text :
       {"\u2100.test", "a\uFF3C046b.test", "a\u3000b.test"}) {
    const std::string brief_text = parsed(text);
    EXPECT_EQ(brief_text.front(), '|') << brief_text;
    EXPECT_NE(brief_text.back(), '|') << brief_text;
  }
  EXPECT_EQ(parsed("a\u3000b.test"),
            "|a\u3000b.test|character that no domain name has");
}

TEST(InputFormsTest, I5FullWidthAtIsAnAtToo) {
  EXPECT_EQ(parsed("t\uFF20x.test"), "x.test|\uFF20x.test|");
  EXPECT_EQ(parsed("t@u\uFF20x.test"), "x.test|\uFF20x.test|");
  EXPECT_EQ(parsed("t\uFF20u@x.test"), "x.test|@x.test|");
}

TEST(InputFormsTest, I4SpecialUseNamesNeedAllowSpecial) {
  for (const std::string zone :
       {"test", "invalid", "example", "localhost", "local", "onion", "alt",
        "internal", "home.arpa"}) {
    const std::string name = "x." + zone;
    EXPECT_EQ(brief(name, {}), "|" + name + "|special-use name (." + zone +
                                   "); --allow-special asks it");
    EXPECT_EQ(brief(name, {.allow_special = true}), name + "||");
  }
  EXPECT_EQ(brief("example.com", {}), "example.com||");
  EXPECT_EQ(brief("user@x.local", {}),
            "|@x.local|special-use name (.local); --allow-special asks it");
}

TEST(InputFormsTest, I6SingleLabelsAreAsked) {
  EXPECT_EQ(brief("ai", {}), "ai||");
  EXPECT_EQ(brief("AI.", {}), "ai|AI.|");
}

}  // namespace
}  // namespace mxsweep

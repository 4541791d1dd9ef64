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
std::string brief(std::string_view line, const InputOptions& options) {
  InputRecord record;
  if (parse_input_line(line, options, record) == LineKind::kNothing) {
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

// The same of what is not understood: nothing but its length is shown.
std::string refused(std::string_view line, std::string_view error) {
  return "|(" + std::to_string(line.size()) +
         (line.size() == 1 ? " octet)|" : " octets)|") + std::string(error);
}

constexpr std::string_view kForeign = "character that no domain name has";
constexpr std::string_view kNoName = "no domain name on the line";
constexpr std::string_view kSeveral = "more than one address";
constexpr std::string_view kNoPort = "what follows the host is no port";
constexpr std::string_view kAddress = "IP address, not a name";
constexpr std::string_view kDigits =
    "last label is all digits, which no domain has";
constexpr std::string_view kHyphen = "hyphen at start or end of a label";

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
  for (const char* line :
       {"", " ", "\t", "\r", " \r", "#", "# comment", "  # comment",
        "#example.test", "\t#\r", "; comment", "//", "// comment"}) {
    EXPECT_EQ(parsed(line), "(nothing)") << line;
  }
}

TEST(InputFormsTest, CommentNeedsABlankBeforeIt) {
  EXPECT_EQ(parsed("example.test # a comment"), "example.test||");
  EXPECT_EQ(parsed("example.test\t#comment"), "example.test||");
  EXPECT_EQ(parsed("example.test #"), "example.test||");
  EXPECT_EQ(parsed("example.test # one # two"), "example.test||");
  EXPECT_EQ(parsed("a#b.test"), refused("a#b.test", kForeign));
  EXPECT_EQ(parsed("a#b.test #c"), refused("a#b.test", kForeign));
}

TEST(InputFormsTest, I5BlanksOfUnicodeAndInvisibleCharactersAroundAreDropped) {
  for (const std::string blank :
       {"\u00A0", "\u0085", "\u1680", "\u2003", "\u200B", "\u200E", "\u2028",
        "\u202F", "\u205F", "\u2060", "\u3000", "\uFEFF", "\u00AD", "\u2066",
        " \u00A0\t\u200B "}) {
    EXPECT_EQ(parsed(blank + "example.test" + blank), "example.test||");
    EXPECT_EQ(parsed(blank + "a@x.test" + blank + "\r"), "x.test|@x.test|");
    EXPECT_EQ(parsed("7," + blank + "b\u00FC.test" + blank),
              "7:xn--b-eha.test|b\u00FC.test|");
    EXPECT_EQ(parsed("example.test" + blank + "# comment"), "example.test||");
    EXPECT_EQ(parsed(blank), "(nothing)");
    EXPECT_EQ(parsed(blank + "# comment"), "(nothing)");
  }
  EXPECT_EQ(parsed("example.test\u3000/path"), "example.test||");
  // Not at the end: what begins alike, and what ends alike.
  EXPECT_EQ(parsed("\u00E0.test"), "xn--0ca.test|\u00E0.test|");
  EXPECT_EQ(parsed("a.\u30A0"), "a.xn--9bk|a.\u30A0|");
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
  EXPECT_EQ(parsed("7.0,example.test"), "7:example.test||");
  EXPECT_EQ(parsed("1.,example.test"), "1:example.test||");
  EXPECT_EQ(parsed("1e+05,example.test"), "example.test||");
  EXPECT_EQ(parsed("\"1,000\",example.test"), "example.test||");
}

TEST(InputFormsTest, RankWithoutDomain) {
  EXPECT_EQ(parsed("7,"), "7:||no domain name on the line");
  EXPECT_EQ(parsed("7,,x.test"), "7:||no domain name on the line");
}

TEST(InputFormsTest, RankThatDoesNotFitIsNoRank) {
  EXPECT_EQ(parsed("9223372036854775807,a.test"),
            "9223372036854775807:a.test||");
  EXPECT_EQ(parsed("9223372036854775808,a.test"), "a.test||");
  EXPECT_EQ(parsed("-1,a.test"), refused("-1,a.test", kForeign));
}

TEST(InputFormsTest, NameAndOtherColumns) {
  EXPECT_EQ(parsed("example.test,2024-01-01,x"), "example.test||");
  EXPECT_EQ(parsed("\"example.test\",\"x\""), "example.test||");
  EXPECT_EQ(parsed("\"example.test\""), "example.test||");
  EXPECT_EQ(parsed("example.test,admin@other.test"), "example.test||");
  EXPECT_EQ(parsed(","), "||no domain name on the line");
  // A word before a comma is a village, a customer or a surname.
  EXPECT_EQ(parsed("Oberau,Bayern"), refused("Oberau,Bayern", kForeign));
}

TEST(InputFormsTest, ASecondNameOfALineIsNotDroppedInSilence) {
  for (const std::string line :
       {"a.test,b.test", "a.test, \"b.test\"", "a.test,x,b.test"}) {
    EXPECT_EQ(parsed(line), refused(line, "more than one name")) << line;
  }
  EXPECT_EQ(parsed("7,a.test,b.test"),
            "7:" + refused("7,a.test,b.test", "more than one name"));
  EXPECT_EQ(parsed("a.test,2024.01.01,v1.2,Inc."), "a.test||");
}

TEST(InputFormsTest, HeaderLineOfAListIsAName) {
  // "domain" is a possible name; what a list calls its column is unknown.
  EXPECT_EQ(parsed("domain"), "domain||");
}

TEST(InputFormsTest, I5MailAddressGivesItsDomain) {
  EXPECT_EQ(parsed("user@x.test"), "x.test|@x.test|");
  EXPECT_EQ(parsed("User.Name+tag@X.test"), "x.test|@X.test|");
  EXPECT_EQ(parsed("<user@x.test>"), "x.test|@x.test|");
  EXPECT_EQ(parsed("Some Body <user@x.test>"), "x.test|@x.test|");
  EXPECT_EQ(parsed("mailto:user@x.test"), "x.test|@x.test|");
  EXPECT_EQ(parsed("5,user@x.test"), "5:x.test|@x.test|");
  EXPECT_EQ(parsed("user@x.test,more"), "x.test|@x.test|");
  EXPECT_EQ(parsed("user@b\u00FCcher.test"),
            "xn--bcher-kva.test|@b\u00FCcher.test|");
  EXPECT_EQ(parsed("user@"), refused("user@", kNoName));
  EXPECT_EQ(parsed("@"), refused("@", kNoName));
}

// As address books, mail programs and forms write them.
TEST(InputFormsTest, I5MailAddressesAsPeopleHaveThem) {
  for (const char* line : {
           "Roe, Jane <jane.roe@x.test>",
           "\"Roe, Jane\" <jane.roe@x.test>",
           "Roe Jane (Sales), M.A. <jane.roe@x.test>;",
           "jane.roe@x.test (Jane Roe)",
           "(Jane) jane.roe@x.test",
           "jane.roe@x.test (Jane (the elder), j@home.test)",
           "jane.roe@x.test <jane.roe@x.test>",
           "'jane.roe@x.test'",
           "\"jane.roe@x.test\"",
           "\"'jane.roe@x.test'\"",
           "`jane.roe@x.test`",
           "<jane.roe@x.test>;",
           "< jane.roe@x.test >",
           "jane.roe@x.test,",
           "jane.roe@x.test;",
           "jane.roe @ x.test",
           "Jane Roe jane.roe@x.test",
           "mailto:jane.roe@x.test?subject=secret&cc=b",
           "MAILTO:jane.roe%40x.test",
           "SMTP:jane.roe@x.test",
           "jane.roe%40x.test",
           "jane.roe\uFE6Bx.test",
           "jane.roe\uFF20x.test",
           "jane.roe[at]x.test",
           "jane.roe(at)x[dot]test",
           "jane.roe@x.test:hunter2",
           "jane.roe@x.test|hunter2",
           "jane\t.roe@x.test",
           "\"jane \\\"roe@y.test\"@x.test",
           "O'Roe@x.test",
           "jane.roe@x.test.",
           "roe,jane.roe@x.test",
           "\"Roe, J. D.\",jane.roe@x.test",
       }) {
    const std::string dot = line == std::string("jane.roe@x.test.") ? "." : "";
    EXPECT_EQ(parsed(line), "x.test|@x.test" + dot + "|") << line;
  }
  EXPECT_EQ(parsed("12,Roe, Jane <jane@x.test>"), "12:x.test|@x.test|");
}

TEST(InputFormsTest, I5SeveralMailAddressesAreNoName) {
  for (const std::string line :
       {"a@x.test;b@y.test", "a@x.test, b@y.test", "a@x.test b@y.test",
        "a@x.test,b@y.test", "A <a@x.test>, B <b@y.test>",
        "A <a@x.test> B <b@y.test>", "a@x.test, B <b@y.test>",
        "mailto:a@x.test,b@y.test", "a@x.test\tb@y.test",
        "a@x.test\u3000b@y.test", "<a@x.test>;<b@y.test>;",
        "https://x.test/ https://y.test/"}) {
    EXPECT_EQ(parsed(line), refused(line, kSeveral)) << line;
  }
}

// Of social networks and Matrix; "@NAME" is a domain.
TEST(InputFormsTest, I5UsersWithoutAnAddressAreNotAskedNorShown) {
  for (const std::string line :
       {"@erika", "matrix: @erika:m.test", "@erika:m.test", "(@erika)",
        "twitter:@erika", "%40erika", "@erika.", "see @erika", "<@erika>",
        "\uFF20erika", "'@erika'", "@erika.mustermann", "@erika.m."}) {
    const std::string result = parsed(line);
    EXPECT_TRUE(result.starts_with("|(")) << line << " " << result;
    EXPECT_EQ(result.find("erika"), std::string::npos) << result;
  }
  EXPECT_EQ(parsed("@x.test"), "x.test|@x.test|");
  EXPECT_EQ(parsed("@X.Example.ORG"), "x.example.org|@X.Example.ORG|");
  EXPECT_EQ(parsed("@erika@m.test"), "m.test|@m.test|");
}

TEST(InputFormsTest, I5QuotesOfAnyScriptAreNoPartOfTheName) {
  for (const std::string line :
       {"\u201Cx.test\u201D", "\u201Ex.test\u201C", "\u00ABx.test\u00BB",
        "\u00BB x.test \u00AB", "\u2018x.test\u2019", "\u201Cx.test",
        "\u300Cx.test\u300D", "x.test&nbsp;", "&nbsp;x.test"}) {
    EXPECT_TRUE(parsed(line).starts_with("x.test|")) << line << parsed(line);
  }
  EXPECT_EQ(parsed("\u201CRoe, Jane\u201D <jane@x.test>"), "x.test|@x.test|");
}

TEST(InputFormsTest, I5OfALinkOfMarkdownTheUrlCounts) {
  EXPECT_EQ(parsed("[here](https://x.test/erika)"), "x.test|https://x.test|");
  EXPECT_EQ(parsed("[x.test](mailto:erika@y.test)"), "y.test|@y.test|");
}

TEST(InputFormsTest, I5WhatIsNotQuiteAMailAddressIsNotGuessed) {
  for (const std::string line :
       {"a@x.test$", "a@\"x\".test", "a@x%2Etest", "a@x.test\\\xFF!\x02"}) {
    const std::string result = parsed(line);
    EXPECT_TRUE(result == refused(line, kForeign) ||
                result == "x.test|@x.test|")
        << line << " " << result;
  }
  EXPECT_EQ(parsed("a@x.test$"), refused("a@x.test$", kForeign));
  EXPECT_EQ(parsed("a@\"x\".test"), refused("a@\"x\".test", kForeign));
  EXPECT_EQ(parsed("\"a@x.test"), "x.test|@x.test|");  // quotes that never end
  EXPECT_EQ(parsed("\"a\"@\"x.test\""), refused("\"a\"@\"x.test\"", kForeign));
}

TEST(InputFormsTest, I5UrlGivesItsHost) {
  EXPECT_EQ(parsed("https://x.test/a"), "x.test|https://x.test|");
  EXPECT_EQ(parsed("HTTP://X.test"), "x.test|HTTP://X.test|");
  for (const char* line :
       {"https://x.test:8443/a?b#c", "https://x.test?q=1", "https://x.test#top",
        "https://x.test\\a", "https://user:secret@x.test/a",
        "https://u@v@x.test", "https://x.test/?mail=secret@y.test",
        "https://x.test/reset?email=jane.roe%40corp.test",
        "https://x.test/#jane.roe%40corp.test", "\"https://x.test/a,b\",1",
        "<https://x.test/>", "https://x.test/a b", "https://https://x.test/",
        "http://https://x.test/", "https://x.test/https://y.test/"}) {
    EXPECT_EQ(parsed(line), "x.test|https://x.test|") << line;
  }
  EXPECT_EQ(parsed("3,https://x.test/"), "3:x.test|https://x.test|");
  EXPECT_EQ(parsed("view-source:https://x.test/"),
            "x.test|view-source:https://x.test|");
  EXPECT_EQ(parsed("ftp://user@X.test:21/"), "x.test|ftp://X.test|");
  EXPECT_EQ(parsed("https://*.x.test/"), "x.test|https://x.test|");
}

// A scheme that nobody knows may be anything.
TEST(InputFormsTest, I5UnknownSchemeIsNotShown) {
  EXPECT_EQ(parsed("jane.roe:hunter2://x.test/"), "x.test||");
  EXPECT_EQ(parsed("mailto://jane.roe@x.test/"), "x.test||");
  EXPECT_EQ(parsed("//x.test/secret"), "x.test||");
  EXPECT_EQ(parsed("//X.test/secret"), "x.test|X.test|");
}

TEST(InputFormsTest, I5AddressesWithoutASchemeGiveTheirHost) {
  for (const char* line :
       {"x.test/path", "x.test:8080", "x.test:8080/path?q", "x.test?q=1",
        "x.test#f", "x.test/reset?email=jane@y.test", "x.test/", "x.test:443;",
        "x.test:", "x.test\\a", ".x.test", "..x.test", "x.test..",
        "*.x.test/a"}) {
    const std::string got = parsed(line);
    EXPECT_EQ(got.substr(0, 7), "x.test|") << line << " " << got;
    EXPECT_EQ(got.back(), '|') << line << " " << got;
  }
  // Without a dot it may be a user and a password, a ratio or a date.
  for (const std::string line :
       {"jane:1234", "jane/roe", "jane?roe", "jane:hunter2", "x.test:hunter2",
        "x.test:123456", "a b/x.test", "jane.:80", "*./a", "<jane>",
        "<html>"}) {
    EXPECT_EQ(parsed(line), refused(line, kForeign)) << line;
  }
}

// What was given, where that is a name, dots and a port.
TEST(InputFormsTest, I5NamesWithDotsAndPortsAreShownWhole) {
  for (const std::string line :
       {".x.example.com", "..x.example.com", "x.example.com..",
        "x.example.com.", "x.example.com:25", "X.Example.COM:65535",
        "x.example.com.:25", ".x.example.com:443", "*.x.example.com:443",
        "1,x.example.com:25", "\tx.example.com:25 "}) {
    const bool has_rank = line.starts_with("1,");
    const std::string_view cell =
        trimmed(std::string_view(line).substr(has_rank ? 2 : 0));
    EXPECT_EQ(parsed(line), (has_rank ? "1:x.example.com|" : "x.example.com|") +
                                std::string(cell) + '|');
  }
  EXPECT_EQ(parsed("b\u00FCcher.roe:25"), "xn--bcher-kva.roe|b\u00FCcher.roe|");
  EXPECT_EQ(parsed("b\u00FCcher.local:25"),
            "xn--bcher-kva.local|b\u00FCcher.local:25|");
  // A path, a quote, or what is no port, and perhaps a user's secret number.
  for (const char* line :
       {"x.example.com:25/", "x.example.com:25;", "\"x.example.com:25\"",
        "x.example.com:", "x.example.com:0", "x.example.com:0123",
        "x.example.com:65536", "x[.]example.com:25", "<x.example.com:25>"}) {
    EXPECT_EQ(parsed(line), "x.example.com||") << line;
  }
  EXPECT_EQ(parsed("jane.roe:1234"), "jane.roe||");
}

// A local part may hold what begins a path, a query or a fragment elsewhere.
TEST(InputFormsTest, I5LocalPartsWithMarksAreNotAskedNorShown) {
  for (const char* line :
       {"a/b@x.test", "jane#y@x.test", "jane.roe/a@x.test",
        "jane.roe#tag@x.test", "jane.roe?x@x.test", "jane.com/roe@x.test",
        "CORP.test\\jane@x.test", "<jane.roe/a@x.test>",
        "jane.roe/a,<roe@x.test>", "jane.roe/a <roe@x.test>",
        "jane.roe#x@x.test (Jane)", "jane.roe, <jane.roe#x@x.test>"}) {
    EXPECT_EQ(parsed(line), "x.test|@x.test|") << line;
  }
  for (const char* line :
       {"x.test/@jane.roe", "x.test/jane@1.2.3", "x.test/jane@next",
        "x.test/jane@1.2.3/x.js", "x.test/jane@roe.com/x",
        "x.test?mail=jane@y.test", "x.test/a?b=c&mail=jane@y.test"}) {
    EXPECT_EQ(parsed(line), "x.test||") << line;
  }
}

// What a leaked list has behind an address, or a URL before its host, may hold
// the signs of both.
TEST(InputFormsTest, I5PasswordsAreNotTakenForNames) {
  for (const char* line :
       {"a@x.test:pa@pass.word", "a@x.test:u@y.test", "a@x.test:p@ss"}) {
    EXPECT_EQ(parsed(line), refused(line, kSeveral)) << line;
  }
  for (const char* line : {"https://user:pa/ss@x.test/",
                           "https://user.name:p?w@x.test", "//user:pa#s@x"}) {
    EXPECT_EQ(parsed(line), refused(line, kNoPort)) << line;
  }
  EXPECT_EQ(parsed("https://x.test:8443/a"), "x.test|https://x.test|");
}

// Names that are written so that they do not become links.
TEST(InputFormsTest, I5DefangedNamesAreRead) {
  for (const char* line :
       {"x[.test", "x.]test", "x[.]test", "x(.)test", "x{.}test", "x[dot]test",
        "x(DOT)test", "x[.]test[:]8080", "x[.]test/a[.]b"}) {
    EXPECT_EQ(parsed(line), "x.test||") << line;
  }
  for (const char* line :
       {"hxxps://x[.]test/a", "hxxps[:]//x[.]test", "hxxps[://]x.test"}) {
    EXPECT_EQ(parsed(line), "x.test|hxxps://x.test|") << line;
  }
  EXPECT_EQ(parsed("hXXp://X(.)test"), "x.test|hXXp://X.test|");
  EXPECT_EQ(parsed("192[.]0[.]2[.]1"), refused("192[.]0[.]2[.]1", kAddress));
}

TEST(InputFormsTest, I5UrlWithAnAddressHasNoName) {
  for (const std::string line : {"http://[2001:db8::1]:80/x",
                                 "http://192.0.2.1/", "http://[2001:db8::1"}) {
    EXPECT_EQ(parsed(line), refused(line, kAddress));
  }
  EXPECT_EQ(parsed("http:///path"), refused("http:///path", kNoName));
  EXPECT_EQ(parsed("http://[]"), refused("http://[]", kNoName));
}

TEST(InputFormsTest, WildcardsOfCertificateLogsAreDropped) {
  EXPECT_EQ(parsed("*.example.test"), "example.test|*.example.test|");
  EXPECT_EQ(parsed("*.*.example.test"), "example.test|*.*.example.test|");
  EXPECT_EQ(parsed("*"), refused("*", kForeign));
  EXPECT_EQ(parsed("*."), refused("*.", kNoName));
  EXPECT_EQ(parsed("a.*.test"), refused("a.*.test", kForeign));
}

TEST(InputFormsTest, AddressesAreNoNames) {
  for (const std::string text :
       {"192.0.2.1", "192.0.2.1.", "192.0.2.1:25", "2001:db8::1",
        "[2001:db8::1]:25", "\uFF11\uFF19\uFF12.0.2.1", "192.0.2.0/24",
        "user@[192.0.2.1]"}) {
    EXPECT_EQ(parsed(text), refused(text, kAddress));
  }
}

// RFC 3696 section 2.
TEST(InputFormsTest, I2LastLabelOfDigitsIsNoDomain) {
  for (const std::string text :
       {"1.2.3", "1.2.3.4.5", "7", "2024.12", "x.test.1", "v1.2/path", "3.14",
        "\uFF17", "a@1.2.3", "1.2.3.", "+49.30.1234567"}) {
    const std::string got = parsed(text);
    EXPECT_TRUE(got == refused(text, kDigits) || got == refused(text, kForeign))
        << got;
  }
  EXPECT_EQ(parsed("1.2.3"), refused("1.2.3", kDigits));
  EXPECT_EQ(parsed("\uFF17"), refused("\uFF17", kDigits));
  EXPECT_EQ(brief("1.2.3", {.lenient = true}), refused("1.2.3", kDigits));
  EXPECT_EQ(parsed("1.2.3a"), "1.2.3a||");
  EXPECT_EQ(parsed("123.test"), "123.test||");
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

TEST(InputFormsTest, I1SymbolsAndEmojiAreNames) {
  EXPECT_EQ(parsed("\u2603.test"), "xn--n3h.test|\u2603.test|");
  EXPECT_EQ(parsed("6\u00D766.test"), "xn--666-8ja.test|6\u00D766.test|");
  EXPECT_EQ(parsed("xn--ls8h.la"), "xn--ls8h.la||");
}

TEST(InputFormsTest, I2InvalidNamesSayWhy) {
  const std::string long_name = std::string(64, 'a') + ".test";
  EXPECT_EQ(parsed(long_name),
            refused(long_name, "label longer than 63 octets"));
  for (const std::string name : {"a..b", "\u00FC..b"}) {
    EXPECT_EQ(parsed(name), refused(name, "empty label"));
  }
  for (const std::string name :
       {"-a-.test", "a.-b.test", "a.b-.test", "a.test-"}) {
    EXPECT_EQ(parsed(name), refused(name, kHyphen));
  }
  for (const std::string name : {".", "\u3002", "..."}) {
    EXPECT_EQ(parsed(name), refused(name, "the root is not a mail domain"));
  }
  EXPECT_EQ(parsed("a\uFFFD.test"),
            refused("a\uFFFD.test", "characters that IDNA does not allow"));
  EXPECT_EQ(parsed("xn--0.test"),
            refused("xn--0.test", "bad punycode in xn-- label"));
}

TEST(InputFormsTest, I2NameOf254CharactersIsTooLong) {
  std::string name;
  for (int i = 0; i < 4; ++i) {
    name += std::string(62, 'a') + ".";
  }
  EXPECT_EQ(parsed(name + "b"), name + "b||");  // 253
  EXPECT_EQ(parsed(name + "bb"),
            refused(name + "bb", "name longer than 253 characters"));
}

TEST(InputFormsTest, I2LenientAsksBadALabelsAndEdgeHyphens) {
  const InputOptions lenient{.allow_special = true, .lenient = true};
  EXPECT_EQ(brief("xn--0.test", lenient), "xn--0.test||");
  EXPECT_EQ(brief("-a-.test", lenient), "-a-.test||");
  EXPECT_EQ(brief("-\u00FC.test", lenient), "xn----eha.test|-\u00FC.test|");
  EXPECT_EQ(brief("1\u05D0.test", lenient), "xn--1-0hc.test|1\u05D0.test|");
  EXPECT_EQ(brief("a..b", lenient), refused("a..b", "empty label"));
  EXPECT_EQ(brief("a b.test", lenient), refused("a b.test", kForeign));
}

TEST(InputFormsTest, I2MappedToForeignAsciiIsRefused) {
  // Account of, a full-width backslash, an ideographic space.
  for (const std::string text :
       {"\u2100.test", "a\uFF3C046b.test", "a\u3000b.test"}) {
    EXPECT_EQ(parsed(text), refused(text, kForeign));
  }
}

TEST(InputFormsTest, I5OfSeveralSignsTheLastCounts) {
  EXPECT_EQ(parsed("t@u\uFF20x.test"), "x.test|@x.test|");
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

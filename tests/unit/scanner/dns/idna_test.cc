// U-labels to A-labels (I1-I3): UTS #46, non-transitional, and the checking of
// A-labels that came as such.
#include "scanner/dns/idna.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace mxsweep {
namespace {

// The A-label form, or "!" and what is wrong.
std::string ascii_of(std::string_view text) {
  std::string out;
  const std::string_view problem = to_ascii_name(text, false, out);
  return problem.empty() ? out : "!" + std::string(problem);
}

std::string repeated(int count, std::string_view text) {
  std::string out;
  while (count-- > 0) {
    out += text;
  }
  return out;
}

constexpr std::string_view kTooLong = "!label longer than 63 octets";
constexpr std::string_view kNotAllowed = "!characters that IDNA does not allow";
constexpr std::string_view kBadPunycode = "bad punycode in xn-- label";

TEST(IdnaTest, I1ULabelsBecomeALabels) {
  EXPECT_EQ(ascii_of("b\u00FCcher.test"), "xn--bcher-kva.test");
  EXPECT_EQ(ascii_of("\u043F\u0440\u0438\u043C\u0435\u0440.test"),
            "xn--e1afmkfd.test");
  EXPECT_EQ(ascii_of("a.\u00FC.b"), "a.xn--tda.b");
}

TEST(IdnaTest, I1SharpSAndFinalSigmaAreKept) {
  EXPECT_EQ(ascii_of("fa\u00DF.de"), "xn--fa-hia.de");
  EXPECT_EQ(ascii_of("\u03C2.gr"), "xn--3xa.gr");
  EXPECT_NE(ascii_of("\u03C2.gr"), ascii_of("\u03C3.gr"));
}

TEST(IdnaTest, I1CaseIsFolded) {
  EXPECT_EQ(ascii_of("B\u00DCCHER.Test"), "xn--bcher-kva.test");
}

TEST(IdnaTest, I1DecomposedTextIsComposedFirst) {
  EXPECT_EQ(ascii_of("bu\u0308cher.test"), "xn--bcher-kva.test");
}

TEST(IdnaTest, I1FullWidthLettersAreLetters) {
  EXPECT_EQ(ascii_of("\uFF45\uFF58\uFF41\uFF4D\uFF50\uFF4C\uFF45.test"),
            "example.test");
}

TEST(IdnaTest, I3IdeographicFullStopsSeparateLabels) {
  for (const std::string stop : {"\u3002", "\uFF0E", "\uFF61", "."}) {
    EXPECT_EQ(ascii_of("\u4F8B\u3048" + stop + "\u30C6\u30B9\u30C8"),
              "xn--r8jz45g.xn--zckzah")
        << stop;
  }
}

TEST(IdnaTest, FinalDotIsKeptAndUnderscoresPass) {
  EXPECT_EQ(ascii_of("b\u00FCcher.test."), "xn--bcher-kva.test.");
  EXPECT_EQ(ascii_of("_dmarc.b\u00FCcher.test"), "_dmarc.xn--bcher-kva.test");
}

TEST(IdnaTest, I2LabelsOver63OctetsAreRefused) {
  // 57 are 63 octets as an A-label, 58 are one too many.
  const std::string fits = ascii_of(repeated(56, "\u00FC") + ".test");
  EXPECT_TRUE(fits.starts_with("xn--")) << fits;
  EXPECT_LE(fits.size(), 63U + 5U);
  EXPECT_EQ(ascii_of(repeated(64, "\u00FC") + ".test"), kTooLong);
  EXPECT_EQ(ascii_of(std::string(64, 'a') + ".\u00FC"), kTooLong);
  EXPECT_FALSE(ascii_of(std::string(63, 'a') + ".\u00FC").starts_with("!"));
}

TEST(IdnaTest, I2NamesTooLongAreRefused) {
  EXPECT_EQ(ascii_of(repeated(60, "\u00FC.ab.") + "test"),
            "!name longer than 253 characters");
}

TEST(IdnaTest, I2LongestALabelIsExactly63Octets) {
  std::size_t longest = 0;
  for (int count = 1; count <= 64; ++count) {
    const std::string label = ascii_of(repeated(count, "\u00FC"));
    if (!label.starts_with("!")) {
      longest = std::max(longest, label.size());
    } else {
      EXPECT_EQ(label, kTooLong) << count;
    }
  }
  EXPECT_GE(longest, 60U);
  EXPECT_LE(longest, 63U);
}

TEST(IdnaTest, I2ForbiddenCharactersAreRefused) {
  for (const std::string text :
       {"\u200D.test", "a\u200Cb.\u00FC", "\u0301a.test", "\uFFFDa.test",
        "\u2028a.test", "1\u05D0\u05D1.test"}) {
    EXPECT_EQ(ascii_of(text), kNotAllowed) << text;
  }
}

// IDNA2008 forbids them, UTS #46 does not, and they are registered.
TEST(IdnaTest, I1SymbolsAndEmojiAreNames) {
  EXPECT_EQ(ascii_of("\u2603.net"), "xn--n3h.net");
  EXPECT_EQ(ascii_of("\U0001F4A9.la"), "xn--ls8h.la");
  EXPECT_EQ(ascii_of("6\u00D766.com"), "xn--666-8ja.com");
  EXPECT_EQ(ascii_of("\U0001F441\U0001F444\U0001F441.fm"), "xn--mp8hai.fm");
  EXPECT_EQ(check_a_labels("xn--n3h.com"), "");
  EXPECT_EQ(check_a_labels("xn--ls8h.la"), "");
}

// Two hyphens at places 3 and 4 mean something in "xn--" only.
TEST(IdnaTest, HyphensInsideAreNoReasonToRefuse) {
  EXPECT_EQ(ascii_of("ab--\u00FC.test"), "xn--ab---3ra.test");
  EXPECT_EQ(ascii_of("r3---sn-x.\u00FC"), "r3---sn-x.xn--tda");
  EXPECT_EQ(check_a_labels("r3---sn-x.xn--tda"), "");
}

// What is no letter of a name but in ASCII is for the caller to find.
TEST(IdnaTest, OtherAsciiPasses) {
  EXPECT_EQ(ascii_of("\u00FC.a b"), "xn--tda.a b");
  EXPECT_EQ(ascii_of("\uFF20.\u00FC"), "@.xn--tda");
}

TEST(IdnaTest, I2LenientTakesWhatIsSoundButAgainstTheRules) {
  const auto lenient = [](std::string_view text) {
    std::string out;
    const std::string_view problem = to_ascii_name(text, true, out);
    return problem.empty() ? out : "!" + std::string(problem);
  };
  EXPECT_EQ(lenient("-\u00FC-.test"), "xn-----xka.test");
  EXPECT_EQ(lenient("1\u05D0.test"), "xn--1-0hc.test");
  EXPECT_EQ(lenient("\uFFFD.test"), kNotAllowed);
  EXPECT_EQ(lenient("xn--99999.\u00FC"), "!" + std::string(kBadPunycode));
}

TEST(IdnaTest, EndlessTextIsRefusedAtOnce) {
  EXPECT_EQ(ascii_of(repeated(5000, "\u00FC")),
            "!name longer than 253 characters");
}

TEST(IdnaTest, I2HyphensAtTheEdgeAreRefused) {
  EXPECT_EQ(ascii_of("-\u00FC.test"), "!hyphen at start or end of a label");
  EXPECT_EQ(ascii_of("\u00FC-.test"), "!hyphen at start or end of a label");
}

TEST(IdnaTest, NulIsNotTheEndOfTheName) {
  using std::string_literals::operator""s;
  EXPECT_EQ(ascii_of("b\u00FCcher.test\0evil"s), "xn--bcher-kva.test\0evil"s);
  EXPECT_EQ(ascii_of("\u00FC.\0"s), "xn--tda.\0"s);
}

TEST(IdnaTest, I2BadPunycodeBesideAULabelIsRefused) {
  EXPECT_EQ(ascii_of("xn--99999.\u00FC"), "!" + std::string(kBadPunycode));
}

TEST(IdnaTest, I2GoodALabelsPassTheCheck) {
  for (const char* text :
       {"xn--bcher-kva.test", "xn--bcher-kva.test.", "xn--fa-hia.de",
        "www.xn--bcher-kva.xn--p1ai", "_x.xn--bcher-kva.test", "xn--fiqs8s",
        "a.xn--r8jz45g.xn--zckzah"}) {
    EXPECT_EQ(check_a_labels(text), "") << text;
  }
}

TEST(IdnaTest, I2BadALabelsFailTheCheck) {
  for (const char* text : {"xn--.test", "xn--0.test", "xn--99999999.test",
                           "xn--abc-.test", "xn--bcher-kva-.test"}) {
    EXPECT_EQ(check_a_labels(text), kBadPunycode) << text;
  }
  // Decodes, but to what no U-label may hold or is not its own A-label.
  for (const char* text :
       {"xn--a.test", "xn--xn---epa.test", "xn--1ug", "xn--bcher-kva.xn--a"}) {
    EXPECT_NE(check_a_labels(text), "") << text;
  }
}

TEST(IdnaTest, I2CheckLooksAtEveryLabel) {
  EXPECT_EQ(check_a_labels("xn--bcher-kva.xn--bcher-kva"), "");
  EXPECT_NE(check_a_labels("xn--bcher-kva.xn--0.test"), "");
  EXPECT_NE(check_a_labels("xn--0.xn--bcher-kva.test"), "");
}

}  // namespace
}  // namespace mxsweep

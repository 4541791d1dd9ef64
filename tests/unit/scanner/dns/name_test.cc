// Name and NameView: presentation format both ways (RFC 1035 section 5.1),
// limits, case, and relations between names.
#include "scanner/dns/name.h"

#include <gtest/gtest.h>

#include <string>

#include "io/base/prng.h"

#include "tests/unit/scanner/dns/codec_message.h"

namespace mxsweep {
namespace {

using test::name_of;
using test::Octets;
using test::wire;

Octets octets_of(const Name& name) {
  const auto octets = name.view().octets();
  return {octets.begin(), octets.end()};
}

NameProblem problem_of(std::string_view text) {
  Name name;
  return Name::from_text(text, name);
}

std::string repeated(std::size_t count, std::string_view text) {
  std::string out;
  while (count-- > 0) {
    out += text;
  }
  return out;
}

TEST(NameTest, TextBecomesLabelsWithLengths) {
  EXPECT_EQ(octets_of(name_of("mail.example.com")), wire("mail.example.com"));
  EXPECT_EQ(octets_of(name_of("a")), wire("a"));
}

TEST(NameTest, FinalDotMeansTheSame) {
  EXPECT_EQ(name_of("mail.example.com."), name_of("mail.example.com"));
}

TEST(NameTest, RootIsADot) {
  EXPECT_EQ(octets_of(name_of(".")), Octets{0});
  EXPECT_TRUE(name_of(".").view().is_root());
  EXPECT_EQ(to_text(name_of(".").view()), ".");
  EXPECT_FALSE(name_of("a").view().is_root());
}

TEST(NameTest, W5CaseIsFolded) {
  EXPECT_EQ(name_of("MaIl.W5.TEST"), name_of("mail.w5.test"));
  EXPECT_EQ(to_text(name_of("MaIl.W5.TEST").view()), "mail.w5.test");
}

TEST(NameTest, W5OnlyAsciiLettersAreFolded) {
  // '@' '[' '`' '{' frame the letters; 0xC0/0xE0 differ by 0x20 in Latin-1.
  EXPECT_FALSE(name_of("\\@") == name_of("`"));
  EXPECT_FALSE(name_of("[") == name_of("{"));
  EXPECT_FALSE(name_of("\\192") == name_of("\\224"));
  EXPECT_EQ(name_of("\\065\\090"), name_of("az"));
}

TEST(NameTest, W6EscapesAreRead) {
  EXPECT_EQ(octets_of(name_of("a\\.b.w6.test")),
            (Octets{3, 'a', '.', 'b', 2, 'w', '6', 4, 't', 'e', 's', 't', 0}));
  EXPECT_EQ(octets_of(name_of("\\000")), (Octets{1, 0, 0}));
  EXPECT_EQ(octets_of(name_of("\\255")), (Octets{1, 255, 0}));
  EXPECT_EQ(octets_of(name_of("\\\\")), (Octets{1, '\\', 0}));
  EXPECT_EQ(octets_of(name_of("\\q")), (Octets{1, 'q', 0}));
  EXPECT_EQ(octets_of(name_of("a\\.")), (Octets{2, 'a', '.', 0}));
  EXPECT_EQ(octets_of(name_of("a\\..")), (Octets{2, 'a', '.', 0}));
}

TEST(NameTest, W6EscapesAreWritten) {
  EXPECT_EQ(to_text(name_of("a\\.b.w6.test").view()), "a\\.b.w6.test");
  EXPECT_EQ(to_text(name_of("\\000.w6.test").view()), "\\000.w6.test");
  EXPECT_EQ(to_text(name_of("foo_bar.w6.test").view()), "foo_bar.w6.test");
  EXPECT_EQ(to_text(name_of("\\032").view()), "\\032");
  EXPECT_EQ(to_text(name_of("\\127\\200").view()), "\\127\\200");
  EXPECT_EQ(to_text(name_of("\\\"\\(\\)\\;\\@\\$\\\\").view()),
            "\\\"\\(\\)\\;\\@\\$\\\\");
  EXPECT_EQ(to_text(name_of("!#%&'*+,/:<=>?[]^`{|}~").view()),
            "!#%&'*+,/:<=>?[]^`{|}~");
}

TEST(NameTest, W6EveryOctetSurvivesTextAndBack) {
  for (unsigned octet = 0; octet < 256; ++octet) {
    Name name;
    const std::array<std::uint8_t, 3> label = {
        'a', static_cast<std::uint8_t>(octet), 'b'};
    ASSERT_TRUE(name.add_label(label));
    ASSERT_TRUE(name.finish());
    EXPECT_EQ(name_of(to_text(name.view())), name) << octet;
  }
}

TEST(NameTest, RandomNamesSurviveTextAndBack) {
  constexpr std::uint64_t kSeed = 20240611;
  io::Prng prng(kSeed);
  for (int round = 0; round < 5000; ++round) {
    Name name;
    for (std::uint32_t labels = prng.below(12); labels > 0; --labels) {
      Octets label(1 + prng.below(63));
      for (std::uint8_t& octet : label) {
        octet = static_cast<std::uint8_t>(prng.below(256));
      }
      if (!name.add_label(label)) {
        break;
      }
    }
    ASSERT_TRUE(name.finish());
    const std::string text = to_text(name.view());
    Name back;
    ASSERT_EQ(Name::from_text(text, back), NameProblem::kNone)
        << "seed " << kSeed << " round " << round << ": " << text;
    ASSERT_EQ(back, name) << "seed " << kSeed << " round " << round;
    ASSERT_EQ(to_text(back.view()), text);
  }
}

TEST(NameTest, LabelsTogetherAreTheSameAsOneByOne) {
  constexpr std::uint64_t kSeed = 31;
  io::Prng prng(kSeed);
  for (int round = 0; round < 5000; ++round) {
    Name one_by_one;
    Octets wire;
    bool fits = true;
    for (std::uint32_t labels = prng.below(9); labels > 0; --labels) {
      Octets label(1 + prng.below(round % 2 == 0 ? 63 : 9));
      for (std::uint8_t& octet : label) {
        octet = static_cast<std::uint8_t>(prng.below(256));
      }
      wire.push_back(static_cast<std::uint8_t>(label.size()));
      wire.insert(wire.end(), label.begin(), label.end());
      fits = fits && one_by_one.add_label(label);
    }
    Name together;
    ASSERT_EQ(together.add_labels(wire), fits) << "seed " << kSeed;
    if (fits) {
      ASSERT_EQ(together, one_by_one) << "seed " << kSeed;
    }
  }
}

TEST(NameTest, LookTellsHostNamesFromOthers) {
  for (std::size_t size = 1; size <= 63; ++size) {
    for (unsigned octet = 0; octet < 256; ++octet) {
      Octets label(size, 'x');
      label[octet % size] = static_cast<std::uint8_t>(octet);
      Name name;
      ASSERT_TRUE(name.add_label(label));
      ASSERT_TRUE(name.add_label(Octets{'-', '9'}));
      ASSERT_TRUE(name.finish());
      const bool upper = octet >= 'A' && octet <= 'Z';  // folded
      const bool host = upper || (octet >= 'a' && octet <= 'z') ||
                        (octet >= '0' && octet <= '9') || octet == '-';
      const LabelClass expected = host           ? LabelClass::kLdh
                                  : octet == '_' ? LabelClass::kUnderscores
                                                 : LabelClass::kOther;
      ASSERT_EQ(label_class_of(name.view()), expected) << size << ' ' << octet;
    }
  }
  Name root;
  ASSERT_TRUE(root.finish());
  EXPECT_EQ(label_class_of(root.view()), LabelClass::kOther);
  EXPECT_EQ(label_class_of(NameView()), LabelClass::kOther);
}

TEST(NameTest, BrokenEscapesAreRefused) {
  for (const char* text : {"\\", "a\\", "\\2", "\\25", "\\25x", "\\2x5",
                           "\\256", "\\999", "a.\\"}) {
    EXPECT_EQ(problem_of(text), NameProblem::kBadEscape) << text;
  }
}

TEST(NameTest, EmptyTextAndEmptyLabelsAreRefused) {
  EXPECT_EQ(problem_of(""), NameProblem::kEmpty);
  for (const char* text : {"..", ".a", "a..b", "a..", "...", "..a"}) {
    EXPECT_EQ(problem_of(text), NameProblem::kEmptyLabel) << text;
  }
}

TEST(NameTest, LabelLimitIs63Octets) {
  EXPECT_EQ(problem_of(std::string(63, 'a')), NameProblem::kNone);
  EXPECT_EQ(problem_of(std::string(64, 'a')), NameProblem::kLabelTooLong);
  EXPECT_EQ(problem_of("x." + std::string(64, 'a') + ".y"),
            NameProblem::kLabelTooLong);
  // Octets count, not characters of the text.
  EXPECT_EQ(problem_of(repeated(63, "\\001")), NameProblem::kNone);
  EXPECT_EQ(problem_of(repeated(64, "\\001")), NameProblem::kLabelTooLong);
}

TEST(NameTest, NameLimitIs255OctetsOnTheWire) {
  const std::string three = repeated(3, std::string(63, 'a') + ".");
  EXPECT_EQ(problem_of(three + std::string(61, 'b')), NameProblem::kNone);
  EXPECT_EQ(name_of(three + std::string(61, 'b')).view().size(), 255U);
  EXPECT_EQ(problem_of(three + std::string(61, 'b') + "."), NameProblem::kNone);
  EXPECT_EQ(problem_of(three + std::string(62, 'b')),
            NameProblem::kNameTooLong);
  EXPECT_EQ(problem_of(repeated(127, "a.")), NameProblem::kNone);
  EXPECT_EQ(name_of(repeated(127, "a.")).view().size(), 255U);
  EXPECT_EQ(problem_of(repeated(128, "a.")), NameProblem::kNameTooLong);
}

TEST(NameTest, AProblemLeavesTheOutputAlone) {
  Name name = name_of("before.test");
  EXPECT_NE(Name::from_text("a..b", name), NameProblem::kNone);
  EXPECT_EQ(name, name_of("before.test"));
}

TEST(NameTest, EveryProblemHasAText) {
  for (const NameProblem problem :
       {NameProblem::kNone, NameProblem::kEmpty, NameProblem::kEmptyLabel,
        NameProblem::kLabelTooLong, NameProblem::kNameTooLong,
        NameProblem::kBadEscape}) {
    EXPECT_FALSE(to_text(problem).empty());
  }
  EXPECT_NE(to_text(NameProblem::kLabelTooLong),
            to_text(NameProblem::kNameTooLong));
}

TEST(NameTest, AddLabelKeepsTheLimits) {
  Name name;
  EXPECT_FALSE(name.add_label({}));
  EXPECT_FALSE(name.add_label(Octets(64, 'a')));
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(name.add_label(Octets(63, 'a')));
  }
  EXPECT_FALSE(name.add_label(Octets(62, 'a')));
  EXPECT_TRUE(name.add_label(Octets(61, 'a')));
  EXPECT_FALSE(name.add_label(Octets(1, 'a')));
  EXPECT_TRUE(name.finish());
  EXPECT_EQ(name.view().size(), kNameOctetsMax);
  EXPECT_FALSE(name.finish());
}

TEST(NameTest, ClearedNameIsEmptyAndNoRoot) {
  Name name = name_of("a.test");
  name.clear();
  EXPECT_TRUE(name.empty());
  EXPECT_TRUE(name.view().empty());
  EXPECT_FALSE(name.view().is_root());
  EXPECT_EQ(name, Name());
}

TEST(NameTest, CopiesDoNotShareOctets) {
  Name first = name_of("first.test");
  Name second(first);
  const Name third(first.view());
  first = name_of("other.test");
  EXPECT_EQ(second, name_of("first.test"));
  EXPECT_EQ(third, name_of("first.test"));
  const Name& same = second;
  second = same;
  EXPECT_EQ(second, name_of("first.test"));
  second.assign(NameView());
  EXPECT_TRUE(second.empty());
}

TEST(NameViewTest, CountsLabels) {
  EXPECT_EQ(name_of(".").view().label_count(), 0);
  EXPECT_EQ(name_of("com").view().label_count(), 1);
  EXPECT_EQ(name_of("example.com").view().label_count(), 2);
  EXPECT_EQ(name_of("a\\.b.com").view().label_count(), 2);
  EXPECT_EQ(name_of(repeated(127, "a.")).view().label_count(), 127);
  EXPECT_EQ(NameView().label_count(), 0);
}

TEST(NameViewTest, ParentAndFirstLabelTakeANameApart) {
  const Name name = name_of("mx\\.1.example.com");
  EXPECT_EQ(name.view().first_label(), "mx.1");
  const NameView parent = name.view().parent();
  EXPECT_EQ(to_text(parent), "example.com");
  EXPECT_EQ(to_text(parent.parent()), "com");
  EXPECT_TRUE(parent.parent().parent().is_root());
}

TEST(NameViewTest, IsAtOrBelowGoesByWholeLabels) {
  const Name zone = name_of("example.com");
  const auto below = [&zone](std::string_view text) {
    return name_of(text).view().is_at_or_below(zone.view());
  };
  EXPECT_TRUE(below("example.com"));
  EXPECT_TRUE(below("EXAMPLE.com"));
  EXPECT_TRUE(below("a.example.com"));
  EXPECT_TRUE(below("a.b.c.example.com"));
  EXPECT_FALSE(below("notexample.com"));
  EXPECT_FALSE(below("com"));
  EXPECT_FALSE(below("."));
  EXPECT_FALSE(below("example.org"));
  EXPECT_FALSE(below("example.com.org"));
  EXPECT_FALSE(below("x\\.example.com"));
}

TEST(NameViewTest, EverythingIsAtOrBelowTheRoot) {
  const Name root = name_of(".");
  EXPECT_TRUE(root.view().is_at_or_below(root.view()));
  EXPECT_TRUE(name_of("a.b").view().is_at_or_below(root.view()));
}

TEST(NameViewTest, NoNameIsNowhereBelow) {
  EXPECT_FALSE(NameView().is_at_or_below(name_of("a").view()));
  EXPECT_FALSE(name_of("a").view().is_at_or_below(NameView()));
}

TEST(NameViewTest, AWholeNameInsideALabelIsNotAZone) {
  // One label whose octets look like "\3com\0" must not match "com.".
  Name name;
  ASSERT_TRUE(name.add_label(Octets{'x', 3, 'c', 'o', 'm'}));
  ASSERT_TRUE(name.finish());
  EXPECT_FALSE(name.view().is_at_or_below(name_of("com").view()));
}

TEST(NameViewTest, EqualityIsThatOfOctets) {
  EXPECT_TRUE(name_of("a.b").view() == name_of("A.B.").view());
  EXPECT_FALSE(name_of("a.b").view() == name_of("ab").view());
  EXPECT_FALSE(name_of("a\\.b").view() == name_of("a.b").view());
  EXPECT_TRUE(NameView() == NameView());
  EXPECT_FALSE(NameView() == name_of(".").view());
  EXPECT_EQ(name_of("a.b").view().key().size(), 5U);
}

}  // namespace
}  // namespace mxsweep

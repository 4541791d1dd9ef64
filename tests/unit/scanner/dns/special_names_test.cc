// Special-use names (I4, N5, S13): at and below, by whole labels.
#include "scanner/dns/special_names.h"

#include <gtest/gtest.h>

#include "tests/unit/scanner/dns/codec_message.h"

namespace mxsweep {
namespace {

using test::name_of;

struct Case {
  const char* name;
  const char* domain;
  bool never_resolves;
};

TEST(SpecialNamesTest, I4EachDomainAtAndBelow) {
  const std::vector<Case> cases = {{"test", "test", false},
                                   {"example", "example", false},
                                   {"invalid", "invalid", true},
                                   {"localhost", "localhost", true},
                                   {"local", "local", true},
                                   {"onion", "onion", true},
                                   {"alt", "alt", true},
                                   {"internal", "internal", true},
                                   {"home.arpa", "home.arpa", true}};
  for (const Case& one : cases) {
    for (const std::string prefix : {"", "x.", "a.b.c."}) {
      const Name name = name_of(prefix + one.name);
      EXPECT_EQ(special_use_domain(name.view()), one.domain) << prefix;
      EXPECT_EQ(never_resolves(name.view()), one.never_resolves) << one.name;
    }
  }
}

TEST(SpecialNamesTest, I4OrdinaryNamesAreNotSpecial) {
  for (const char* text :
       {"example.com", "test.de", "local.net", "arpa", "home", "x.arpa",
        "home.arpa.com", "in-addr.arpa", "localhost.example.com", "."}) {
    const Name name = name_of(text);
    EXPECT_EQ(special_use_domain(name.view()), "") << text;
    EXPECT_FALSE(never_resolves(name.view())) << text;
  }
  EXPECT_EQ(special_use_domain(NameView()), "");
}

TEST(SpecialNamesTest, I4WholeLabelsOnly) {
  for (const char* text :
       {"mytest", "latest", "notlocal", "xhome.arpa", "a-onion", "salt",
        "x.salt", "h\\.test", "x\\004test", "x\\003alt", "x\\004home.arpa"}) {
    EXPECT_EQ(special_use_domain(name_of(text).view()), "") << text;
  }
}

TEST(SpecialNamesTest, I4CaseDoesNotMatter) {
  EXPECT_EQ(special_use_domain(name_of("X.LocalHost").view()), "localhost");
}

TEST(SpecialNamesTest, S13LocalhostAtAndBelow) {
  EXPECT_TRUE(is_localhost(name_of("localhost").view()));
  EXPECT_TRUE(is_localhost(name_of("mail.localhost").view()));
  EXPECT_FALSE(is_localhost(name_of("localhost.com").view()));
  EXPECT_FALSE(is_localhost(name_of("local").view()));
  EXPECT_FALSE(is_localhost(name_of(".").view()));
}

}  // namespace
}  // namespace mxsweep

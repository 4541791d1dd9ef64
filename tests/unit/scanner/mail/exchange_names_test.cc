// Findings that the name of a mail host alone gives, and the order of names.
#include "scanner/mail/exchange_names.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "tests/unit/scanner/mail/lookup_builder.h"

namespace mxsweep {
namespace {

using test::labels_of;
using test::name_of;

struct NameCase {
  const char* name;
  const char* expected;
};

constexpr std::array kCases = {
    NameCase{".", ""}, NameCase{"mail.example.com", ""},
    NameCase{"3com.test", ""},  // RFC 1123 section 2.1: a digit may begin
    NameCase{"a-b.test", ""}, NameCase{"xn--bcher-kva.test", ""},
    // S14: texts of addresses
    NameCase{"192.0.2.25", "mx_is_ip_literal"},
    NameCase{"[192.0.2.25]", "mx_is_ip_literal"},
    NameCase{"2001:db8::1", "mx_is_ip_literal"},
    NameCase{"[2001:db8::1]", "mx_is_ip_literal"},
    NameCase{"192.0.2.25.test", ""}, NameCase{"192.0.2.256", ""},
    NameCase{"192.0.2", ""},
    // S13
    NameCase{"mail", "mx_single_label"},
    NameCase{"localhost", "mx_localhost mx_single_label"},
    NameCase{"a.localhost", "mx_localhost"},
    NameCase{"notlocalhost", "mx_single_label"}, NameCase{"localhost.test", ""},
    NameCase{"a.invalid", "mx_special_use"},
    NameCase{"a.local", "mx_special_use"},
    NameCase{"a.internal", "mx_special_use"},
    NameCase{"a.onion", "mx_special_use"},
    NameCase{"a.home.arpa", "mx_special_use"}, NameCase{"a.arpa", ""},
    NameCase{"local.test", ""},
    // W6: not the syntax of host names
    NameCase{"foo_bar.test", "mx_bad_hostname mx_underscore"},
    NameCase{"_dmarc.test", "mx_bad_hostname mx_underscore"},
    NameCase{"-a.test", "mx_bad_hostname"},
    NameCase{"a-.test", "mx_bad_hostname"},
    NameCase{"a b.test", "mx_bad_hostname"},
    NameCase{"a\\.b.test", "mx_bad_hostname"},
    NameCase{"\\000.test", "mx_bad_hostname"},
    NameCase{"b\\195\\188cher.test", "mx_bad_hostname"},
    NameCase{"foo_bar.-a.test", "mx_bad_hostname mx_underscore"},
    // Verification records
    NameCase{"ms12345.msv1.invalid", "mx_special_use ms_verification_mx"},
    NameCase{"msv1.invalid", "mx_special_use"},
    NameCase{"a.xmsv1.invalid", "mx_special_use"}};

TEST(ExchangeNamesTest, FindingsOfNames) {
  for (const NameCase& one : kCases) {
    const Name name = name_of(one.name);
    EXPECT_EQ(labels_of(exchange_name_findings(name.view(),
                                               label_class_of(name.view()))),
              one.expected)
        << one.name;
  }
}

TEST(ExchangeNamesTest, I7CollisionNameIsTheFirstLabel) {
  const Name yes = name_of("your-dns-needs-immediate-attention.prod");
  const Name no = name_of("a.your-dns-needs-immediate-attention.prod");
  EXPECT_TRUE(is_collision_name(yes.view()));
  EXPECT_FALSE(is_collision_name(no.view()));
  EXPECT_FALSE(is_collision_name(name_of(".").view()));
}

TEST(ExchangeNamesTest, OrderIsThatOfTheTexts) {
  const std::vector<std::string> texts = {
      ".",    "a",  "a.a",    "a-b",    "a-b.a",   "aa",       "a.b",    "b",
      "ab.a", "a0", "z.test", "zz.tes", "m1.test", "m10.test", "m2.test"};
  for (const std::string& left : texts) {
    for (const std::string& right : texts) {
      EXPECT_EQ(precedes(name_of(left).view(), name_of(right).view()),
                left < right)
          << left << " " << right;
    }
  }
}

TEST(ExchangeNamesTest, OrderTellsAnyTwoNamesApart) {
  // As texts without escapes these two would be equal.
  const Name one = name_of("a.b.test");
  const Name two = name_of("a\\.b.test");
  EXPECT_NE(precedes(one.view(), two.view()), precedes(two.view(), one.view()));
  EXPECT_FALSE(precedes(one.view(), one.view()));
}

}  // namespace
}  // namespace mxsweep

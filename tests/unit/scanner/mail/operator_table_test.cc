// OperatorTable: the longest suffix decides, on the borders of labels.
#include "scanner/mail/operator_table.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/support/names.h"

namespace mxsweep {
namespace {

class OperatorTableTest : public ::testing::Test {
 protected:
  std::string add(std::string_view suffix, std::string_view name,
                  std::string_view category = "hosting",
                  std::string_view country = "") {
    return table_.add({suffix, name, category, country}, "test");
  }

  std::string find(std::string_view exchange) const {
    const Name name = test::name_of(exchange);
    const OperatorId found = table_.find(name.view());
    return found == kNoOperator
               ? "nobody"
               : table_.at(found).name + ' ' + table_.at(found).rule;
  }

  OperatorTable table_;
};

TEST_F(OperatorTableTest, LongestSuffixDecides) {
  EXPECT_EQ(add("example.net", "Net"), "");
  EXPECT_EQ(add("mx.example.net", "Filter"), "");
  EXPECT_EQ(add("a.b.mx.example.net", "Deep"), "");
  EXPECT_EQ(find("example.net"), "Net test:example.net");
  EXPECT_EQ(find("www.example.net"), "Net test:example.net");
  EXPECT_EQ(find("1.mx.example.net"), "Filter test:mx.example.net");
  EXPECT_EQ(find("b.mx.example.net"), "Filter test:mx.example.net");
  EXPECT_EQ(find("x.a.b.mx.example.net"), "Deep test:a.b.mx.example.net");
}

TEST_F(OperatorTableTest, LabelsAreWhole) {
  EXPECT_EQ(add("example.net", "Net"), "");
  EXPECT_EQ(find("anexample.net"), "nobody");
  EXPECT_EQ(find("example.net.org"), "nobody");
  EXPECT_EQ(find("net"), "nobody");
}

TEST_F(OperatorTableTest, OneLabelMayBeASuffix) {
  EXPECT_EQ(add("corp", "We"), "");
  EXPECT_EQ(find("mx.example.corp"), "We test:corp");
  EXPECT_EQ(find("corp"), "We test:corp");
  EXPECT_EQ(find("mx.example.org"), "nobody");
}

TEST_F(OperatorTableTest, CaseAndMarksOfWildcardsMeanNothing) {
  EXPECT_EQ(add("*.Example.NET", "Net"), "");
  EXPECT_EQ(add(".example.org", "Org"), "");
  EXPECT_EQ(find("mx.example.net"), "Net test:example.net");
  EXPECT_EQ(find("mx.example.org"), "Org test:example.org");
}

TEST_F(OperatorTableTest, ULabelsBecomeALabels) {
  EXPECT_EQ(add("B\xC3\xBC"
                "cher.example",
                "Z\xC3\xBCrich AG"),
            "");
  EXPECT_EQ(find("mx.xn--bcher-kva.example"),
            "Z\xC3\xBCrich AG test:xn--bcher-kva.example");
}

// They would stand in tables, in one of CSV as they are.
TEST_F(OperatorTableTest, OperatorsAreTextsThatCanBeRead) {
  for (const std::string_view name :
       {"Z\xFCrich", "a\x1b[31m", "a\xC2\x9B", "a\xE2\x80\xAE"}) {
    EXPECT_EQ(add("example.net", name),
              "the operator of 'example.net' is no UTF-8, or holds control "
              "characters")
        << name;
  }
}

TEST_F(OperatorTableTest, RowsOfEarlierTablesStay) {
  EXPECT_EQ(add("example.net", "Mine"), "");
  EXPECT_EQ(table_.add({"example.net", "Theirs", "isp", ""}, "other"), "");
  EXPECT_EQ(find("mx.example.net"), "Mine test:example.net");
  EXPECT_EQ(add("EXAMPLE.net", "Again"), "'EXAMPLE.net' has a row already");
  EXPECT_EQ(table_.size(), 1U);
}

TEST_F(OperatorTableTest, SaysWhatIsWrongWithARow) {
  for (const std::string_view suffix :
       {"", ".", "a..b", "ex ample.net", "*", "-ok.net", "ok-.net", "1.2.3.4",
        "b\xFC.net", "\xE2\x80\x8D.net"}) {
    EXPECT_NE(add(suffix, "Net").find("is no name"), std::string::npos)
        << suffix;
  }
  EXPECT_EQ(add("example.net", ""), "no operator for 'example.net'");
  EXPECT_EQ(add("example.net", "Net", "host"),
            "'host' is no category: hosting, security_gateway, forwarding, "
            "parking, isp, newsletter, self");
  EXPECT_EQ(add("example.net", "Net", "isp", "Swiss"),
            "'Swiss' is no country: two letters like CH");
  EXPECT_EQ(add("example.net", "self"),
            "the operator 'self' is the domain itself, of the category self "
            "only");
  EXPECT_EQ(add("example.net", "(unknown)"),
            "'(unknown)' is no operator: reports have rows of their own in "
            "parentheses");
  EXPECT_EQ(table_.size(), 0U);
}

TEST_F(OperatorTableTest, SuffixMayHaveAnUnderscore) {
  EXPECT_EQ(add("_dc-mx.example.net", "Net"), "");
  EXPECT_EQ(find("a._dc-mx.example.net"), "Net test:_dc-mx.example.net");
}

TEST_F(OperatorTableTest, DomainMayBeItsOwnOperatorByName) {
  EXPECT_EQ(add("example.net", "self", "self"), "");
}

TEST_F(OperatorTableTest, DigestTellsTablesApart) {
  EXPECT_EQ(table_.digest(), 0U);
  EXPECT_EQ(add("example.net", "Net") + add("example.org", "Org"), "");
  OperatorTable other;
  EXPECT_EQ(other.add({"example.org", "Org", "hosting", ""}, "test"), "");
  EXPECT_NE(other.digest(), table_.digest());
  EXPECT_EQ(other.add({"example.net", "Net", "hosting", ""}, "test"), "");
  EXPECT_EQ(other.digest(), table_.digest());
  OperatorTable third;
  EXPECT_EQ(third.add({"example.org", "Org", "hosting", "CH"}, "test"), "");
  EXPECT_EQ(third.add({"example.net", "Net", "hosting", ""}, "test"), "");
  EXPECT_NE(third.digest(), table_.digest());
}

TEST_F(OperatorTableTest, KeepsWhatItIsTold) {
  EXPECT_EQ(add("example.net", "Net", "security_gateway", "CH"), "");
  const Name name = test::name_of("mx.example.net");
  const OperatorId found = table_.find(name.view());
  ASSERT_NE(found, kNoOperator);
  EXPECT_EQ(table_.at(found).category, OperatorCategory::kSecurityGateway);
  EXPECT_EQ(table_.at(found).country, "CH");
}

}  // namespace
}  // namespace mxsweep

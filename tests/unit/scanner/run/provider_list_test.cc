// ProviderList: tables of mail operators as they are written, and our own.
#include "scanner/run/provider_list.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "scanner/dns/public_suffixes.h"
#include "scanner/run/providers_csv.h"

#include "tests/support/names.h"

namespace mxsweep {
namespace {

// Hosting companies that had their own domain put on the Public Suffix List,
// as customers have names below it. The mail hosts there are still theirs.
constexpr std::array<std::string_view, 3> kOfOneOperator = {
    "kasserver.com", "kinghost.net", "uni5.net"};

class ProviderListTest : public ::testing::Test {
 protected:
  std::string find(std::string_view exchange) const {
    const Name name = test::name_of(exchange);
    const OperatorId id = table_.find(name.view());
    if (id == kNoOperator) {
      return "nobody";
    }
    const MailOperator& found = table_.at(id);
    return found.name + '|' + found.country + '|' + found.rule;
  }

  OperatorTable table_;
  ProviderList list_{"mine", table_};
};

TEST_F(ProviderListTest, ColumnsAreFoundByTheirNames) {
  EXPECT_EQ(list_.add_line("\xEF\xBB\xBF"
                           "operator,note, category ,suffix\r"),
            "");
  EXPECT_EQ(list_.add_line("# a comment"), "");
  EXPECT_EQ(list_.add_line(""), "");
  EXPECT_EQ(list_.add_line("\"Mail, Inc.\",\"says \"\"we\"\"\",isp,mail.test"),
            "");
  EXPECT_EQ(find("mx.mail.test"), "Mail, Inc.||mine:mail.test");
}

TEST_F(ProviderListTest, RowMayLackWhatIsForPeople) {
  EXPECT_EQ(list_.add_line("suffix,operator,category,country,source"), "");
  EXPECT_EQ(list_.add_line("a.test,A,hosting"), "");
  EXPECT_EQ(list_.add_line("b.test,B,hosting,DE,\"somebody, said so\""), "");
  EXPECT_EQ(find("a.test"), "A||mine:a.test");
  EXPECT_EQ(find("b.test"), "B|DE|mine:b.test");
}

TEST_F(ProviderListTest, SaysWhatIsWrong) {
  EXPECT_EQ(list_.add_line("suffix,provider,category"),
            "no column 'operator'; the first line names the columns: "
            "suffix,operator,category,country");
  EXPECT_EQ(list_.add_line("suffix,operator,category,operator"),
            "two columns 'operator'");
  EXPECT_EQ(list_.add_line("suffix,operator,category"), "");
  EXPECT_EQ(list_.add_line("a.test,\"A,hosting"),
            "a quote that is not closed at the end of its field");
  EXPECT_EQ(list_.add_line("a.test"), "no operator for 'a.test'");
  EXPECT_EQ(list_.add_line("a.test,A, Inc.,hosting"),
            "4 fields, where the first line has 3: quote a field that holds a "
            "comma");
}

TEST_F(ProviderListTest, SaysThatOtherSeparatorsAreNone) {
  EXPECT_EQ(list_.add_line("suffix;operator;category"),
            "fields are separated by commas, not by semicolons");
  EXPECT_EQ(list_.add_line("suffix\toperator\tcategory"),
            "fields are separated by commas, not by tabs");
}

TEST_F(ProviderListTest, OurOwnRowsComeLast) {
  EXPECT_EQ(list_.add_line("suffix,operator,category"), "");
  EXPECT_EQ(list_.add_line("google.com,We,self"), "");
  add_known_providers(table_);
  EXPECT_EQ(find("smtp.google.com"),
            "Google Workspace|US|suffix:smtp.google.com");
  EXPECT_EQ(find("mx.google.com"), "We||mine:google.com");
}

TEST_F(ProviderListTest, OurOwnKnowsTheGreatOnes) {
  add_known_providers(table_);
  EXPECT_GE(table_.size(), 400U);
  EXPECT_EQ(find("alt1.aspmx.l.google.com").substr(0, 16), "Google Workspace");
  EXPECT_EQ(find("example-com.mail.protection.outlook.com").substr(0, 13),
            "Microsoft 365");
  EXPECT_EQ(find("mx0a-00000001.pphosted.com").substr(0, 10), "Proofpoint");
  EXPECT_EQ(find("mx1.example.org"), "nobody");
}

// Below a public suffix everybody has mail hosts of his own.
TEST_F(ProviderListTest, OurOwnHasNoPublicSuffix) {
  auto opened = PublicSuffixes::open({});
  ASSERT_TRUE(opened.ok());
  const PublicSuffixes suffixes = opened.take();
  std::string_view rest = kProvidersCsv;
  std::size_t seen = 0;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const std::string_view suffix = line.substr(0, line.find(','));
    if (seen++ == 0 || std::find(kOfOneOperator.begin(), kOfOneOperator.end(),
                                 suffix) != kOfOneOperator.end()) {
      continue;
    }
    EXPECT_EQ(line.substr(line.size() - 11, 3), ",20") << line;  // a date
    const Name name = test::name_of(suffix);
    EXPECT_FALSE(suffixes.registrable(name.view()).empty()) << line;
  }
  EXPECT_GE(seen, 400U);
}

}  // namespace
}  // namespace mxsweep

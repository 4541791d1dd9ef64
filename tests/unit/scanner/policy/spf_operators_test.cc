// Whose mailboxes an SPF record speaks for, and the table that says so.
#include "scanner/policy/spf_operators.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "scanner/policy/spf_includes_csv.h"

namespace mxsweep {
namespace {

TEST(SpfOperators, IncludesTell) {
  EXPECT_EQ(
      mailbox_operator_of("v=spf1 include:spf.protection.outlook.com -all"),
      "Microsoft 365");
  EXPECT_EQ(mailbox_operator_of("v=spf1 mx ?INCLUDE:_SPF.Google.com. ~all"),
            "Google Workspace");
  EXPECT_EQ(mailbox_operator_of("v=spf1 redirect=_spf.yandex.net"),
            "Yandex 360");
  EXPECT_EQ(mailbox_operator_of("v=spf1 include:_spf.perfora.net "
                                "include:_spf.kundenserver.de ~all"),
            "IONOS");
}

TEST(SpfOperators, OthersTellNothing) {
  for (const std::string_view record :
       {"", "v=spf1", "v=spf1 mx -all", "v=spf1 include:example.com ~all",
        "v=spf1 include:x._spf.google.com ~all", "v=spf1 a:_spf.google.com",
        "v=spf1 exists:_spf.google.com", "v=spf1 include: ~all",
        "v=spf1 include:_spf.google.com include:spf.protection.outlook.com"}) {
    EXPECT_EQ(mailbox_operator_of(record), "") << record;
  }
}

// It is searched, so that it has to be sorted; names are compared in lower
// case.
TEST(SpfOperators, TableIsSorted) {
  std::string_view rest = kSpfIncludesCsv;
  std::string before;
  int rows = -1;  // the header
  while (!rest.empty()) {
    const std::string line(rest.substr(0, rest.find('\n')));
    rest.remove_prefix(line.size() + 1);
    if (++rows == 0) {
      EXPECT_EQ(line, "include,operator,source,checked");
      continue;
    }
    const std::string name = line.substr(0, line.find(','));
    EXPECT_LT(before, name);
    EXPECT_EQ(name.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ "),
              std::string::npos)
        << name;
    EXPECT_NE(mailbox_operator_of("v=spf1 include:" + name), "") << name;
    before = name;
  }
  EXPECT_GE(rows, 20);
}

}  // namespace
}  // namespace mxsweep

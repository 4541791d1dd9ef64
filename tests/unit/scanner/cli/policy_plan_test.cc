// Which mail policies a plan asks for, and which columns show them.
#include "scanner/cli/policy_plan.h"

#include <gtest/gtest.h>

#include "scanner/run/plan_policies.h"

namespace mxsweep {
namespace {

using Words = std::vector<std::string>;

TEST(PolicyPlanTest, AllOfThemIsEachOfThem) {
  ScanPlan plan;
  ASSERT_TRUE(plan_policies(plan).ok());
  EXPECT_TRUE(policies_of(plan).empty());
  EXPECT_EQ(requested_columns(plan), "");
  plan.policies = true;
  ASSERT_TRUE(plan_policies(plan).ok());
  for (const PolicyKind& kind : policy_kinds()) {
    EXPECT_TRUE(policies_of(plan).has(kind.policy)) << kind.flag;
    EXPECT_NE(requested_columns(plan).find(kind.columns), std::string::npos);
  }
}

TEST(PolicyPlanTest, ColumnsAreThoseOfThePoliciesThatAreAskedFor) {
  ScanPlan plan;
  plan.mta_sts = true;
  EXPECT_EQ(requested_columns(plan), ",mta_sts_status,mta_sts_id");
}

TEST(PolicyPlanTest, TlsaNeedsMailHosts) {
  ScanPlan plan;
  plan.tlsa = true;
  plan.addresses = AddressMode::kNone;
  EXPECT_EQ(plan_policies(plan).error().what,
            "--tlsa asks about mail hosts, and --addresses none asks for none "
            "of them; leave one of the two out");
  plan.tlsa = false;
  plan.spf = true;
  EXPECT_TRUE(plan_policies(plan).ok());
  plan.policies = true;
  EXPECT_EQ(plan_policies(plan).error().what,
            "--policies asks about mail hosts, and --addresses none asks for "
            "none of them; leave one of the two out, or name the other "
            "policies one by one");
}

TEST(PolicyPlanTest, ColumnOfAPolicyThatIsNotAskedForIsAnError) {
  ScanPlan plan;
  plan.spf = true;
  plan.columns = {"domain", "spf_all", "tls_rpt_rua"};
  Words warnings;
  EXPECT_EQ(check_requested_columns(plan, warnings).error().what,
            "--columns: 'tls_rpt_rua' is known only with --tls-rpt");
}

TEST(PolicyPlanTest, ColumnOfDelegationsTakesRecursion) {
  ScanPlan plan;
  plan.columns = {"domain", "ns_set_hash"};
  Words warnings;
  EXPECT_EQ(check_requested_columns(plan, warnings).error().what,
            "--columns: 'ns_set_hash' is known only with --recursive");
  plan.recursive = true;
  EXPECT_TRUE(check_requested_columns(plan, warnings).ok());
  EXPECT_EQ(warnings, Words());
}

TEST(PolicyPlanTest, PolicyThatNoColumnShowsIsNotAskedFor) {
  ScanPlan plan;
  plan.spf = true;
  plan.dmarc = true;
  plan.columns = {"domain", "dmarc_p"};
  Words warnings;
  ASSERT_TRUE(check_requested_columns(plan, warnings).ok());
  EXPECT_FALSE(plan.spf);
  EXPECT_TRUE(plan.dmarc);
  EXPECT_EQ(warnings,
            (Words{"--spf has no effect: no column shows what it asks for"}));
  // All are asked for so that one need not be named.
  warnings.clear();
  plan.policies = true;
  ASSERT_TRUE(plan_policies(plan).ok());
  ASSERT_TRUE(check_requested_columns(plan, warnings).ok());
  EXPECT_TRUE(plan.dmarc);
  EXPECT_FALSE(plan.bimi);
  EXPECT_EQ(warnings, Words{});
  plan.columns = {"domain"};
  ASSERT_TRUE(check_requested_columns(plan, warnings).ok());
  EXPECT_EQ(warnings, (Words{"--policies has no effect: no column shows what "
                             "it asks for"}));
}

TEST(PolicyPlanTest, TableHasNoMoreColumnsThanABatch) {
  ScanPlan plan;
  plan.columns.assign(60, "x");
  plan.passthrough.assign(4, "y");
  EXPECT_TRUE(check_column_count(plan).ok());
  plan.passthrough.emplace_back("z");
  EXPECT_EQ(check_column_count(plan).error().what,
            "a table has at most 64 columns, and these are 65; name those that "
            "matter, or leave some out: --columns "
            "full,-spf_record,-dmarc_record");
}

}  // namespace
}  // namespace mxsweep

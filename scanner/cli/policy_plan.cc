#include "scanner/cli/policy_plan.h"

#include <string_view>

#include "io/table/row_batch.h"

#include "scanner/cli/place_plan.h"
#include "scanner/cli/values.h"
#include "scanner/policy/policies.h"
#include "scanner/rows/row_plan.h"
#include "scanner/run/plan_policies.h"

namespace mxsweep {

io::Status plan_policies(ScanPlan& plan) {
  for (bool ScanPlan::*field : kPolicyFields) {
    plan.*field = plan.*field || plan.policies;
  }
  if (plan.tlsa && plan.addresses == AddressMode::kNone) {
    return usage_error(
        std::string(plan.policies ? "--policies" : "--tlsa") +
        " asks about mail hosts, and --addresses none asks for none of them; "
        "leave one of the two out" +
        (plan.policies ? ", or name the other policies one by one" : ""));
  }
  return {};
}

std::string requested_columns(const ScanPlan& plan) {
  const PolicySet asked = policies_of(plan);
  std::string names = place_columns(plan);
  for (const Choosable& column : choosable_columns(plan.shape)) {
    const PolicyKind* const kind = policy_of_column(column.column.name);
    if (kind != nullptr && asked.has(kind->policy)) {
      names += ',';
      names += column.column.name;
    }
  }
  return names;
}

io::Status check_requested_columns(ScanPlan& plan,
                                   std::vector<std::string>& warnings) {
  PolicySet shown;
  for (const std::string& name : plan.columns) {
    if (tells_delegation(name) && !plan.recursive) {
      return usage_error("--columns: " + in_quotes(name) +
                         " is known only with --recursive");
    }
    const PolicyKind* const kind = policy_of_column(name);
    if (kind == nullptr) {
      continue;
    }
    shown.add(kind->policy);
    if (!policies_of(plan).has(kind->policy)) {
      return usage_error("--columns: " + in_quotes(name) +
                         " is known only with " + std::string(kind->flag));
    }
  }
  if (plan.policies && shown.empty()) {
    warnings.emplace_back(
        "--policies has no effect: no column shows what it asks for");
  }
  for (const PolicyKind& kind : policy_kinds()) {
    bool& asked = plan.*kPolicyFields[static_cast<std::size_t>(kind.policy)];
    if (asked && !shown.has(kind.policy) && !plan.policies) {
      warnings.push_back(std::string(kind.flag) +
                         " has no effect: no column shows what it asks for");
    }
    asked = asked && shown.has(kind.policy);
  }
  return check_place_columns(plan, warnings);
}

io::Status check_column_count(const ScanPlan& plan) {
  const std::size_t count = plan.columns.size() + plan.passthrough.size();
  if (count <= io::RowBatch::kColumnsMax) {
    return {};
  }
  return usage_error("a table has at most " +
                     std::to_string(io::RowBatch::kColumnsMax) +
                     " columns, and these are " + std::to_string(count) +
                     "; name those that matter, or leave some out: --columns "
                     "full,-spf_record,-dmarc_record");
}

}  // namespace mxsweep

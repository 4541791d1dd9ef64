#include "scanner/cli/place_plan.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "scanner/cli/flags.h"
#include "scanner/cli/values.h"
#include "scanner/rows/place_columns.h"
#include "scanner/rows/row_plan.h"

namespace mxsweep {
namespace {

struct Database {
  std::string ScanPlan::*path;
  std::string_view columns;  // with what their names begin
  void (AddressPlaces::*forget)();
};

constexpr std::array kDatabases = {
    Database{&ScanPlan::asn_db_path, kNetworkColumns,
             &AddressPlaces::forget_networks},
    Database{&ScanPlan::country_db_path, kCountryColumns,
             &AddressPlaces::forget_countries}};

std::string flag_name(const Database& database) {
  return std::string(flag_of(database.path).name());
}

bool is_shown(const Database& database, const std::vector<std::string>& names) {
  return std::any_of(names.begin(), names.end(),
                     [&database](const std::string& name) {
                       return name.starts_with(database.columns);
                     });
}

// A finding is about networks, too.
bool is_found(const Database& database, const std::vector<std::string>& names) {
  return database.columns == kNetworkColumns &&
         std::any_of(names.begin(), names.end(), [](const std::string& name) {
           return name == "findings" || name == "severity";
         });
}

}  // namespace

std::string place_columns(const ScanPlan& plan) {
  std::string names;
  for (const Database& database : kDatabases) {
    for (const Choosable& column : choosable_columns(plan.shape)) {
      if (!(plan.*database.path).empty() &&
          column.column.name.starts_with(database.columns)) {
        names += ',';
        names += column.column.name;
      }
    }
  }
  return names;
}

io::Status check_place_columns(ScanPlan& plan,
                               std::vector<std::string>& warnings) {
  for (const Database& database : kDatabases) {
    std::string& path = plan.*database.path;
    const bool shown = is_shown(database, plan.columns);
    if (path.empty() && shown) {
      return usage_error("--columns: those that begin with " +
                         in_quotes(database.columns) + " are known only with " +
                         flag_name(database));
    }
    if (!path.empty() && plan.addresses == AddressMode::kNone) {
      return usage_error(flag_name(database) +
                         " is about addresses, and --addresses none asks for "
                         "none; leave one of the two out");
    }
    if (!path.empty() && !shown && !is_found(database, plan.columns)) {
      warnings.push_back(flag_name(database) +
                         " has no effect: no column shows what it says");
      path.clear();
      (plan.places.*database.forget)();
    }
  }
  return {};
}

}  // namespace mxsweep

// The values of --asn-db and --country-db: databases of addresses.

#include <string>

#include "scanner/cli/read_value.h"
#include "scanner/cli/values.h"

namespace mxsweep {
namespace {

io::Status said_by(const Flag& flag, const io::Status& opened) {
  return opened.ok() ? opened
                     : usage_error(std::string(flag.name()) + ": " +
                                   opened.error().what);
}

}  // namespace

io::Status read_asn_db(const Flag& flag, const std::string& typed,
                       const PlanDraft& draft) {
  draft.plan.asn_db_path = typed;
  return said_by(flag, draft.plan.places.open_networks(typed));
}

io::Status read_country_db(const Flag& flag, const std::string& typed,
                           const PlanDraft& draft) {
  draft.plan.country_db_path = typed;
  return said_by(flag, draft.plan.places.open_countries(typed));
}

}  // namespace mxsweep

// The value of --providers: mail operators, one suffix a line.

#include <string>
#include <utility>

#include "scanner/cli/read_listed_file.h"
#include "scanner/cli/read_value.h"
#include "scanner/run/provider_list.h"

namespace mxsweep {

io::Status read_providers(const Flag& flag, const std::string& typed,
                          const PlanDraft& draft) {
  OperatorTable table;
  ProviderList list("providers", table);
  io::Status read = read_listed_file(
      flag.name(), typed,
      [&list](std::string_view line) { return list.add_line(line); });
  if (!read.ok()) {
    return read;
  }
  if (table.size() == 0) {
    draft.warnings.push_back(std::string(flag.name()) + ": " + typed +
                             " names no operator");
  }
  draft.plan.providers = std::move(table);
  draft.plan.providers_path = typed;
  return {};
}

}  // namespace mxsweep

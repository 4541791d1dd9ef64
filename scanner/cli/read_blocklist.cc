// The value of --blocklist-file: names and prefixes, one a line.

#include <string>
#include <utility>

#include "scanner/cli/read_listed_file.h"
#include "scanner/cli/read_value.h"

namespace mxsweep {

io::Status read_blocklist(const Flag& flag, const std::string& typed,
                          const PlanDraft& draft) {
  Blocklist blocklist;
  io::Status read = read_listed_file(
      flag.name(), typed, [&blocklist](std::string_view line) -> std::string {
        return blocklist.add_line(line)
                   ? ""
                   : "neither a name nor an address nor a prefix like "
                     "192.0.2.0/24";
      });
  if (!read.ok()) {
    return read;
  }
  if (blocklist.size() == 0) {
    draft.warnings.push_back(std::string(flag.name()) + ": " + typed +
                             " blocks nothing");
  }
  draft.plan.blocklist = std::move(blocklist);
  draft.plan.blocklist_path = typed;
  return {};
}

}  // namespace mxsweep

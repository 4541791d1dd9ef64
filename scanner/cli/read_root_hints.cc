// The value of --root-hints: a file of the name servers of the root.

#include <string>

#include "io/file/small_file.h"

#include "scanner/cli/read_value.h"
#include "scanner/cli/values.h"
#include "scanner/recursion/root_hints.h"

namespace mxsweep {
namespace {

constexpr std::uint16_t kDnsPort = 53;

}  // namespace

io::Status read_root_hints(const Flag& flag, const std::string& typed,
                           const PlanDraft& draft) {
  io::Result<std::string> lines = io::read_small_file(typed);
  if (!lines.ok()) {
    return usage_error(std::string(flag.name()) + ": " + lines.error().what);
  }
  const io::Result<RootHints> hints = parse_root_hints(lines.value(), kDnsPort);
  if (!hints.ok()) {
    return usage_error(std::string(flag.name()) + " " + typed + ": " +
                       hints.error().what);
  }
  draft.plan.root_hints = lines.take();
  draft.plan.root_hints_path = typed;
  return {};
}

}  // namespace mxsweep

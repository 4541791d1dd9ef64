// From argv to Options. The only user of the command line library; its
// exceptions stay inside. Errors are ErrorCode::kUsage with one line that
// helps. Main thread.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "io/base/result.h"

#include "scanner/cli/options.h"
#include "scanner/cli/settings.h"

namespace mxsweep {

struct ParsedArgs {
  Options options;
  // Help, version or man page: print it to standard output and exit with 0.
  std::optional<std::string> text;
};

// `args` is argv with the program's name first. What neither a flag nor the
// environment says may be in the file of --config.
[[nodiscard]] io::Result<ParsedArgs> parse_args(
    std::span<const char* const> args, Environment environment = {});

}  // namespace mxsweep

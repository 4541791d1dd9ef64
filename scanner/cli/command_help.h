// The help of one command: how it is called, what it does, and the flags that
// it takes. Stateless, any thread.
#pragma once

#include <string>

#include "scanner/cli/commands.h"

namespace mxsweep {

// What `mxsweep COMMAND --help` and `mxsweep help COMMAND` print; of the scan
// help_text() says more. At most 80 columns.
[[nodiscard]] std::string command_help_text(Command command);

}  // namespace mxsweep

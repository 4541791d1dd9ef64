// --help, --version and the man page, all made from the array of flags and
// the table of exit codes. Stateless, any thread.
#pragma once

#include <string>

namespace mxsweep {

// At most 80 columns.
[[nodiscard]] std::string help_text();

[[nodiscard]] std::string version_text();

// roff for man(7).
[[nodiscard]] std::string man_page();

}  // namespace mxsweep

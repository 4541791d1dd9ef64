// --help, -h, --version and the man page, all made from the array of flags and
// the table of exit codes. Stateless, any thread.
#pragma once

#include <string>
#include <string_view>

namespace mxsweep {

inline constexpr std::string_view kInterruptText =
    "An interrupt (Ctrl-C, SIGTERM, SIGHUP) ends the run in order when what is "
    "in flight has been answered, and keeps what is done as FILE.partial; a "
    "second one, half a second later or more, does not wait for that; a third "
    "one kills.";

// Every flag, examples first. At most 80 columns, as all but the last.
[[nodiscard]] std::string help_text();

// The flags that are used most; at most 30 lines.
[[nodiscard]] std::string short_help_text();

[[nodiscard]] std::string examples_text();

[[nodiscard]] std::string version_text();

// roff for man(7).
[[nodiscard]] std::string man_page();

}  // namespace mxsweep

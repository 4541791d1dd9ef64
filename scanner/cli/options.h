// What the user typed, flag by flag, as raw text: nothing is checked here
// (make_plan does). Plain values, filled once by parse_args().
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scanner/cli/commands.h"

namespace mxsweep {

struct Flag;

// Where a flag was set. The lesser one goes before the others.
enum class Origin : std::uint8_t { kCommandLine, kVariable, kFile };

struct TypedFlag {
  const Flag* flag;   // a row of flags()
  std::string value;  // empty for a switch
  // Its name, if not on the command line: of a variable or a file.
  std::string source;
  Origin origin = Origin::kCommandLine;
};

struct Options {
  Command command = Command::kScan;
  std::vector<std::string> arguments;     // FILE or NAMEs, as they stand
  std::vector<TypedFlag> typed;           // in the order of flags()
  std::vector<std::string> command_line;  // argv as given
  std::vector<std::string> notes;         // for log_warning()

  // Null when the flag was not typed.
  [[nodiscard]] const std::string* find(const Flag& flag) const {
    for (const TypedFlag& given : typed) {
      if (given.flag == &flag) {
        return &given.value;
      }
    }
    return nullptr;
  }
};

}  // namespace mxsweep

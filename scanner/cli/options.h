// What the user typed, flag by flag, as raw text: nothing is checked here
// (make_plan does). Plain values, filled once by parse_args().
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace mxsweep {

struct Flag;

struct TypedFlag {
  const Flag* flag;   // a row of flags()
  std::string value;  // empty for a switch
};

struct Options {
  std::optional<std::string> file;        // the positional FILE
  std::vector<TypedFlag> typed;           // each once, in the order of flags()
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

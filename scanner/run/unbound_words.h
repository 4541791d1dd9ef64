// What unbound says when it does not start, as a sentence for the user: faults
// of its configuration with their lines in the user's own file, everything else
// without time stamps and line ends. Pure, any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mxsweep {

// The part of the configuration that came from a file of the user's.
struct ConfigPart {
  std::string path;
  std::size_t first_line = 0;  // of all that unbound was given, from 1
  std::size_t lines = 0;
};

struct UnboundWords {
  std::string text;      // one line; three faults at most
  bool of_user = false;  // they are about the user's file
};

// `printed`: what it wrote to its outputs; its configuration was /dev/stdin.
[[nodiscard]] UnboundWords read_unbound_words(std::string_view printed,
                                              const ConfigPart& user);

}  // namespace mxsweep

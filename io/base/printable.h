// Text of strangers where a person reads it: on a terminal, which obeys control
// characters (C0, DEL, C1), and in a document for people. These characters,
// those that turn the direction of writing, and what is no UTF-8 are shown as
// '?'; all else stays as it is. Pure functions, any thread.
#pragma once

#include <string>
#include <string_view>

namespace mxsweep::io {

// U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069: what follows reads the
// other way round.
[[nodiscard]] bool turns_direction(std::string_view character);

// Of one well-formed character.
[[nodiscard]] bool is_printable(std::string_view character);

void append_printable(std::string& out, std::string_view text,
                      bool several_lines = false);

[[nodiscard]] std::string printable(std::string_view text);

}  // namespace mxsweep::io

// What stands around a name in a list and is no part of it: blanks of ASCII and
// of Unicode, and characters that nobody sees. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <string_view>

namespace mxsweep {

inline constexpr std::string_view kBlanks = " \t\r\v\f";

// The octets of the blank that `text` begins with, or zero: no-break and
// ideographic spaces are blanks, characters without width are none.
[[nodiscard]] std::size_t leading_blank(std::string_view text);

// Without blanks and invisible characters at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

}  // namespace mxsweep

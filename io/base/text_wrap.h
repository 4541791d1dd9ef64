// Text for people at a terminal, in lines of so many columns. Appends to the
// caller's string; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mxsweep::io {

inline constexpr std::size_t kTextColumns = 80;

// Words wrapped between `column` and `columns`, and a line end; the cursor
// stands at `column` already. A word that is longer than that stays whole.
void append_wrapped(std::string_view text, std::size_t column, std::string& out,
                    std::size_t columns = kTextColumns);

}  // namespace mxsweep::io

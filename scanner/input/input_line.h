// One line of a plain list to one record: the name of its cell and, of a
// "rank,domain" line, the rank. Understands CRLF, surrounding blanks, comments
// (#, and ; or // before a line) and blank lines. Rules I1-I6 of docs/rules.md.
// Lines are hostile: any octets may come. Reader thread only.
#pragma once

#include <cstdint>
#include <string_view>

#include "scanner/input/cell.h"

namespace mxsweep {

enum class LineKind : std::uint8_t { kRecord, kNothing };

// kNothing for blank lines and comments. `out` is reused: its strings keep
// their capacity.
[[nodiscard]] LineKind parse_input_line(std::string_view line,
                                        const InputOptions& options,
                                        InputRecord& out);

}  // namespace mxsweep

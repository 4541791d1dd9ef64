// What a list hands over, a whole line or a cell, to one record. Reader thread
// only.
#pragma once

#include "scanner/input/input_line.h"
#include "scanner/input/list_reader.h"

namespace mxsweep {

// As parse_input_line() does; a line that was cut is no name.
[[nodiscard]] LineKind read_record(const io::Line& line,
                                   const InputOptions& options,
                                   InputRecord& out);

// As parse_cell() does, and with its rank, unless it has a problem.
void read_record(const Cell& cell, const InputOptions& options,
                 InputRecord& out);

}  // namespace mxsweep

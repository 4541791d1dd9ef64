// A cell of a RowBatch as text for tests: "-" for NULL and for empty lists,
// list elements joined with ";", structs in parentheses. Pure functions.
#pragma once

#include <cstddef>
#include <string>

#include "io/table/row_batch.h"

namespace mxsweep::sim {

[[nodiscard]] std::string cell_text(const io::RowColumn& column,
                                    std::size_t row);

}  // namespace mxsweep::sim

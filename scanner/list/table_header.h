// The header of a table: which of its first records is one, as words, kinds of
// cells and what stands below tell. Main thread, before the run.
#pragma once

#include <cstddef>

#include "scanner/list/table_sample.h"

namespace mxsweep {

// The number of the record that is the header; 0: there is none. REQUIRES: a
// record, and `columns` of those behind the first one.
[[nodiscard]] std::size_t find_header(const TableSample& table);

}  // namespace mxsweep

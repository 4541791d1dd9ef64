// Rows as octets, so that they can wait anywhere and become rows of a batch
// again. What one process wrote the same process reads: this is no format of a
// file, and nothing here is hostile. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "io/table/row_batch.h"

namespace mxsweep::io {

// Appends the row to `octets`.
void encode_row(const RowBatch& rows, std::size_t row, std::string& octets);

// Appends what encode_row() wrote to a batch of the same schema.
void decode_row(std::string_view octets, RowBatch& rows);

}  // namespace mxsweep::io

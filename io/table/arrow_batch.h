// Gathered columns as a record batch of Arrow's. A pure function, any thread;
// what it makes borrows most of its values from the table, and is good until
// that changes.
#pragma once

#include <memory>

#include "io/table/column_gather.h"

namespace arrow {
class RecordBatch;
class Schema;
}  // namespace arrow

namespace mxsweep::io {

// REQUIRES: arrow_schema() of the table's columns.
[[nodiscard]] std::shared_ptr<arrow::RecordBatch> arrow_batch(
    const std::shared_ptr<arrow::Schema>& schema, const TableGather& table);

}  // namespace mxsweep::io

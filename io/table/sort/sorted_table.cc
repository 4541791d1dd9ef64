#include "io/table/sort/sorted_table.h"

#include <utility>

#include "io/table/sort/row_batcher.h"

namespace mxsweep::io {

SortedTable::SortedTable(Schema schema, const SortOptions& options,
                         std::unique_ptr<TableWriter> table)
    : sorter_(options), rows_(schema), table_(std::move(table)) {}

Status SortedTable::write(const RowBatch& rows) {
  Status added = sorter_.add(rows);
  if (!added.ok() && write_sorted().ok()) {
    static_cast<void>(table_->close({}));
  }
  return added;
}

Status SortedTable::close(std::span<const KeyValue> metadata) {
  Status written = write_sorted();
  return written.ok() ? table_->close(metadata) : written;
}

Status SortedTable::write_sorted() {
  const std::unique_ptr<SortedRun> sorted = sorter_.finish();
  RowBatcher to(rows_, *table_);
  SortedRun& rows = *sorted;
  Result<bool> more = rows.next();
  while (more.ok() && more.value()) {
    Status added = to.add(rows.at().row);
    if (!added.ok()) {
      return added;
    }
    more = rows.next();
  }
  return more.ok() ? to.flush() : Status(more.error());
}

}  // namespace mxsweep::io

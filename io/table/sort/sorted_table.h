// SortedTable: a TableWriter that hands its rows, once there are no more, in
// the order of a key to another one, which it owns. Where rows cannot be kept
// any more, those that were go to the other one all the same, which is then
// closed, so that what was gathered is not lost. One thread at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "io/table/sort/row_sorter.h"
#include "io/table/writer.h"

namespace mxsweep::io {

class SortedTable final : public TableWriter {
 public:
  // The schema outlives the table.
  SortedTable(Schema schema, const SortOptions& options,
              std::unique_ptr<TableWriter> table);

  [[nodiscard]] Status write(const RowBatch& rows) override;
  [[nodiscard]] Status close(std::span<const KeyValue> metadata) override;

 private:
  [[nodiscard]] Status write_sorted();

  RowSorter sorter_;
  RowBatch rows_;
  std::unique_ptr<TableWriter> table_;
};

}  // namespace mxsweep::io

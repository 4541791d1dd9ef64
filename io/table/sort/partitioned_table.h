// PartitionedTable: a TableWriter whose rows go to the files of a folder by the
// first part of their key, a text: "NAME=VALUE/part-0.EXTENSION", as Hive lays
// out partitions. Rows are sorted first, so that one file after the other is
// written, however many there are: there is one writer at a time. The files
// appear in close(). Where rows cannot be kept any more, those that were are
// written all the same. One thread at a time.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "io/file/output_folder.h"
#include "io/table/sort/row_batcher.h"
#include "io/table/sort/row_sorter.h"
#include "io/table/writer.h"

namespace mxsweep::io {

struct PartitionOptions {
  std::string_view name;  // of the partition's column
  SortOptions sort;       // the key's first part is kTextTail
  const WriterKind& writer;
  const CompressionKind* compression = nullptr;  // null: none
};

class PartitionedTable final : public TableWriter {
 public:
  // The folder outlives the table, and so does the schema.
  PartitionedTable(Schema schema, const PartitionOptions& options,
                   OutputFolder& folder);

  [[nodiscard]] Status write(const RowBatch& rows) override;
  [[nodiscard]] Status close(std::span<const KeyValue> metadata) override;

 private:
  [[nodiscard]] Status add(const KeyedRow& row,
                           std::span<const KeyValue> metadata);
  [[nodiscard]] Status open_file();
  [[nodiscard]] Status close_file(std::span<const KeyValue> metadata);

  const Schema schema_;
  const PartitionOptions options_;
  OutputFolder& folder_;
  RowSorter sorter_;
  RowBatch rows_;

  // Of the partition at hand, if there is one.
  std::string value_;
  std::unique_ptr<OutputSink> sink_;
  std::unique_ptr<TableWriter> table_;
  std::optional<RowBatcher> batcher_;
};

}  // namespace mxsweep::io

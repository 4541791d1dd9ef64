#include "io/table/sort/partitioned_table.h"

#include <utility>

#include "io/file/compression.h"

namespace mxsweep::io {
namespace {

// What Hive, and whoever reads its layout, takes for NULL.
constexpr std::string_view kNullPartition = "__HIVE_DEFAULT_PARTITION__";

}  // namespace

PartitionedTable::PartitionedTable(Schema schema,
                                   const PartitionOptions& options,
                                   OutputFolder& folder)
    : schema_(schema),
      options_(options),
      folder_(folder),
      sorter_(options.sort),
      rows_(schema) {}

Status PartitionedTable::write(const RowBatch& rows) {
  Status added = sorter_.add(rows);
  if (!added.ok()) {
    static_cast<void>(close({}));
  }
  return added;
}

Status PartitionedTable::close(std::span<const KeyValue> metadata) {
  const std::unique_ptr<SortedRun> sorted = sorter_.finish();
  SortedRun& rows = *sorted;
  Result<bool> more = rows.next();
  while (more.ok() && more.value()) {
    Status added = add(rows.at(), metadata);
    if (!added.ok()) {
      return added;
    }
    more = rows.next();
  }
  return more.ok() ? close_file(metadata) : Status(more.error());
}

Status PartitionedTable::add(const KeyedRow& row,
                             std::span<const KeyValue> metadata) {
  const std::string_view value = row.key.substr(0, row.key.find('\0'));
  if (table_ == nullptr || value != value_) {
    Status closed = close_file(metadata);
    if (!closed.ok()) {
      return closed;
    }
    value_ = value;
    Status opened = open_file();
    if (!opened.ok()) {
      return opened;
    }
  }
  return batcher_->add(row.row);
}

Status PartitionedTable::open_file() {
  std::string folder(options_.name);
  folder += '=';
  folder += value_.empty() ? kNullPartition : value_;
  std::string name = "part-0" + std::string(options_.writer.extension);
  if (options_.compression != nullptr) {
    name += options_.compression->extension;
  }
  Result<std::unique_ptr<OutputSink>> sink =
      folder_.create(folder, name, options_.compression);
  if (!sink.ok()) {
    return sink.error();
  }
  sink_ = sink.take();
  Result<std::unique_ptr<TableWriter>> table =
      options_.writer.open(schema_, *sink_);
  if (!table.ok()) {
    return table.error();
  }
  table_ = table.take();
  batcher_.emplace(rows_, *table_);
  return {};
}

Status PartitionedTable::close_file(std::span<const KeyValue> metadata) {
  if (table_ == nullptr) {
    return {};
  }
  Status status = batcher_->flush();
  batcher_.reset();
  if (status.ok()) {
    status = table_->close(metadata);
  }
  table_.reset();
  if (status.ok()) {
    status = sink_->commit();
  }
  sink_.reset();
  return status;
}

}  // namespace mxsweep::io

// The stream format of Arrow IPC: a schema, then record batches, which a reader
// at the other end of a pipe has as soon as they are written. Batches are not
// compressed. The metadata of the table is that of the last batch, for when it
// is known the schema has long been sent.
//
// Arrow's statuses and exceptions end here as Errors (kOutput); an error of the
// sink comes out as the sink gave it.
#include <arrow/api.h>
#include <arrow/io/buffered.h>
#include <arrow/ipc/writer.h>

#include <utility>

#include "io/table/arrow_batch.h"
#include "io/table/arrow_schema.h"
#include "io/table/arrow_sink.h"
#include "io/table/column_gather.h"
#include "io/table/open_writers.h"

namespace mxsweep::io {
namespace {

// Rows of a record batch: enough that what a batch costs is small per row.
constexpr std::size_t kBatchRows = 4096;
constexpr std::size_t kBatchBytesMax = std::size_t{8} << 20U;

// Rows that come in fewer at a time come slowly: they are not kept waiting for
// others.
constexpr std::size_t kFewRows = 256;

// A batch has some hundred buffers, most of them small.
constexpr std::int64_t kWriteBytes = std::int64_t{64} << 10U;

class ArrowWriter final : public TableWriter {
 public:
  ArrowWriter(Schema schema, ByteSink& sink);

  [[nodiscard]] Status open();
  [[nodiscard]] Status write(const RowBatch& rows) override;
  [[nodiscard]] Status close(std::span<const KeyValue> metadata) override;

 private:
  arrow::Status start();
  arrow::Status add_batch(std::span<const KeyValue> metadata);
  arrow::Status finish(std::span<const KeyValue> metadata);

  std::shared_ptr<arrow::Schema> schema_;
  std::shared_ptr<ArrowSink> sink_;
  std::shared_ptr<arrow::io::BufferedOutputStream> stream_;
  std::shared_ptr<arrow::ipc::RecordBatchWriter> writer_;
  TableGather gathered_;
};

ArrowWriter::ArrowWriter(Schema schema, ByteSink& sink)
    : schema_(arrow_schema(schema)),
      sink_(std::make_shared<ArrowSink>(sink, "arrow")),
      gathered_(schema) {}

Status ArrowWriter::open() {
  return sink_->run([this] { return start(); });
}

arrow::Status ArrowWriter::start() {
  ARROW_ASSIGN_OR_RAISE(stream_,
                        arrow::io::BufferedOutputStream::Create(
                            kWriteBytes, arrow::default_memory_pool(), sink_));
  ARROW_ASSIGN_OR_RAISE(writer_,
                        arrow::ipc::MakeStreamWriter(stream_, schema_));
  return stream_->Flush();
}

Status ArrowWriter::write(const RowBatch& rows) {
  if (Status status = sink_->status(); !status.ok()) {
    return status;
  }
  gathered_.append(rows);
  const bool waits = rows.rows() >= kFewRows && gathered_.rows() < kBatchRows &&
                     gathered_.memory_bytes() < kBatchBytesMax;
  if (waits || gathered_.rows() == 0) {
    return {};
  }
  return sink_->run([this] { return add_batch({}); });
}

arrow::Status ArrowWriter::add_batch(std::span<const KeyValue> metadata) {
  const auto batch = arrow_batch(schema_, gathered_);
  ARROW_RETURN_NOT_OK(metadata.empty() ? writer_->WriteRecordBatch(*batch)
                                       : writer_->WriteRecordBatch(
                                             *batch, arrow_metadata(metadata)));
  gathered_.clear();
  return stream_->Flush();
}

Status ArrowWriter::close(std::span<const KeyValue> metadata) {
  if (Status status = sink_->status(); !status.ok()) {
    return status;
  }
  return sink_->run([this, metadata] { return finish(metadata); });
}

arrow::Status ArrowWriter::finish(std::span<const KeyValue> metadata) {
  const bool has_more = gathered_.rows() != 0 || !metadata.empty();
  arrow::Status status = has_more ? add_batch(metadata) : arrow::Status::OK();
  if (status.ok()) {
    status = writer_->Close();
  }
  return status.ok() ? stream_->Flush() : status;
}

}  // namespace

Result<std::unique_ptr<TableWriter>> open_arrow_writer(Schema schema,
                                                       ByteSink& sink) {
  MXSWEEP_CHECK(!schema.empty());
  auto writer = std::make_unique<ArrowWriter>(schema, sink);
  if (Status status = writer->open(); !status.ok()) {
    return status.error();
  }
  return std::unique_ptr<TableWriter>(std::move(writer));
}

}  // namespace mxsweep::io

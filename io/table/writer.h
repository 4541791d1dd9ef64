// TableWriter: turns row batches into one file format and gives the bytes to
// a ByteSink. The writer owns its buffers, not the sink. One thread. close()
// must be called before destruction and reports the last error; a writer that
// is destroyed unclosed leaves the sink without a valid end, on purpose.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "io/base/byte_sink.h"
#include "io/base/result.h"
#include "io/table/row_batch.h"
#include "io/table/schema.h"

namespace mxsweep::io {

struct KeyValue {
  std::string key;
  std::string value;
};

class TableWriter {
 public:
  TableWriter() = default;
  TableWriter(const TableWriter&) = delete;
  TableWriter& operator=(const TableWriter&) = delete;
  virtual ~TableWriter() = default;

  // Errors (ErrorCode::kOutput) are final: no further write() is allowed.
  [[nodiscard]] virtual Status write(const RowBatch& rows) = 0;

  // Ends the file. `metadata` goes into formats that have a place for it and
  // is ignored by those that have none.
  [[nodiscard]] virtual Status close(std::span<const KeyValue> metadata) = 0;
};

struct WriterKind {
  std::string_view name;
  std::string_view extension;  // with the dot
  std::string_view help;
  bool nested = false;      // can hold lists of structs
  bool binary = false;      // nothing for a terminal
  bool packed = false;      // compressed by itself
  bool for_people = false;  // no program can read it back
  Result<std::unique_ptr<TableWriter>> (*open)(Schema schema, ByteSink& sink);
};

// Every kind that is compiled in.
[[nodiscard]] std::span<const WriterKind> writer_kinds();

// Null when there is none.
[[nodiscard]] const WriterKind* find_writer_kind(std::string_view name);

// By the end of a file name ("a/b.csv"); null when no kind claims it.
[[nodiscard]] const WriterKind* find_writer_kind_for_path(
    std::string_view path);

}  // namespace mxsweep::io

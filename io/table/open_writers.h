// The open() of every kind of TableWriter, for the array in writers.cc alone;
// everyone else goes through writer_kinds(). The sink is borrowed and must
// outlive the writer; the schema's columns must as well. One thread per
// writer. Errors: kUsage when the format cannot hold the schema, else
// kOutput.
#pragma once

#include <memory>

#include "io/base/byte_sink.h"
#include "io/base/result.h"
#include "io/table/schema.h"
#include "io/table/writer.h"

namespace mxsweep::io {

[[nodiscard]] Result<std::unique_ptr<TableWriter>> open_csv_writer(
    Schema schema, ByteSink& sink);

[[nodiscard]] Result<std::unique_ptr<TableWriter>> open_jsonl_writer(
    Schema schema, ByteSink& sink);

[[nodiscard]] Result<std::unique_ptr<TableWriter>> open_text_writer(
    Schema schema, ByteSink& sink);

// These two only in builds with MXSWEEP_PARQUET.
[[nodiscard]] Result<std::unique_ptr<TableWriter>> open_arrow_writer(
    Schema schema, ByteSink& sink);

[[nodiscard]] Result<std::unique_ptr<TableWriter>> open_parquet_writer(
    Schema schema, ByteSink& sink);

}  // namespace mxsweep::io

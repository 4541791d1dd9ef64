#include "scanner/cli/table_file.h"

#include <string>

#include "io/file/compression.h"
#include "io/file/terminal.h"

#include "scanner/cli/result_place.h"
#include "scanner/cli/values.h"

namespace mxsweep {
namespace {

io::Status check_kind(const io::WriterKind& kind, const std::string& path) {
  if (kind.binary && path == "-" && io::stdout_is_terminal()) {
    return usage_error(std::string(kind.name) +
                       " is binary and standard output is a terminal; name a "
                       "file with -o");
  }
  if (kind.packed && io::find_compression_for_path(path) != nullptr) {
    return usage_error(std::string(kind.name) +
                       " is compressed already; end the name " +
                       in_quotes(path) + " in " + std::string(kind.extension));
  }
  return {};
}

}  // namespace

io::Status TableFile::open(const ScanPlan& plan, io::Schema schema) {
  const std::string& path = plan.output_path;
  if (path == "-" && plan.writer == nullptr) {
    return {};
  }
  const io::WriterKind* const kind =
      plan.writer == nullptr
          ? io::find_writer_kind_for_path(io::without_compression(path))
          : plan.writer;
  if (kind == nullptr) {
    return no_format(path);
  }
  io::Status fits = check_kind(*kind, path);
  if (!fits.ok()) {
    return fits;
  }
  io::Result<std::unique_ptr<io::OutputSink>> sink =
      io::open_output(path, io::find_compression_for_path(path));
  if (!sink.ok()) {
    return sink.error();
  }
  sink_ = sink.take();
  io::Result<std::unique_ptr<io::TableWriter>> table =
      kind->open(schema, *sink_);
  if (!table.ok()) {
    return table.error();
  }
  table_ = table.take();
  return {};
}

io::Status TableFile::finish() {
  if (table_ == nullptr) {
    return {};
  }
  io::Status closed = table_->close({});
  return closed.ok() ? sink_->commit() : closed;
}

}  // namespace mxsweep

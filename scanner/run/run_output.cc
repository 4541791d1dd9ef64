#include "scanner/run/run_output.h"

#include <span>
#include <utility>
#include <vector>

#include "scanner/run/manifest.h"

namespace mxsweep {
namespace {

io::Status open_into(const std::string& path,
                     const io::CompressionKind* compression,
                     std::unique_ptr<io::OutputSink>& sink) {
  io::Result<std::unique_ptr<io::OutputSink>> opened =
      io::open_output(path, compression);
  if (!opened.ok()) {
    return opened.error();
  }
  sink = opened.take();
  return {};
}

io::Status finish(io::OutputSink& sink, bool complete) {
  return complete ? sink.commit() : sink.commit_partial();
}

}  // namespace

io::Status RunOutput::open(const ScanPlan& plan) {
  io::Status opened = open_into(plan.output_path, plan.compression, sink_);
  if (!opened.ok() || plan.manifest_path.empty()) {
    return opened;
  }
  return open_into(plan.manifest_path, nullptr, manifest_);
}

io::Status RunOutput::begin(const ScanPlan& plan, io::Schema schema) {
  io::Result<std::unique_ptr<io::TableWriter>> table =
      plan.writer->open(schema, *sink_);
  if (!table.ok()) {
    return table.error();
  }
  table_ = table.take();
  return {};
}

// The result first: a manifest says that there is one.
io::Status RunOutput::commit(const ScanPlan& plan, const ScanReport& report,
                             bool complete) {
  const std::string manifest = manifest_json(plan, report);
  const std::vector<io::KeyValue> metadata = {
      {std::string(kManifestKey), manifest}};
  const io::Status closed = table_->close(metadata);
  if (!closed.ok()) {
    return with_location(closed.error());
  }
  const io::Status committed = finish(*sink_, complete);
  if (!committed.ok()) {
    return with_location(committed.error());
  }
  if (manifest_ == nullptr) {
    return {};
  }
  const std::string line = manifest + '\n';
  const io::Status written = manifest_->write(std::as_bytes(std::span(line)));
  return written.ok() ? finish(*manifest_, complete) : written;
}

io::Error RunOutput::with_location(io::Error error) const {
  if (sink_ != nullptr && sink_->leaves_file()) {
    error.what += "; what was written so far is in " + sink_->location();
  }
  return error;
}

}  // namespace mxsweep

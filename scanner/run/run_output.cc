#include "scanner/run/run_output.h"

#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "io/file/path_kind.h"
#include "io/remote/s3_output.h"
#include "io/table/sort/partitioned_table.h"
#include "io/table/sort/sorted_table.h"

#include "scanner/run/manifest.h"
#include "scanner/run/row_keys.h"

namespace mxsweep {
namespace {

io::Status open_into(const std::string& path,
                     const io::CompressionKind* compression,
                     const ScanControl& control,
                     std::unique_ptr<io::OutputSink>& sink) {
  const io::OutputWait wait = {
      .stop = &control.stop,
      .wake_up = control.wake_up,
      .begins = [&control](std::string_view pipe) {
        control.events.note("waiting until somebody reads " +
                            std::string(pipe));
      }};
  io::Result<std::unique_ptr<io::OutputSink>> opened =
      io::is_s3_path(path) ? io::open_s3_output(path, compression)
                           : io::open_output(path, compression, wait);
  if (!opened.ok()) {
    return opened.error();
  }
  sink = opened.take();
  return {};
}

io::Status finish(io::OutputPlace& place, bool complete) {
  return complete ? place.commit() : place.commit_partial();
}

}  // namespace

io::Status RunOutput::open_result(const ScanPlan& plan,
                                  const ScanControl& control) {
  if (plan.partition != PartitionBy::kNone) {
    return open_folder(plan.output_path);
  }
  if (!plan.parts) {
    return open_into(plan.output_path, plan.compression, control, sink_);
  }
  std::string path = plan.output_path;
  Dataset::Unmark unmark_whole;
  if (plan.shard_count > 1) {  // each has a folder in that of all
    path += path.ends_with('/') ? "" : "/";
    if (io::path_kind(path + kJournalName) == io::PathKind::kFile) {
      return io::Error{io::ErrorCode::kOutput, 0,
                       plan.output_path +
                           " is the dataset of one process; shards need "
                           "another folder"};
    }
    unmark_whole = [mark = path + kSuccessName] {
      return io::remove_file(mark);
    };
    path += shard_name(plan.shard_number, plan.shard_count);
    io::Status made = io::make_folder_of(path);
    if (!made.ok()) {
      return made;
    }
  }
  io::Result<std::unique_ptr<io::DiskFolder>> folder =
      io::DiskFolder::open(path);
  if (!folder.ok()) {
    return folder.error();
  }
  io::Result<std::unique_ptr<Dataset>> dataset = Dataset::open(
      plan, folder.take(), control.events, std::move(unmark_whole));
  if (!dataset.ok()) {
    return dataset.error();
  }
  dataset_ = dataset.take();
  return {};
}

io::Status RunOutput::open(const ScanPlan& plan, const ScanControl& control) {
  io::Status opened = open_result(plan, control);
  if (!opened.ok() || plan.manifest_path.empty()) {
    return opened;
  }
  return open_into(plan.manifest_path, nullptr, control, manifest_);
}

io::Status RunOutput::open_folder(const std::string& path) {
  io::Result<std::unique_ptr<io::OutputFolder>> opened =
      io::OutputFolder::open(path);
  if (!opened.ok()) {
    return opened.error();
  }
  folder_ = opened.take();
  return {};
}

io::Status RunOutput::begin(const ScanPlan& plan, io::Schema schema,
                            const io::Clock& clock,
                            const Dataset::Start& start) {
  if (dataset_ != nullptr) {
    return dataset_->begin(plan, schema, clock, start);
  }
  if (folder_ != nullptr) {
    table_ = std::make_unique<io::PartitionedTable>(
        schema,
        io::PartitionOptions{io::name_of(kPartitions, plan.partition),
                             sort_options(plan, schema), *plan.writer,
                             plan.compression},
        *folder_);
    file_table_ = std::make_unique<FileTable>(*table_);
    return {};
  }
  io::Result<std::unique_ptr<io::TableWriter>> table =
      plan.writer->open(schema, *sink_);
  if (!table.ok()) {
    return table.error();
  }
  table_ = table.take();
  if (plan.sort != SortOrder::kNone) {
    table_ = std::make_unique<io::SortedTable>(
        schema, sort_options(plan, schema), std::move(table_));
  }
  file_table_ = std::make_unique<FileTable>(*table_);
  return {};
}

io::Status RunOutput::commit_result(const std::string& manifest,
                                    const ScanReport& report, bool complete) {
  if (dataset_ != nullptr) {
    std::optional<DatasetEnd> end;
    if (complete) {
      end = DatasetEnd{report.records_written,
                       report.list.other_shards,
                       report.list.duplicates + report.list.not_sampled,
                       {}};
    }
    return dataset_->commit(manifest, end);
  }
  const std::vector<io::KeyValue> metadata = {
      {std::string(kManifestKey), manifest}};
  io::Status closed = table_->close(metadata);
  if (!closed.ok()) {
    return closed;
  }
  return finish(*place(), complete);
}

// The result first: a manifest says that there is one.
io::Status RunOutput::commit(const ScanPlan& plan, const ScanReport& report,
                             bool complete) {
  const std::string manifest = manifest_json(plan, report);
  const io::Status committed = commit_result(manifest, report, complete);
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

io::OutputPlace* RunOutput::place() const {
  return folder_ == nullptr ? static_cast<io::OutputPlace*>(sink_.get())
                            : folder_.get();
}

io::Error RunOutput::with_location(io::Error error) const {
  if (dataset_ != nullptr) {
    error.what += dataset_->is_there()
                      ? "; what is durable is in " + dataset_->path() +
                            ", --resume goes on with it"
                      : "; what is durable is where the folder is now, and "
                        "--resume goes on with it there";
  } else if (place() != nullptr && place()->leaves_file()) {
    error.what += "; what was written so far is in " + place()->location();
  }
  return error;
}

}  // namespace mxsweep

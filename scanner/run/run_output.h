// RunOutput: where a run's result goes, one file, a dataset (-o DIR/) or a
// folder of partitions, and its manifest where one is wanted. Places are taken
// before the first packet leaves, so that what cannot be written is known then;
// names become final at the end. Main thread, but that the writer thread has
// the table for itself while the run lasts.
#pragma once

#include <memory>
#include <string>

#include "io/base/result.h"
#include "io/file/output_folder.h"
#include "io/file/output_sink.h"
#include "io/table/writer.h"

#include "scanner/run/dataset.h"
#include "scanner/run/plan.h"
#include "scanner/run/report.h"
#include "scanner/run/scan_control.h"

namespace mxsweep {

class RunOutput {
 public:
  // Waits for the readers of named pipes.
  [[nodiscard]] io::Status open(const ScanPlan& plan,
                                const ScanControl& control);

  // Null: the result is one file.
  [[nodiscard]] Dataset* dataset() { return dataset_.get(); }

  // Last, because some formats write at once, and a run that does not begin
  // shall leave no file. The schema outlives the output.
  [[nodiscard]] io::Status begin(const ScanPlan& plan, io::Schema schema,
                                 const io::Clock& clock,
                                 const Dataset::Start& start);

  // REQUIRES: begin() went well.
  [[nodiscard]] ResultTable& table() {
    return dataset_ != nullptr ? dataset_->table() : *file_table_;
  }

  // The result and the manifest get their names, or are marked as partial.
  [[nodiscard]] io::Status commit(const ScanPlan& plan,
                                  const ScanReport& report, bool complete);

  // Where the result is now.
  [[nodiscard]] std::string location() const {
    return dataset_ != nullptr ? dataset_->path() : place()->location();
  }

  // Says also where that is which was written so far.
  [[nodiscard]] io::Error with_location(io::Error error) const;

 private:
  // All rows to one writer.
  class FileTable final : public ResultTable {
   public:
    explicit FileTable(io::TableWriter& writer) : writer_(writer) {}

    [[nodiscard]] io::Status write(const ResultBatch& batch) override {
      return writer_.write(batch.rows);
    }

    [[nodiscard]] io::Status look_at_time() override { return {}; }

   private:
    io::TableWriter& writer_;
  };

  [[nodiscard]] io::Status open_result(const ScanPlan& plan,
                                       const ScanControl& control);
  [[nodiscard]] io::Status commit_result(const std::string& manifest,
                                         const ScanReport& report,
                                         bool complete);

  [[nodiscard]] io::Status open_folder(const std::string& path);
  // Null: there is a dataset, or nothing was opened.
  [[nodiscard]] io::OutputPlace* place() const;

  // One of the three.
  std::unique_ptr<Dataset> dataset_;
  std::unique_ptr<io::OutputSink> sink_;
  std::unique_ptr<io::OutputFolder> folder_;  // of partitions

  std::unique_ptr<io::OutputSink> manifest_;  // null: none is wanted
  std::unique_ptr<io::TableWriter> table_;
  std::unique_ptr<FileTable> file_table_;
};

}  // namespace mxsweep

// RunOutput: where a run's result goes, and its manifest where one is wanted.
// Places are taken before the first packet leaves, so that what cannot be
// written is known then; names become final at the end. Main thread, but that
// the writer thread has the table for itself while the run lasts.
#pragma once

#include <memory>
#include <string>

#include "io/base/result.h"
#include "io/file/output_sink.h"
#include "io/table/writer.h"

#include "scanner/run/plan.h"
#include "scanner/run/report.h"

namespace mxsweep {

class RunOutput {
 public:
  [[nodiscard]] io::Status open(const ScanPlan& plan);

  // Last, because some formats write at once, and a run that does not begin
  // shall leave no file. The schema outlives the output.
  [[nodiscard]] io::Status begin(const ScanPlan& plan, io::Schema schema);

  // REQUIRES: begin() went well.
  [[nodiscard]] io::TableWriter& table() { return *table_; }

  // The result and the manifest get their names, or are marked as partial.
  [[nodiscard]] io::Status commit(const ScanPlan& plan,
                                  const ScanReport& report, bool complete);

  // Where the result is now.
  [[nodiscard]] std::string location() const { return sink_->location(); }

  // Says also where that is which was written so far.
  [[nodiscard]] io::Error with_location(io::Error error) const;

 private:
  std::unique_ptr<io::OutputSink> sink_;
  std::unique_ptr<io::OutputSink> manifest_;  // null: none is wanted
  std::unique_ptr<io::TableWriter> table_;
};

}  // namespace mxsweep

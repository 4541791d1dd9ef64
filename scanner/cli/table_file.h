// TableFile: a table that a command other than a scan writes, where the plan
// names a file or a format for it, which appears when it is complete. Main
// thread. Errors are kUsage where the plan does not fit together, else kOutput.
#pragma once

#include <memory>

#include "io/base/result.h"
#include "io/file/output_sink.h"
#include "io/table/schema.h"
#include "io/table/writer.h"

#include "scanner/run/plan.h"

namespace mxsweep {

class TableFile {
 public:
  // The schema outlives the table.
  [[nodiscard]] io::Status open(const ScanPlan& plan, io::Schema schema);

  // Null: none is wanted.
  [[nodiscard]] io::TableWriter* table() { return table_.get(); }

  // After the last row; also where none is wanted.
  [[nodiscard]] io::Status finish();

 private:
  std::unique_ptr<io::OutputSink> sink_;
  std::unique_ptr<io::TableWriter> table_;
};

}  // namespace mxsweep

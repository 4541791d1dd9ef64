// DiffTable: the rows of `mxsweep diff`, one for each name. Documented for
// users in docs/diff.md. Borrows the writer, which it does not close. One
// thread.
#pragma once

#include "io/base/result.h"
#include "io/table/row_batch.h"
#include "io/table/schema.h"
#include "io/table/writer.h"

#include "scanner/results/change.h"

namespace mxsweep {

[[nodiscard]] io::Schema diff_schema();

class DiffTable {
 public:
  explicit DiffTable(io::TableWriter& writer);

  // As compare() had it. Of an answer that is not known no mail hosts are
  // shown.
  [[nodiscard]] io::Status add(Change change, const MailState* before,
                               const MailState* now);

  // After the last row.
  [[nodiscard]] io::Status flush();

 private:
  io::TableWriter& writer_;
  io::RowBatch rows_;
};

}  // namespace mxsweep

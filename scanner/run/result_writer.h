// ResultWriter: the writer thread. Takes finished batches from all shards,
// gives them to the result table and sends them back empty; keeps the ledger
// of what really reached the writer. On the first error it stops writing,
// keeps the error and aborts the run. Sleeps until there are rows. Used by the
// writer thread only, its results are read after that thread was joined.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "io/base/result.h"
#include "io/table/schema.h"

#include "scanner/input/ledger.h"
#include "scanner/rows/result_queue.h"
#include "scanner/run/result_table.h"

namespace mxsweep {

class ResultWriter {
 public:
  // Everything outlives the writer. `shards_left` counts shards that may
  // still hand over rows; `abort` is set here when writing fails, and then
  // `watch` is notified. Every queue has the WakeUp of this thread.
  struct Deps {
    ResultTable& table;
    io::Schema schema;
    std::vector<ResultQueue*> queues;
    const std::atomic<std::uint32_t>& shards_left;
    std::atomic<bool>& abort;
    io::WakeUp* watch = nullptr;
    bool may_leave = false;  // records without rows, to a later run
    Ledger before{};         // what earlier runs have written
  };

  explicit ResultWriter(Deps deps);

  // Until every shard has finished and all rows are written, or abort.
  void run();

  [[nodiscard]] const Ledger& ledger() const { return ledger_; }

  // Records that are left to a later run.
  [[nodiscard]] const Ledger& left() const { return left_; }

  // The rows of a batch are those of its records, as far as they say.
  [[nodiscard]] bool consistent() const { return consistent_; }

  [[nodiscard]] const std::optional<io::Error>& error() const { return error_; }

  static constexpr std::size_t kBatchesPerShard = 32;

  // The column that says which record a row belongs to; a table may do without.
  static constexpr std::string_view kSeqColumnName = "seq";

 private:
  [[nodiscard]] bool drain();
  void write(const ResultBatch& batch);
  void look_at_time();
  void take_error(const io::Status& status);
  void enter_in_ledger(const ResultBatch& batch);
  [[nodiscard]] bool may_be_of(const io::RowBatch& rows, std::size_t index,
                               std::int64_t seq) const;

  Deps deps_;
  std::size_t seq_column_ = 0;  // that many columns: none
  std::vector<std::unique_ptr<ResultBatch>> owned_;
  Ledger ledger_;
  Ledger left_;
  bool consistent_ = true;
  std::optional<io::Error> error_;
};

}  // namespace mxsweep

// NameReader: the reader thread. Turns the cells of a list into jobs, numbers
// them, and gives each to the shard that the name's hash chooses (equal names
// meet in one shard). Waits when a shard is behind, so memory does not grow
// with the input. Owns the batches it hands out; used by the reader thread
// only, its results are read after that thread was joined.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "io/base/result.h"

#include "scanner/input/held_jobs.h"
#include "scanner/input/input_line.h"
#include "scanner/input/job_queue.h"
#include "scanner/input/ledger.h"
#include "scanner/input/list_reader.h"
#include "scanner/input/name_filter.h"

namespace mxsweep {

// Of so many records in a row more than half are to be names.
inline constexpr std::uint32_t kStretchRecords = 10'000;

class NameReader final : private CellSink {
 public:
  // `queues` has one entry per shard, all with the WakeUp of this thread.
  // `abort` ends the thread without ceremony when the run has failed elsewhere.
  // All of them outlive the reader.
  NameReader(ListReader& list, const InputOptions& options,
             std::vector<JobQueue*> queues, const std::atomic<bool>& abort);

  // Asks the filter about each record. Before run(); it outlives the reader.
  void filter_by(NameFilter& filter) { filter_ = &filter; }

  // Nothing is handed to the shards before all of the input has been read.
  // Before run(); it outlives the reader.
  void hold_in(HeldJobs& held) { held_ = &held; }

  // Until the input ends, the user stops it, or the run is aborted; then
  // tells every shard that nothing follows.
  void run();

  [[nodiscard]] const Ledger& ledger() const { return ledger_; }

  // Ended by the user before the end of the input.
  [[nodiscard]] bool stopped() const { return stopped_; }

  // Why reading ended early; what was read until then is in the result.
  [[nodiscard]] const std::optional<io::Error>& error() const { return error_; }

  // The last record of the first kStretchRecords of which most could not be
  // asked, counted from 1; 0: there were none. Any thread.
  [[nodiscard]] std::int64_t unusable_until() const {
    return unusable_until_.load(std::memory_order_relaxed);
  }

  static constexpr std::size_t kBatchesPerShard = 4;

 private:
  [[nodiscard]] bool take_cells(std::span<const Cell> cells) override;
  [[nodiscard]] bool take_lines(std::span<const io::Line> lines) override;

  void pause() override { send_all(); }

  void take_line(const io::Line& line);
  void take_cell(const Cell& cell);
  void take_record();
  void count_usable(bool usable);

  [[nodiscard]] bool wants_more() const {
    return !abort_.load(std::memory_order_relaxed) && !error_.has_value();
  }

  void pass_on(const Job& job);
  void pass_on_held();
  [[nodiscard]] JobBatch* current(std::size_t shard);
  void send(std::size_t shard);
  void send_all();
  void send_last();

  ListReader& list_;
  const InputOptions options_;
  std::vector<JobQueue*> queues_;
  const std::atomic<bool>& abort_;
  std::vector<std::unique_ptr<JobBatch>> owned_;
  std::vector<JobBatch*> current_;  // by shard; null: none at hand
  NameFilter* filter_ = nullptr;
  HeldJobs* held_ = nullptr;
  InputRecord record_;
  std::int64_t next_seq_;
  Ledger ledger_;
  std::uint32_t stretch_ = 0;           // records of the one at hand
  std::uint32_t stretch_unusable_ = 0;  // of these
  std::atomic<std::int64_t> unusable_until_{0};
  bool stopped_ = false;
  std::optional<io::Error> error_;
};

}  // namespace mxsweep

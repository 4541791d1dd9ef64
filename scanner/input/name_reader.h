// NameReader: the reader thread. Turns lines into jobs, numbers them, and
// gives each to the shard that the name's hash chooses (equal names meet in
// one shard). Waits when a shard is behind, so memory does not grow with the
// input. Owns the batches it hands out; used by the reader thread only, its
// results are read after that thread was joined.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "io/base/result.h"
#include "io/file/line_reader.h"

#include "scanner/input/held_jobs.h"
#include "scanner/input/input_line.h"
#include "scanner/input/job_queue.h"
#include "scanner/input/ledger.h"
#include "scanner/input/name_filter.h"

namespace mxsweep {

class NameReader {
 public:
  // `queues` has one entry per shard, all with the WakeUp of this thread.
  // `abort` ends the thread without ceremony when the run has failed elsewhere.
  // All of them outlive the reader.
  NameReader(io::LineReader& lines, const InputOptions& options,
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

  static constexpr std::size_t kBatchesPerShard = 4;

 private:
  void take_line(const io::Line& line);
  void pass_on(const Job& job);
  void pass_on_held();
  [[nodiscard]] JobBatch* current(std::size_t shard);
  void send(std::size_t shard);
  void send_all();
  void send_last();

  io::LineReader& lines_;
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
  bool stopped_ = false;
  std::optional<io::Error> error_;
};

}  // namespace mxsweep

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
#include "scanner/input/resume_point.h"

namespace mxsweep {

// Of so many records in a row more than half are to be names.
inline constexpr std::uint32_t kStretchRecords = 10'000;

// How far the list is read, in records that are to be asked.
struct NamesRead {
  std::uint64_t names = 0;
  // Of the list, whatever became of them.
  std::uint64_t records = 0;
  // That is all of them: no more will come.
  bool all = false;
};

class NameReader final : private CellSink {
 public:
  // `queues` has one entry per shard, all with the WakeUp of this thread.
  // `abort` ends the thread at once when the run has failed elsewhere.
  // All of them outlive the reader.
  NameReader(ListReader& list, const InputOptions& options,
             std::vector<JobQueue*> queues, const std::atomic<bool>& abort);

  // Asks the filter about each record. Before run(); it outlives the reader.
  void filter_by(NameFilter& filter) { filter_ = &filter; }

  // Nothing is handed to the shards before all of the input has been read, nor
  // once `stop` is set. Before run(); both outlive the reader.
  void hold_in(HeldJobs& held, const std::atomic<bool>& stop) {
    held_ = &held;
    stop_held_ = &stop;
  }

  // Records that an earlier run has seen to are only counted, and the run ends
  // when the list is another one. Before run(); it outlives the reader.
  void resume_at(ResumePoint& resume) { resume_ = &resume; }

  // Until the input ends, the user stops it, or the run is aborted; then
  // tells every shard that nothing follows.
  void run();

  // Of the records that were handed out; not of those that earlier runs have
  // done, wherever in the list reading ended.
  [[nodiscard]] const Ledger& ledger() const { return ledger_; }

  // Ended before the end of the input, by the user or as it had_enough().
  [[nodiscard]] bool stopped() const { return stopped_; }

  // InputOptions::most_handed_out kept a record back.
  [[nodiscard]] bool had_enough() const { return had_enough_; }

  // Why reading ended early; what was read until then is in the result.
  [[nodiscard]] const std::optional<io::Error>& error() const { return error_; }

  // Of the same moment as LineReader::share_used(). Any thread.
  [[nodiscard]] NamesRead names_read() const {
    const bool all = all_read_.load(std::memory_order_acquire);
    return {names_read_.load(std::memory_order_relaxed),
            records_read_.load(std::memory_order_relaxed), all};
  }

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
  void take_record(std::string_view passed = {});
  void count_usable(bool usable);
  void show_names_read();

  // Nothing ended it.
  [[nodiscard]] bool goes_on() const {
    return !abort_.load(std::memory_order_relaxed) && !error_.has_value();
  }

  [[nodiscard]] bool wants_more() const {
    return next_seq_ != end_seq_ && goes_on() && !had_enough_;
  }

  void keep_first(const io::Status& status);
  void pass_on(const Job& job);
  void hand_over(const Job& job);
  [[nodiscard]] bool has_enough();
  void pass_on_early();
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
  const std::atomic<bool>* stop_held_ = nullptr;  // with it
  ResumePoint* resume_ = nullptr;
  InputRecord record_;
  std::int64_t next_seq_;
  const std::int64_t end_seq_;  // the first that is not read
  Ledger ledger_;
  std::uint64_t kept_ = 0;     // by the filter, whatever became of them then
  std::uint32_t stretch_ = 0;  // records of the one at hand
  std::uint32_t stretch_unusable_ = 0;  // of these
  std::atomic<std::int64_t> unusable_until_{0};
  std::atomic<std::uint64_t> names_read_{0};
  std::atomic<std::uint64_t> records_read_{0};
  std::atomic<bool> all_read_{false};
  std::uint64_t room_;  // for records that are handed out
  bool had_enough_ = false;
  bool stopped_ = false;
  std::optional<io::Error> error_;
};

}  // namespace mxsweep

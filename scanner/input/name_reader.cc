#include "scanner/input/name_reader.h"

#include <utility>

#include "scanner/query/wake_reason.h"
#include "scanner/query/xxh3_hash.h"

namespace mxsweep {
namespace {

// A shard that gives a batch back and the end of a run wake this thread. Should
// they ever fail to, it looks after so long.
constexpr io::Duration kSleepMax = io::Duration::seconds(1);

}  // namespace

NameReader::NameReader(ListReader& list, const InputOptions& options,
                       std::vector<JobQueue*> queues,
                       const std::atomic<bool>& abort)
    : list_(list),
      options_(options),
      queues_(std::move(queues)),
      abort_(abort),
      current_(queues_.size(), nullptr),
      next_seq_(options.first_seq) {
  for (JobQueue* queue : queues_) {
    MXSWEEP_CHECK(queue->reader != nullptr);
    for (std::size_t i = 0; i < kBatchesPerShard; ++i) {
      owned_.push_back(std::make_unique<JobBatch>());
      MXSWEEP_CHECK(queue->empty.try_push(owned_.back().get()));
    }
  }
}

void NameReader::run() {
  const io::Result<ListEnd> end = list_.read_all(*this);
  if (!end.ok()) {
    error_ = end.error();
  }
  stopped_ = end.ok() && end.value() == ListEnd::kStopped;
  if (held_ != nullptr) {
    pass_on_held();
  }
  send_last();
}

bool NameReader::take_lines(std::span<const io::Line> lines) {
  for (const io::Line& line : lines) {
    take_line(line);
  }
  return wants_more();
}

bool NameReader::take_cells(std::span<const Cell> cells) {
  for (const Cell& cell : cells) {
    take_cell(cell);
  }
  return wants_more();
}

void NameReader::take_line(const io::Line& line) {
  if (parse_input_line(line.text, options_, record_) == LineKind::kNothing) {
    return;
  }
  if (line.cut && record_.error.empty()) {
    record_.error = kLineTooLong;
    if (record_.input.empty()) {  // it was equal to the name
      append_text(record_.name.view(), record_.input);
    }
    record_.name.clear();
  }
  take_record();
}

void NameReader::take_cell(const Cell& cell) {
  record_.rank = cell.rank;
  if (cell.problem.empty()) {
    parse_cell(cell.text, options_, record_);
  } else {
    record_.name.clear();
    record_.input.clear();
    record_.error.assign(cell.problem);
  }
  take_record();
}

void NameReader::count_usable(bool usable) {
  stretch_unusable_ += usable ? 0U : 1U;
  if (++stretch_ == kStretchRecords) {
    if (stretch_unusable_ > kStretchRecords / 2 && unusable_until() == 0) {
      unusable_until_.store(next_seq_, std::memory_order_relaxed);
    }
    stretch_ = 0;
    stretch_unusable_ = 0;
  }
}

void NameReader::take_record() {
  const std::int64_t seq = next_seq_++;
  record_.blocklisted = false;
  if (filter_ != nullptr && !filter_->keep(record_)) {
    return;
  }
  Job job;
  job.seq = seq;
  job.rank = record_.rank;
  job.name = record_.name.view();
  job.label_class = record_.label_class;
  job.input = record_.input;
  job.error = record_.error;
  count_usable(record_.error.empty());
  job.blocklisted = record_.blocklisted;
  if (held_ == nullptr) {
    pass_on(job);
    return;
  }
  const io::Status held = held_->add(job);
  if (!held.ok() && !error_.has_value()) {
    error_ = held.error();
  }
}

void NameReader::pass_on(const Job& job) {
  const std::size_t shard =
      queues_.size() == 1 ? 0 : Xxh3Hash{}(job.name.key()) % queues_.size();
  JobBatch* batch = current(shard);
  if (batch == nullptr) {
    return;  // aborted
  }
  ledger_.add(job.seq);
  batch->add(job);
  if (batch->full()) {
    send(shard);
  }
}

void NameReader::pass_on_held() {
  const io::Status handed_out = held_->hand_out([this](const Job& job) {
    pass_on(job);
    return !abort_.load(std::memory_order_relaxed);
  });
  if (!handed_out.ok() && !error_.has_value()) {
    error_ = handed_out.error();
  }
}

// Null only when the run was aborted.
JobBatch* NameReader::current(std::size_t shard) {
  while (current_[shard] == nullptr) {
    if (queues_[shard]->empty.try_pop(current_[shard])) {
      current_[shard]->clear();
    } else if (abort_.load(std::memory_order_relaxed)) {
      return nullptr;
    } else {
      queues_[shard]->reader->sleep(kSleepMax);
    }
  }
  return current_[shard];
}

void NameReader::send(std::size_t shard) {
  current_[shard]->sort_by_size();
  // There are fewer batches than the ring has cells.
  MXSWEEP_CHECK(queues_[shard]->full.try_push(current_[shard]));
  notify(queues_[shard]->shard, WakeReason::kJobs);
  current_[shard] = nullptr;
}

void NameReader::send_all() {
  for (std::size_t shard = 0; shard < queues_.size(); ++shard) {
    if (current_[shard] != nullptr && current_[shard]->size() != 0) {
      send(shard);
    }
  }
}

void NameReader::send_last() {
  for (std::size_t shard = 0; shard < queues_.size(); ++shard) {
    JobBatch* batch = current(shard);
    if (batch != nullptr) {
      batch->last = true;
      send(shard);
    }
  }
}

}  // namespace mxsweep

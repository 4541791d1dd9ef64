#include "scanner/input/name_reader.h"

#include <limits>
#include <utility>

#include "scanner/input/list_record.h"
#include "scanner/query/wake_reason.h"
#include "scanner/query/xxh3_hash.h"

namespace mxsweep {
namespace {

// A shard that gives a batch back and the end of a run wake this thread. Should
// they ever fail to, it looks after so long.
constexpr io::Duration kSleepMax = io::Duration::seconds(1);

std::int64_t end_of(const InputOptions& options) {
  constexpr auto kNever = std::numeric_limits<std::int64_t>::max();
  return options.limit.has_value()
             ? options.first_seq + static_cast<std::int64_t>(*options.limit)
             : kNever;
}

InputOptions options_for(const ListReader& list, InputOptions options) {
  options.single_labels = list.single_labels();
  return options;
}

}  // namespace

NameReader::NameReader(ListReader& list, const InputOptions& options,
                       std::vector<JobQueue*> queues,
                       const std::atomic<bool>& abort)
    : list_(list),
      options_(options_for(list, options)),
      queues_(std::move(queues)),
      abort_(abort),
      current_(queues_.size(), nullptr),
      next_seq_(options.first_seq),
      end_seq_(end_of(options)),
      room_(options.most_handed_out.value_or(
          std::numeric_limits<std::uint64_t>::max())) {
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
    keep_first(end.error());
  }
  stopped_ = had_enough_ || (end.ok() && end.value() == ListEnd::kStopped);
  if (resume_ != nullptr && !stopped_ && goes_on()) {
    keep_first(resume_->saw_end());
  }
  show_names_read();
  all_read_.store(!stopped_, std::memory_order_release);
  if (held_ != nullptr && (resume_ == nullptr || goes_on())) {
    pass_on_held();
  }
  if (resume_ != nullptr && goes_on()) {
    pass_on_early();
  }
  send_last();
}

void NameReader::show_names_read() {
  records_read_.store(
      static_cast<std::uint64_t>(next_seq_ - options_.first_seq),
      std::memory_order_relaxed);
  names_read_.store(held_ == nullptr ? kept_ : held_->kept(),
                    std::memory_order_relaxed);
}

bool NameReader::take_lines(std::span<const io::Line> lines) {
  for (const io::Line& line : lines) {
    take_line(line);
  }
  show_names_read();
  return wants_more();
}

bool NameReader::take_cells(std::span<const Cell> cells) {
  for (const Cell& cell : cells) {
    take_cell(cell);
  }
  show_names_read();
  return wants_more();
}

void NameReader::take_line(const io::Line& line) {
  if (read_record(line, options_, record_) == LineKind::kRecord) {
    take_record();
  }
}

void NameReader::take_cell(const Cell& cell) {
  read_record(cell, options_, record_);
  take_record(cell.passed);
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

void NameReader::take_record(std::string_view passed) {
  if (next_seq_ == end_seq_ || had_enough_) {
    return;  // the rest of what was handed over together
  }
  const std::int64_t seq = next_seq_++;
  record_.blocklisted = false;
  if (resume_ != nullptr) {
    keep_first(resume_->saw(record_));
    if (error_.has_value()) {
      return;
    }
  }
  const bool is_done = resume_ != nullptr && resume_->done(seq);
  if (filter_ != nullptr && !filter_->keep(record_, is_done)) {
    return;
  }
  ++kept_;
  Job job;
  job.seq = seq;
  job.rank = record_.rank;
  job.name = record_.name.view();
  job.label_class = record_.label_class;
  job.input = record_.input;
  job.error = record_.error;
  job.passed = passed;
  count_usable(record_.error.empty());
  job.blocklisted = record_.blocklisted;
  if (held_ == nullptr) {
    pass_on(job);
    return;
  }
  keep_first(held_->add(job));
}

void NameReader::keep_first(const io::Status& status) {
  if (!status.ok() && !error_.has_value()) {
    error_ = status.error();
  }
}

void NameReader::pass_on(const Job& job) {
  if (resume_ == nullptr) {
    hand_over(job);
  } else if (resume_->done(job.seq)) {
    return;
  } else if (resume_->waits()) {
    static_cast<void>(resume_->early().add(job));
  } else {
    pass_on_early();
    hand_over(job);
  }
}

void NameReader::pass_on_early() {
  JobOctets& early = resume_->early();
  const char* at = early.octets().data();
  const char* const end = at + early.octets().size();
  while (at != end) {
    hand_over(JobOctets::read(at, &at));
  }
  early.clear();
}

// Whether the job is one too many. That is known when there is one, so that a
// run whose list ends there is not a stopped one.
bool NameReader::has_enough() {
  if (room_ == 0) {
    had_enough_ = true;
    stopped_ = true;
    return true;
  }
  --room_;
  return false;
}

void NameReader::hand_over(const Job& job) {
  if (has_enough()) {
    return;
  }
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
  const auto ends = [this] {
    stopped_ = stopped_ || stop_held_->load(std::memory_order_relaxed);
    return stopped_ || abort_.load(std::memory_order_relaxed);
  };
  if (ends()) {
    return;
  }
  const io::Status handed_out = held_->hand_out([this, &ends](const Job& job) {
    pass_on(job);
    return !ends();
  });
  keep_first(handed_out);
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
  if (resume_ != nullptr) {
    resume_->publish_mark();
  }
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

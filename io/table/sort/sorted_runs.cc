#include "io/table/sort/sorted_runs.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <utility>

namespace mxsweep::io {
namespace {

constexpr std::size_t kWriteBytes = std::size_t{1} << 20U;

// In front of each row of a run.
struct Sizes {
  std::uint32_t key = 0;
  std::uint32_t row = 0;
};

class MemoryRun final : public SortedRun {
 public:
  explicit MemoryRun(const RowHeap& heap) : heap_(heap) {}

  [[nodiscard]] Result<bool> next() override {
    if (next_ == heap_.size()) {
      return false;
    }
    at_ = heap_.row(next_++);
    return true;
  }

 private:
  const RowHeap& heap_;
  std::size_t next_ = 0;
};

class FileRun final : public SortedRun {
 public:
  FileRun(const FilePart& part, std::size_t buffer_bytes)
      : part_(part), usual_(buffer_bytes) {}

  [[nodiscard]] Result<bool> next() override {
    if (begin_ == buffer_.size() && part_.size == 0) {
      return false;
    }
    Sizes sizes;
    Status ready = need(sizeof(sizes));
    if (!ready.ok()) {
      return ready.error();
    }
    std::memcpy(&sizes, buffer_.data() + begin_, sizeof(sizes));
    begin_ += sizeof(sizes);
    ready = need(std::size_t{sizes.key} + sizes.row);
    if (!ready.ok()) {
      return ready.error();
    }
    const std::string_view octets = std::string_view(buffer_).substr(begin_);
    at_ = {octets.substr(0, sizes.key), octets.substr(sizes.key, sizes.row)};
    begin_ += std::size_t{sizes.key} + sizes.row;
    return true;
  }

 private:
  // So many octets are in the buffer.
  Status need(std::size_t bytes) {
    if (buffer_.size() - begin_ >= bytes) {
      return {};
    }
    buffer_.erase(0, begin_);
    begin_ = 0;
    const std::size_t old_size = buffer_.size();
    const std::size_t wanted = std::max(bytes, usual_) - old_size;
    const auto more =
        static_cast<std::size_t>(std::min<std::uint64_t>(wanted, part_.size));
    buffer_.resize(old_size + more);
    Status read = part_.file.read(part_.at, {&buffer_[old_size], more});
    part_.at += more;
    part_.size -= more;
    return read;
  }

  FilePart part_;  // what was not read
  const std::size_t usual_;
  std::string buffer_;
  std::size_t begin_ = 0;  // of what was not taken
};

// A heap of the runs by their rows at hand, the first row on top.
class MergedRun final : public SortedRun {
 public:
  explicit MergedRun(std::vector<std::unique_ptr<SortedRun>> runs)
      : runs_(std::move(runs)) {}

  [[nodiscard]] Result<bool> next() override {
    Status moved = started_ ? move_last() : start();
    if (!moved.ok()) {
      return moved.error();
    }
    if (heap_.empty()) {
      return false;
    }
    std::pop_heap(heap_.begin(), heap_.end(), Later{*this});
    at_ = runs_[heap_.back()]->at();
    return true;
  }

 private:
  struct Later {
    const MergedRun& runs;

    bool operator()(std::size_t one, std::size_t other) const {
      const int order =
          runs.runs_[one]->at().key.compare(runs.runs_[other]->at().key);
      return order != 0 ? order > 0 : one > other;
    }
  };

  Status start() {
    started_ = true;
    for (std::size_t run = 0; run < runs_.size(); ++run) {
      Status pushed = push(run);
      if (!pushed.ok()) {
        return pushed;
      }
    }
    return {};
  }

  // The run of the row that was handed out last stands behind the heap.
  Status move_last() {
    if (heap_.empty()) {
      return {};
    }
    const std::size_t run = heap_.back();
    heap_.pop_back();
    return push(run);
  }

  Status push(std::size_t run) {
    const Result<bool> more = runs_[run]->next();
    if (!more.ok()) {
      return more.error();
    }
    if (more.value()) {
      heap_.push_back(run);
      std::push_heap(heap_.begin(), heap_.end(), Later{*this});
    }
    return {};
  }

  std::vector<std::unique_ptr<SortedRun>> runs_;
  std::vector<std::size_t> heap_;
  bool started_ = false;
};

class CountedRun final : public SortedRun {
 public:
  CountedRun(std::unique_ptr<SortedRun> run, std::uint64_t rows)
      : run_(std::move(run)), left_(rows) {}

  [[nodiscard]] Result<bool> next() override {
    Result<bool> more = run_->next();
    if (!more.ok()) {
      return more;
    }
    if (more.value() == (left_ == 0)) {
      return Error{ErrorCode::kInternal, 0,
                   "rows were lost or doubled while they were sorted; please "
                   "report this"};
    }
    left_ -= more.value() ? 1 : 0;
    at_ = more.value() ? run_->at() : KeyedRow{};
    return more;
  }

 private:
  std::unique_ptr<SortedRun> run_;
  std::uint64_t left_;
};

}  // namespace

std::unique_ptr<SortedRun> counted_run(std::unique_ptr<SortedRun> run,
                                       std::uint64_t rows) {
  return std::make_unique<CountedRun>(std::move(run), rows);
}

std::unique_ptr<SortedRun> memory_run(const RowHeap& heap) {
  return std::make_unique<MemoryRun>(heap);
}

std::unique_ptr<SortedRun> file_run(const FilePart& part,
                                    std::size_t buffer_bytes) {
  return std::make_unique<FileRun>(part, buffer_bytes);
}

std::unique_ptr<SortedRun> merged_run(
    std::vector<std::unique_ptr<SortedRun>> runs) {
  return std::make_unique<MergedRun>(std::move(runs));
}

Status RunFile::add(const KeyedRow& row) {
  const Sizes sizes = {static_cast<std::uint32_t>(row.key.size()),
                       static_cast<std::uint32_t>(row.row.size())};
  std::array<char, sizeof(sizes)> head;
  std::memcpy(head.data(), &sizes, sizeof(sizes));
  buffer_.append(head.data(), head.size());
  buffer_ += row.key;
  buffer_ += row.row;
  return buffer_.size() < kWriteBytes ? Status() : finish();
}

Status RunFile::finish() {
  const Result<std::uint64_t> at = file_.append(buffer_);
  if (!at.ok()) {
    return at.error();
  }
  begin_ = size_ == 0 ? at.value() : begin_;
  size_ += buffer_.size();
  buffer_.clear();
  return {};
}

}  // namespace mxsweep::io

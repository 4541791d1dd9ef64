#include "io/table/sort/row_sorter.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>

#include "io/table/sort/row_codec.h"
#include "io/table/sort/sorted_runs.h"

namespace mxsweep::io {
namespace {

// While runs are merged each has a buffer, from a quarter of the memory: small
// ones make many short reads, more than this gains nothing.
constexpr std::size_t kReadBytesMin = std::size_t{64} << 10U;
constexpr std::size_t kReadBytesMax = std::size_t{4} << 20U;
constexpr std::size_t kReadShare = 4;

// So many at once at least, however little memory there is.
constexpr std::size_t kRunsAtOnceMin = 16;

constexpr std::size_t kMemoryMin = std::size_t{2} << 20U;

std::uint64_t prefix_of(std::string_view key) {
  std::uint64_t prefix = 0;
  for (std::size_t at = 0; at < sizeof(prefix); ++at) {
    const auto octet =
        at < key.size() ? static_cast<unsigned char>(key[at]) : 0U;
    prefix = prefix << 8U | octet;
  }
  return prefix;
}

// All rows of the one become the other.
Status write_run(SortedRun& from, RunFile& to) {
  Result<bool> more = from.next();
  while (more.ok() && more.value()) {
    Status added = to.add(from.at());
    if (!added.ok()) {
      return added;
    }
    more = from.next();
  }
  return more.ok() ? to.finish() : Status(more.error());
}

}  // namespace

void RowHeap::add(std::string_view key, std::string_view row) {
  const Head head = {static_cast<std::uint32_t>(entries_.size()),
                     static_cast<std::uint32_t>(key.size()),
                     static_cast<std::uint32_t>(row.size())};
  char* const at = room(sizeof(head) + key.size() + row.size());
  std::memcpy(at, &head, sizeof(head));
  std::memcpy(at + sizeof(head), key.data(), key.size());
  std::memcpy(at + sizeof(head) + key.size(), row.data(), row.size());
  entries_.push_back({prefix_of(key), at});
}

char* RowHeap::room(std::size_t bytes) {
  used_ += bytes;
  if (bytes > kPieceBytes) {
    return large_.emplace_back(std::make_unique<char[]>(bytes)).get();
  }
  if (kPieceBytes - filled_ < bytes) {
    if (pieces_used_ == pieces_.size()) {
      pieces_.push_back(std::make_unique<char[]>(kPieceBytes));
    }
    ++pieces_used_;
    filled_ = 0;
  }
  char* const at = pieces_[pieces_used_ - 1].get() + filled_;
  filled_ += bytes;
  return at;
}

RowHeap::Head RowHeap::head_of(const Entry& entry) {
  Head head;
  std::memcpy(&head, entry.at, sizeof(head));
  return head;
}

bool RowHeap::is_before(const Entry& one, const Entry& other) {
  if (one.prefix != other.prefix) {
    return one.prefix < other.prefix;
  }
  const Head left = head_of(one);
  const Head right = head_of(other);
  const int order =
      std::string_view(one.at + sizeof(Head), left.key_size)
          .compare(std::string_view(other.at + sizeof(Head), right.key_size));
  return order != 0 ? order < 0 : left.number < right.number;
}

void RowHeap::sort() {
  std::sort(entries_.begin(), entries_.end(), is_before);
}

void RowHeap::clear() {
  entries_.clear();
  large_.clear();
  pieces_used_ = 0;
  filled_ = kPieceBytes;
  used_ = 0;
}

KeyedRow RowHeap::row(std::size_t index) const {
  const Entry& entry = entries_[index];
  const Head head = head_of(entry);
  const char* const key = entry.at + sizeof(head);
  return {{key, head.key_size}, {key + head.key_size, head.row_size}};
}

RowSorter::RowSorter(const SortOptions& options)
    : key_(options.key),
      memory_bytes_(std::max(options.memory_bytes, kMemoryMin)) {}

Status RowSorter::add(const RowBatch& rows) {
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    key_octets_.clear();
    row_octets_.clear();
    append_key(key_, rows, row, key_octets_);
    encode_row(rows, row, row_octets_);
    heap_.add(key_octets_, row_octets_);
  }
  added_ += rows.rows();
  return spill_when_full();
}

Status RowSorter::add(std::string_view key, std::string_view row) {
  heap_.add(key, row);
  ++added_;
  return spill_when_full();
}

Status RowSorter::spill_when_full() {
  const std::size_t most = memory_bytes_ - memory_bytes_ / kReadShare;
  if (heap_.bytes() < most || failed_) {
    return {};
  }
  Status spilled = spill();
  failed_ = !spilled.ok();
  return spilled;
}

// The rows stay in memory when they cannot be written.
Status RowSorter::spill() {
  if (scratch_ == nullptr) {
    scratch_ = std::make_unique<ScratchFile>("the rows to be sorted",
                                             ErrorCode::kOutput);
  }
  heap_.sort();
  RunFile run(*scratch_);
  Status status = write_run(*memory_run(heap_), run);
  if (status.ok()) {
    places_.push_back({run.begin(), run.size()});
    heap_.clear();
  }
  return status;
}

RowSorter::Runs RowSorter::open_runs(std::size_t first,
                                     std::size_t count) const {
  const std::size_t buffer = std::clamp(memory_bytes_ / kReadShare / count,
                                        kReadBytesMin, kReadBytesMax);
  Runs runs;
  for (const Place& place : std::span(places_).subspan(first, count)) {
    runs.push_back(file_run({*scratch_, place.at, place.size}, buffer));
  }
  return runs;
}

// Makes fewer and longer runs in a file of their own, until as many are left as
// can be read at once.
Status RowSorter::merge_some() {
  const std::size_t at_once =
      std::max(memory_bytes_ / kReadShare / kReadBytesMin, kRunsAtOnceMin);
  while (places_.size() > at_once) {
    auto merged = std::make_unique<ScratchFile>("the rows to be sorted",
                                                ErrorCode::kOutput);
    std::vector<Place> places;
    for (std::size_t first = 0; first < places_.size(); first += at_once) {
      const std::size_t count = std::min(at_once, places_.size() - first);
      RunFile run(*merged);
      Status written = write_run(*merged_run(open_runs(first, count)), run);
      if (!written.ok()) {
        return written;
      }
      places.push_back({run.begin(), run.size()});
    }
    places_ = std::move(places);
    scratch_ = std::move(merged);
  }
  return {};
}

std::unique_ptr<SortedRun> RowSorter::finish() {
  // Where nothing can be written, all are read at once, whatever that takes.
  if (!failed_) {
    static_cast<void>(merge_some());
  }
  heap_.sort();
  if (places_.empty()) {
    return counted_run(memory_run(heap_), added_);
  }
  Runs runs = open_runs(0, places_.size());
  runs.push_back(memory_run(heap_));
  return counted_run(merged_run(std::move(runs)), added_);
}

}  // namespace mxsweep::io

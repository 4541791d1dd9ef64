// RowSorter: takes rows in any order and gives them back in the order of their
// keys; equal ones in the order in which they came. Memory is bounded: what
// does not fit goes as sorted runs to a scratch file, and in the end the runs
// are merged. Rows are octets by then (row_codec.h). Errors are
// ErrorCode::kOutput. One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "io/base/result.h"
#include "io/file/scratch_file.h"
#include "io/table/row_batch.h"
#include "io/table/sort/row_key.h"

namespace mxsweep::io {

// A row with its key; ends with the next one.
struct KeyedRow {
  std::string_view key;
  std::string_view row;
};

// Rows that are in order.
class SortedRun {
 public:
  SortedRun() = default;
  SortedRun(const SortedRun&) = delete;
  SortedRun& operator=(const SortedRun&) = delete;
  virtual ~SortedRun() = default;

  // Moves on to the next row; false when there is none.
  [[nodiscard]] virtual Result<bool> next() = 0;

  // REQUIRES: next() said true
  [[nodiscard]] const KeyedRow& at() const { return at_; }

 protected:
  KeyedRow at_;
};

// Rows in memory, in pieces, so that none of them moves.
class RowHeap {
 public:
  void add(std::string_view key, std::string_view row);
  void sort();
  void clear();

  [[nodiscard]] std::size_t size() const { return entries_.size(); }

  [[nodiscard]] KeyedRow row(std::size_t index) const;

  // In use and kept for use.
  [[nodiscard]] std::size_t bytes() const {
    return used_ + entries_.capacity() * sizeof(Entry);
  }

 private:
  static constexpr std::size_t kPieceBytes = std::size_t{1} << 20U;

  // In front of a key and a row.
  struct Head {
    std::uint32_t number = 0;  // as they came
    std::uint32_t key_size = 0;
    std::uint32_t row_size = 0;
  };

  // The beginning of a key as a number tells most rows apart.
  struct Entry {
    std::uint64_t prefix = 0;
    const char* at = nullptr;  // of its head
  };

  [[nodiscard]] static Head head_of(const Entry& entry);
  [[nodiscard]] static bool is_before(const Entry& one, const Entry& other);
  [[nodiscard]] char* room(std::size_t bytes);

  std::vector<std::unique_ptr<char[]>> pieces_;  // of kPieceBytes
  std::vector<std::unique_ptr<char[]>> large_;   // for one row each
  std::size_t pieces_used_ = 0;
  std::size_t filled_ = kPieceBytes;  // of the last one in use
  std::size_t used_ = 0;
  std::vector<Entry> entries_;
};

struct SortOptions {
  RowKey key;
  std::size_t memory_bytes = 0;  // at least some 2 MiB are taken
};

class RowSorter {
 public:
  explicit RowSorter(const SortOptions& options);

  // All rows of the batch are taken, also when there is an error: then no more
  // can be kept, but finish() gives back those that were.
  [[nodiscard]] Status add(const RowBatch& rows);

  // A row that was made elsewhere, as octets of the caller's own.
  [[nodiscard]] Status add(std::string_view key, std::string_view row);

  // No more are added. What was added, in order; borrows from the sorter.
  [[nodiscard]] std::unique_ptr<SortedRun> finish();

 private:
  // Where a run stands in the scratch file.
  struct Place {
    std::uint64_t at = 0;
    std::uint64_t size = 0;
  };

  using Runs = std::vector<std::unique_ptr<SortedRun>>;

  [[nodiscard]] Status spill_when_full();
  [[nodiscard]] Status spill();
  [[nodiscard]] Status merge_some();
  [[nodiscard]] Runs open_runs(std::size_t first, std::size_t count) const;

  const RowKey key_;
  const std::size_t memory_bytes_;
  RowHeap heap_;
  std::vector<Place> places_;
  std::unique_ptr<ScratchFile> scratch_;
  std::uint64_t added_ = 0;  // rows
  bool failed_ = false;
  std::string key_octets_;
  std::string row_octets_;
};

}  // namespace mxsweep::io

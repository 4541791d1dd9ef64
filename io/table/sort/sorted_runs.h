// The kinds of SortedRun, for RowSorter: of rows in memory, of a part of a
// scratch file, of several runs that are merged; and RunFile, which writes one.
// All borrow where the rows lie. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "io/base/result.h"
#include "io/file/scratch_file.h"
#include "io/table/sort/row_sorter.h"

namespace mxsweep::io {

// REQUIRES: the heap is sorted
[[nodiscard]] std::unique_ptr<SortedRun> memory_run(const RowHeap& heap);

// Reads `size` octets from `at` on, in pieces of about `buffer_bytes`.
struct FilePart {
  const ScratchFile& file;
  std::uint64_t at = 0;
  std::uint64_t size = 0;
};

[[nodiscard]] std::unique_ptr<SortedRun> file_run(const FilePart& part,
                                                  std::size_t buffer_bytes);

// Of equal rows those of the earlier run come first.
[[nodiscard]] std::unique_ptr<SortedRun> merged_run(
    std::vector<std::unique_ptr<SortedRun>> runs);

// A run that fails at its end (kInternal) unless it had so many rows: none is
// lost and none is there twice.
[[nodiscard]] std::unique_ptr<SortedRun> counted_run(
    std::unique_ptr<SortedRun> run, std::uint64_t rows);

// Writes one run, row by row, as file_run() reads it.
class RunFile {
 public:
  explicit RunFile(ScratchFile& file) : file_(file) {}

  [[nodiscard]] Status add(const KeyedRow& row);

  // Writes what is left. No add() afterwards.
  [[nodiscard]] Status finish();

  // Where the run begins, and its octets. After finish().
  [[nodiscard]] std::uint64_t begin() const { return begin_; }

  [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
  ScratchFile& file_;
  std::string buffer_;
  std::uint64_t begin_ = 0;
  std::uint64_t size_ = 0;
};

}  // namespace mxsweep::io

// ListReader: a list of names as somebody has it, whatever its format, read
// cell by cell; one kind for each format (scanner/list). CellSink: who takes
// the cells, NameReader. The reader pushes, so that a parser which cannot be
// interrupted fits. Calls across the two are for hundreds of cells at a time.
// Reader thread only.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "io/base/result.h"
#include "io/file/line_reader.h"

#include "scanner/input/cell.h"

namespace mxsweep {

inline constexpr std::string_view kLineTooLong =
    "line longer than 65,536 bytes";

// What one record of a list says; views end with the call that hands it over.
struct Cell {
  std::string_view text;
  std::optional<std::int64_t> rank;
  // Why there is no cell that could be read; `text` is not shown then. Empty
  // for nearly all.
  std::string_view problem;
  // Further columns that go into the table as they are, as io::packed_text()
  // reads them; empty: all are missing.
  std::string_view passed{};
};

class CellSink {
 public:
  CellSink() = default;
  CellSink(const CellSink&) = delete;
  CellSink& operator=(const CellSink&) = delete;
  virtual ~CellSink() = default;

  // Each returns false when nothing more is wanted.
  [[nodiscard]] virtual bool take_cells(std::span<const Cell> cells) = 0;
  // Whole lines of a plain list, which may be comments or blank.
  [[nodiscard]] virtual bool take_lines(std::span<const io::Line> lines) = 0;

  // The next cells are not there yet: the sink passes on at once what it has.
  virtual void pause() = 0;
};

// How reading ended.
enum class ListEnd : std::uint8_t {
  kEnd,      // of the list, or the sink wanted no more
  kStopped,  // by the stop flag of the run
};

// What a list has and the run does not, for the summary.
struct ListOmissions {
  std::uint64_t repeats = 0;   // rows with the name of the row before them
  std::uint64_t includes = 0;  // further files that a zone file names
  // Directives for many records at once that are too many or not understood.
  std::uint64_t generators = 0;
};

class ListReader {
 public:
  ListReader() = default;
  ListReader(const ListReader&) = delete;
  ListReader& operator=(const ListReader&) = delete;
  virtual ~ListReader() = default;

  // Everything, once. Errors are kInput and say where it cannot go on; what
  // came before was handed over.
  [[nodiscard]] virtual io::Result<ListEnd> read_all(CellSink& sink) = 0;

  // Of what was read. When nobody reads any more.
  [[nodiscard]] virtual ListOmissions omissions() const { return {}; }

  // Passed values that were too long and cut. After read_all().
  [[nodiscard]] virtual std::uint64_t values_cut() const { return 0; }

  // For whoever makes names of its cells.
  [[nodiscard]] SingleLabels single_labels() const { return single_labels_; }

  void ask_single_labels(SingleLabels which) { single_labels_ = which; }

 private:
  SingleLabels single_labels_ = SingleLabels::kAll;
};

}  // namespace mxsweep

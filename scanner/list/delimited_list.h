// DelimitedList: reads the column of a delimited list that holds the names.
// Cells are views into the lines wherever that is possible. Reader thread only.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "scanner/input/line_list.h"
#include "scanner/list/passed_cells.h"
#include "scanner/list/record_splitter.h"
#include "scanner/list/repeat_filter.h"

namespace mxsweep {

struct DelimitedPlan {
  Dialect dialect;
  std::size_t column = 0;
  std::optional<std::size_t> rank_column;
  std::size_t skipped = 0;            // records up to the header, with it
  std::string header;                 // what it has above the column
  bool skip_repeats = false;          // of a cell that equals the one before
  std::vector<std::size_t> passed{};  // columns that are handed on
  // The column that says what the value is (value_kinds.h).
  std::optional<std::size_t> kinds{};
};

class DelimitedList final : public LineList {
 public:
  DelimitedList(io::LineReader& lines, const DelimitedPlan& plan)
      : LineList(lines),
        plan_(plan),
        splitter_(plan.dialect),
        to_skip_(plan.skipped) {}

  [[nodiscard]] ListOmissions omissions() const override {
    return {.repeats = repeats_.count(), .includes = 0, .generators = 0};
  }

  [[nodiscard]] std::uint64_t values_cut() const override {
    return passed_.cut();
  }

 private:
  [[nodiscard]] bool take(std::span<const io::Line> lines,
                          CellSink& sink) override;
  void finish(CellSink& sink) override;

  [[nodiscard]] bool take_fast(std::string_view line);
  void take_fields(std::span<const std::string_view> fields, bool in_line);
  [[nodiscard]] std::string_view problem_of(
      std::string_view cell, std::span<const std::string_view> fields) const;
  void add(std::string_view cell, std::optional<std::int64_t> rank);
  void add_one(std::string_view cell, std::optional<std::int64_t> rank);
  void pack(std::span<const std::string_view> fields);
  [[nodiscard]] bool flush(CellSink& sink);

  const DelimitedPlan plan_;
  RecordSplitter splitter_;
  std::size_t to_skip_;
  RepeatFilter repeats_;  // where they are skipped
  std::vector<Cell> cells_;
  PassedCells passed_;
  std::deque<std::string> kept_;  // texts of cells that stand in no line
};

// Nothing on the line that would be a record: blank, a comment by #, sep=;, a
// border of a drawn table.
[[nodiscard]] bool is_no_record(std::string_view line);

}  // namespace mxsweep

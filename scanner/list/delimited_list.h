// DelimitedList: reads the column of a delimited list that holds the names.
// Cells are views into the lines wherever that is possible. Reader thread only.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "scanner/input/line_list.h"
#include "scanner/list/record_splitter.h"

namespace mxsweep {

struct DelimitedPlan {
  Dialect dialect;
  std::size_t column = 0;
  std::optional<std::size_t> rank_column;
  std::size_t skipped = 0;    // records up to the header, with it
  std::string header;         // what it has above the column
  bool skip_repeats = false;  // of a cell that equals the one before
};

class DelimitedList final : public LineList {
 public:
  DelimitedList(io::LineReader& lines, const DelimitedPlan& plan)
      : LineList(lines),
        plan_(plan),
        splitter_(plan.dialect),
        to_skip_(plan.skipped) {}

 private:
  [[nodiscard]] bool take(std::span<const io::Line> lines,
                          CellSink& sink) override;
  void finish(CellSink& sink) override;

  [[nodiscard]] bool take_fast(std::string_view line);
  void take_fields(std::span<const std::string_view> fields, bool in_line);
  void add(std::string_view cell, std::optional<std::int64_t> rank);
  [[nodiscard]] bool flush(CellSink& sink);

  const DelimitedPlan plan_;
  RecordSplitter splitter_;
  std::size_t to_skip_;
  std::string last_;  // cell, where repeats are skipped
  std::vector<Cell> cells_;
  std::deque<std::string> kept_;  // texts of cells that stand in no line
};

// Nothing on the line that would be a record: blank, a comment by #, sep=;.
[[nodiscard]] bool is_no_record(std::string_view line);

}  // namespace mxsweep

#include "scanner/input/list_record.h"

namespace mxsweep {

LineKind read_record(const io::Line& line, const InputOptions& options,
                     InputRecord& out) {
  if (parse_input_line(line.text, options, out) == LineKind::kNothing) {
    return LineKind::kNothing;
  }
  if (line.cut && out.error.empty()) {
    out.error = kLineTooLong;
    if (out.input.empty()) {  // it was equal to the name
      append_text(out.name.view(), out.input);
    }
    out.name.clear();
  }
  return LineKind::kRecord;
}

void read_record(const Cell& cell, const InputOptions& options,
                 InputRecord& out) {
  out.rank = cell.rank;
  if (cell.problem.empty()) {
    parse_cell(cell.text, options, out);
    return;
  }
  out.name.clear();
  out.input.clear();
  out.error.assign(cell.problem);
}

}  // namespace mxsweep

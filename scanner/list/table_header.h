// The header of a table: which of its first records is one, as words, kinds of
// cells and what stands below tell. Main thread, before the run.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/list/table_sample.h"

namespace mxsweep {

// The number of the record that is the header; 0: there is none. REQUIRES: a
// record, and `columns` of those behind the first one.
[[nodiscard]] std::size_t find_header(const TableSample& table);

// A header that is a comment: the one that says so by its first word ("#fields"
// of Zeek's logs, "#Fields:" of W3C's), or else the last one.
class CommentHeader {
 public:
  // REQUIRES: a line before the first record, trimmed
  void look_at(std::string_view line, const Dialect& dialect);

  [[nodiscard]] std::vector<std::string> take() { return std::move(fields_); }

 private:
  std::vector<std::string> fields_;
  bool says_so_ = false;
};

}  // namespace mxsweep

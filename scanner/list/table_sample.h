// TableSample: the sample of a list taken apart by one dialect, its header and
// the column that holds the names. Main thread, before the run.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/list/column_stats.h"
#include "scanner/list/delimited_list.h"
#include "scanner/list/list_format.h"

namespace mxsweep {

struct TableSample {
  Dialect dialect;
  std::vector<std::vector<std::string>> records;
  std::vector<std::string> comment;  // fields of the last one before them
  std::vector<SampleColumn> columns;
  std::size_t header = 0;  // number of the record that is one; 0: none
};

// The dialects in which most lines have two fields or more, the likeliest
// first; among them never the one of blanks.
[[nodiscard]] std::vector<Dialect> dialects_of(const ListSample& sample);

// By one separator; `fields` is set to what most records have.
[[nodiscard]] Dialect dialect_by(const ListSample& sample, char separator);
[[nodiscard]] Dialect dialect_by_blanks(const ListSample& sample);

// "comma", "semicolon", "tab", "pipe", "blank"
[[nodiscard]] std::string_view separator_name(const Dialect& dialect);

[[nodiscard]] TableSample take_apart(const ListSample& sample,
                                     const Dialect& dialect, HeaderWish header);

// What is to be read, or why nothing is. `found` false: no column holds names,
// and another way of reading may be right.
struct TableChoice {
  bool found = false;
  bool rivals = false;
  DelimitedPlan plan;
  std::string text;  // announcement or refusal
};

[[nodiscard]] TableChoice choose(const TableSample& table,
                                 const ListWishes& wishes);

}  // namespace mxsweep

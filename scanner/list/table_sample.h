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
#include "scanner/list/dialects.h"
#include "scanner/list/list_format.h"

namespace mxsweep {

struct TableSample {
  Dialect dialect;
  std::vector<std::vector<std::string>> records;
  std::vector<std::string> comment;  // fields of the one that may be a header
  std::vector<SampleColumn> columns;
  std::size_t header = 0;  // number of the record that is one; 0: none
  // The column that says what the value of each row is (value_kinds.h), where
  // some are said to be names.
  std::optional<std::size_t> kinds{};
};

[[nodiscard]] TableSample take_apart(const ListSample& sample,
                                     const Dialect& dialect, HeaderWish header);

// What is to be read, or why nothing is. `found` false: no column holds names,
// and another way of reading may be right.
struct TableChoice {
  bool found = false;
  bool rivals = false;
  DelimitedPlan plan;
  std::vector<std::string> passed;  // see ListVerdict
  std::string text;                 // announcement or refusal
  SingleLabels single_labels = SingleLabels::kAll;
  // By which one way of reading is better than another.
  bool steady = false;     // nearly all records have as many fields
  bool named = false;      // the header says that the column holds names
  bool headed = false;     // there is a header
  std::size_t names = 0;   // in all columns of the sample
  std::size_t usable = 0;  // of these in the column
};

[[nodiscard]] TableChoice choose(const TableSample& table,
                                 const ListWishes& wishes);

// By the separator that makes steady columns with most names: one that stands
// inside of links or of people's names makes neither. Without a text where no
// separator will do.
[[nodiscard]] TableChoice choose_table(const ListSample& sample,
                                       const ListWishes& wishes);

// What is said of a column, from 1, of names as crawls have them.
[[nodiscard]] std::string turn_round(std::size_t column);

}  // namespace mxsweep

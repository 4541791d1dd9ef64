// What the tables of a report are made with. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "scanner/results/report_document.h"

namespace mxsweep {

// A name, and how many there are.
using CountedRow = std::pair<std::string, std::uint64_t>;

// 0 of nothing.
[[nodiscard]] inline Share share(std::uint64_t part, std::uint64_t all) {
  return {all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all)};
}

// The table with these rows, their counts and shares; without those of which
// there are none.
[[nodiscard]] ReportTable counted(ReportTable table,
                                  const std::vector<CountedRow>& rows);

template <class Labels, class Counts>
[[nodiscard]] std::vector<CountedRow> labelled(const Labels& labels,
                                               const Counts& counts) {
  std::vector<CountedRow> rows;
  for (std::size_t index = 0; index < counts.size(); ++index) {
    rows.emplace_back(labels[index], counts[index]);
  }
  return rows;
}

// Of ranges by their names.
template <class Ranges, class Counts>
[[nodiscard]] std::vector<CountedRow> in_ranges(const Ranges& ranges,
                                                const Counts& counts) {
  std::vector<CountedRow> rows;
  for (std::size_t index = 0; index < counts.size(); ++index) {
    rows.emplace_back(ranges[index].name, counts[index]);
  }
  return rows;
}

}  // namespace mxsweep

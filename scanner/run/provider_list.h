// ProviderList: tables of mail operators as they are written: CSV whose first
// line names the columns. `suffix`, `operator` and `category` must be among
// them, `country` may be, others are for people. datasets/providers.csv is one,
// and is part of the program. One thread.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/mail/operator_table.h"

namespace mxsweep {

class ProviderList {
 public:
  // The rules of its rows begin with `origin`. The table outlives the list.
  ProviderList(std::string_view origin, OperatorTable& table)
      : origin_(origin), table_(table) {}

  // Takes the next line; empty ones and those that # begins mean nothing. What
  // is wrong with it, else nothing. REQUIRES: no line end
  [[nodiscard]] std::string add_line(std::string_view line);

 private:
  static constexpr std::array<std::string_view, 4> kColumns = {
      "suffix", "operator", "category", "country"};
  static constexpr std::size_t kNeeded = 3;

  [[nodiscard]] std::string take_head(std::string_view line);
  [[nodiscard]] std::string field(std::size_t column) const;

  std::string origin_;
  OperatorTable& table_;
  std::size_t columns_ = 0;  // of the first line; 0: it is yet to come
  std::array<std::optional<std::size_t>, kColumns.size()> places_{};
  std::vector<std::string_view> fields_;  // of the line at hand
};

// Adds the program's own. Rows that are there already stay.
void add_known_providers(OperatorTable& table);

}  // namespace mxsweep

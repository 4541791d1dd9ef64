#include "scanner/run/provider_list.h"

#include <algorithm>

#include "io/base/ascii.h"
#include "io/base/check.h"
#include "io/base/utf8.h"

#include "scanner/list/record_splitter.h"
#include "scanner/run/providers_csv.h"

namespace mxsweep {
namespace {

constexpr std::string_view kBlanks = " \t\r";

// What else holds fields apart where a line has no comma.
std::string_view other_separator(std::string_view line) {
  if (line.find(',') != std::string_view::npos) {
    return {};
  }
  return line.find(';') != std::string_view::npos    ? "semicolons"
         : line.find('\t') != std::string_view::npos ? "tabs"
                                                     : "";
}

}  // namespace

std::string ProviderList::add_line(std::string_view line) {
  line = io::trimmed(io::without_byte_order_marks(line), kBlanks);
  if (line.empty() || line.front() == '#') {
    return {};
  }
  const SplitLine split = split_line(line, Dialect{}, true, fields_);
  if (split.open || split.torn) {
    return "a quote that is not closed at the end of its field";
  }
  if (columns_ == 0) {
    return take_head(line);
  }
  if (split.count > columns_) {
    return std::to_string(split.count) + " fields, where the first line has " +
           std::to_string(columns_) + ": quote a field that holds a comma";
  }
  std::array<std::string, kColumns.size()> cells;
  for (std::size_t column = 0; column < cells.size(); ++column) {
    cells[column] = field(column);
  }
  return table_.add({cells[0], cells[1], cells[2], cells[3]}, origin_);
}

std::string ProviderList::take_head(std::string_view line) {
  if (const std::string_view other = other_separator(line); !other.empty()) {
    return "fields are separated by commas, not by " + std::string(other);
  }
  for (std::size_t column = 0; column < kColumns.size(); ++column) {
    const auto is_its_name = [column](std::string_view name) {
      return io::trimmed(name, kBlanks) == kColumns[column];
    };
    if (std::count_if(fields_.begin(), fields_.end(), is_its_name) > 1) {
      return "two columns '" + std::string(kColumns[column]) + "'";
    }
    const auto found =
        std::find_if(fields_.begin(), fields_.end(), is_its_name);
    if (found != fields_.end()) {
      places_[column] = static_cast<std::size_t>(found - fields_.begin());
    } else if (column < kNeeded) {
      return "no column '" + std::string(kColumns[column]) +
             "'; the first line names the columns: "
             "suffix,operator,category,country";
    }
  }
  columns_ = fields_.size();
  return {};
}

std::string ProviderList::field(std::size_t column) const {
  const std::optional<std::size_t> place = places_[column];
  return place.has_value() && *place < fields_.size()
             ? undoubled(io::trimmed(fields_[*place], kBlanks))
             : std::string();
}

void add_known_providers(OperatorTable& table) {
  ProviderList known("suffix", table);
  std::string_view rest = kProvidersCsv;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string problem = known.add_line(rest.substr(0, end));
    MXSWEEP_CHECK(problem.empty());
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

}  // namespace mxsweep

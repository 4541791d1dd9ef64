#include "scanner/list/delimited_list.h"

#include <algorithm>
#include <cstring>

#include "io/base/ascii.h"

#include "scanner/input/cell.h"
#include "scanner/list/cell_look.h"
#include "scanner/list/fixed_width.h"
#include "scanner/list/value_kinds.h"

namespace mxsweep {
namespace {

// The field at `index` of a line without quotes; nothing: there are fewer.
std::optional<std::string_view> plain_field(std::string_view line,
                                            char separator, std::size_t index) {
  const char* at = line.data();
  const char* const end = at + line.size();
  for (std::size_t i = 0;; ++i) {
    const auto left = static_cast<std::size_t>(end - at);
    const auto* stop =
        static_cast<const char*>(std::memchr(at, separator, left));
    if (i == index) {
      const char* const to = stop == nullptr ? end : stop;
      return std::string_view(at, static_cast<std::size_t>(to - at));
    }
    if (stop == nullptr) {
      return std::nullopt;
    }
    at = stop + 1;
  }
}

std::string_view without_cr(std::string_view line) {
  return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

}  // namespace

namespace {

// "+-----+----+", "|---|:--|", "----+----", "==== ====": drawn around tables by
// databases, in Markdown and its kin; "{| class=x", "|-" and "|}" in MediaWiki.
bool is_border(std::string_view line) {
  if (line == "|-" || line == "|}" || line.starts_with("{|") ||
      line.starts_with("|+ ")) {
    return true;
  }
  constexpr std::string_view kDrawn = "+-=|: ";
  return kDrawn.find(line.front()) != std::string_view::npos &&
         (line.find("--") != std::string_view::npos ||
          line.find("==") != std::string_view::npos) &&
         line.find_first_not_of(kDrawn) == std::string_view::npos;
}

// "(12 rows)", "(2 rows affected)", "12 rows in set (0.00 sec)", "2 rows
// selected.": what databases say below a table.
bool is_row_count(std::string_view line) {
  if (line.back() != ')' && line.back() != '.') {
    return false;  // as nearly all lines
  }
  const bool framed = line.front() == '(' && line.back() == ')';
  line.remove_prefix(line.front() == '(' ? 1 : 0);
  const std::size_t digits =
      std::min(line.find_first_not_of("0123456789"), line.size());
  line.remove_prefix(digits);
  const bool rows = line.starts_with(" rows") || line.starts_with(" row ");
  return digits != 0 && line.starts_with(' ') && (framed || rows) &&
         line.find_first_of(framed ? ",;|\t@." : ",;|\t") ==
             std::string_view::npos;
}

// "sep=;", which tells a spreadsheet what holds the fields apart.
bool is_separator_line(std::string_view line) {
  line.remove_prefix(line.starts_with('"') ? 1 : 0);
  return line.size() <= 6 && line.starts_with("sep=");
}

}  // namespace

bool is_no_record(std::string_view line) {
  line = trimmed(line);
  if (line.empty() || line.front() == '#') {
    return true;
  }
  const char first = line.front();
  if (first == '(' || io::is_ascii_digit(first)) {
    return is_row_count(line);
  }
  return first == 's' || first == '"' ? is_separator_line(line)
                                      : is_border(line);
}

// Most lines have no quote, and then only the fields that are wanted are
// looked for.
bool DelimitedList::take_fast(std::string_view line) {
  if (to_skip_ != 0 || plan_.dialect.blanks || plan_.dialect.wrapped ||
      plan_.dialect.wiki || !plan_.dialect.cuts.empty() ||
      !plan_.passed.empty() || plan_.kinds.has_value() ||
      line.find('"') != std::string_view::npos) {
    return false;
  }
  const char separator = plan_.dialect.separator;
  const auto cell = plain_field(line, separator, plan_.column);
  std::optional<std::int64_t> rank;
  if (plan_.rank_column.has_value()) {
    const auto field = plain_field(line, separator, *plan_.rank_column);
    rank = field.has_value() ? rank_of(trimmed(*field)) : std::nullopt;
  }
  add(trimmed(cell.value_or(std::string_view())), rank);
  return true;
}

// Of blanks, separators and what else is no part of a name: few comparisons,
// since all cells are looked at. A URL may hold blanks, semicolons and bars.
bool may_hold_several(std::string_view cell) {
  const bool parted = std::any_of(cell.begin(), cell.end(), [](char c) {
    const auto octet = static_cast<unsigned char>(c);
    return octet <= ',' || octet == ';' || octet == '|';
  });
  return parted && (cell.find_first_of(",\n") != std::string_view::npos ||
                    look_at(cell).kind == CellKind::kOther);
}

// Some cells of a column may hold several names, by commas, semicolons or
// blanks or, as those of a certificate, on lines: each is a record.
void DelimitedList::add(std::string_view cell,
                        std::optional<std::int64_t> rank) {
  if (!may_hold_several(cell) || names_in(cell) < 2) {
    add_one(cell, rank);
    return;
  }
  for (std::string_view name = next_of_several(cell); !name.empty();
       name = next_of_several(cell)) {
    add_one(name, rank);
  }
}

void DelimitedList::add_one(std::string_view cell,
                            std::optional<std::int64_t> rank) {
  if (!plan_.header.empty() && cell == plan_.header) {
    return;  // again: of another file that was put behind the first
  }
  if (plan_.skip_repeats && repeats_.is_repeat(cell, passed_.record())) {
    return;
  }
  if (!plan_.passed.empty()) {
    passed_.keep_record(cells_.size());
  }
  cells_.push_back({.text = cell, .rank = rank, .problem = {}});
}

// A field that is empty or missing has no value.
void DelimitedList::pack(std::span<const std::string_view> fields) {
  passed_.begin_record();
  for (const std::size_t column : plan_.passed) {
    const std::string_view field =
        column < fields.size() ? fields[column] : std::string_view();
    if (field.empty()) {
      passed_.add(std::nullopt);
    } else if (field.find("\"\"") != std::string_view::npos) {
      passed_.add(undoubled(field));
    } else {
      passed_.add(field);
    }
  }
}

// Why the cell is no name, whatever it looks like.
std::string_view DelimitedList::problem_of(
    std::string_view cell, std::span<const std::string_view> fields) const {
  if (plan_.kinds.has_value() && *plan_.kinds < fields.size() &&
      value_kind(fields[*plan_.kinds]) == ValueKind::kNoName) {
    return kTypedOtherwise;
  }
  return !plan_.dialect.cuts.empty() && is_cut_short(cell)
             ? "cut short by its table"
             : std::string_view();
}

void DelimitedList::take_fields(std::span<const std::string_view> fields,
                                bool in_line) {
  if (to_skip_ != 0) {
    --to_skip_;
    return;
  }
  std::string_view cell = plan_.column < fields.size()
                              ? without_stray_quote(fields[plan_.column])
                              : std::string_view();
  if (!in_line || cell.find("\"\"") != std::string_view::npos) {
    cell = kept_.emplace_back(undoubled(cell));
  }
  std::optional<std::int64_t> rank;
  if (plan_.rank_column.has_value() && *plan_.rank_column < fields.size()) {
    rank = rank_of(fields[*plan_.rank_column]);
  }
  if (!plan_.passed.empty()) {
    pack(fields);
  }
  const std::string_view problem = problem_of(cell, fields);
  if (problem.empty()) {
    add(cell, rank);
    return;
  }
  if (!plan_.passed.empty()) {
    passed_.keep_record(cells_.size());
  }
  cells_.push_back({.text = {}, .rank = rank, .problem = problem});
}

bool DelimitedList::take(std::span<const io::Line> lines, CellSink& sink) {
  const auto keep = [this](std::span<const std::string_view> fields,
                           bool in_line) { take_fields(fields, in_line); };
  for (const io::Line& line : lines) {
    const std::string_view text = without_cr(line.text);
    if (line.cut) {
      splitter_.finish(keep);
      cells_.push_back({.text = {}, .rank = {}, .problem = kLineTooLong});
    } else if (splitter_.is_between() && is_no_record(text)) {
      continue;
    } else if (!splitter_.is_between() || !take_fast(text)) {
      splitter_.add(text, keep);
    }
  }
  return flush(sink);
}

void DelimitedList::finish(CellSink& sink) {
  splitter_.finish([this](std::span<const std::string_view> fields,
                          bool in_line) { take_fields(fields, in_line); });
  (void)flush(sink);
}

bool DelimitedList::flush(CellSink& sink) {
  passed_.give_to(cells_);
  const bool more = cells_.empty() || sink.take_cells(cells_);
  passed_.clear();
  cells_.clear();
  kept_.clear();
  return more;
}

}  // namespace mxsweep

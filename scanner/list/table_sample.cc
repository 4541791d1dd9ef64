#include "scanner/list/table_sample.h"

#include <algorithm>
#include <map>

#include "io/base/number_text.h"

#include "scanner/input/cell.h"

namespace mxsweep {
namespace {

constexpr std::string_view kSeparators = ";\t|,";
constexpr double kEvenShare = 0.8;  // of records with about as many fields

struct FieldCounts {
  std::size_t records = 0;
  std::size_t mode = 0;  // fields of most
  std::size_t near = 0;  // records with so many, give or take two
};

FieldCounts count_fields(const ListSample& sample, const Dialect& dialect) {
  std::map<std::size_t, std::size_t> counts;
  FieldCounts out;
  RecordSplitter splitter(dialect);
  const auto count = [&](std::span<const std::string_view> fields, bool) {
    ++out.records;
    ++counts[fields.size()];
  };
  for (const std::string_view line : sample.lines) {
    if (!splitter.is_between() || !is_no_record(line)) {
      splitter.add(line, count);
    }
  }
  splitter.finish(count);
  std::size_t most = 0;
  for (const auto& [fields, records] : counts) {
    // Of equal ones the greater: a head of few fields is no rule.
    out.mode = records >= most ? fields : out.mode;
    most = std::max(most, records);
  }
  for (const auto& [fields, records] : counts) {
    const bool near =
        fields >= 2 && fields + 2 >= out.mode && fields <= out.mode + 2;
    out.near += near ? records : 0;
  }
  return out;
}

// A record over lines is one only if it has as many fields as most have, which
// the lines without open quotes tell first.
FieldCounts count_records(const ListSample& sample, Dialect& dialect) {
  dialect.fields = 0;
  dialect.fields = count_fields(sample, dialect).mode;
  return count_fields(sample, dialect);
}

bool is_even(const FieldCounts& counts) {
  return counts.mode >= 2 &&
         static_cast<double>(counts.near) >=
             kEvenShare * static_cast<double>(counts.records);
}

bool is_wrapped(const ListSample& sample) {
  std::size_t lines = 0;
  std::size_t wrapped = 0;
  std::vector<std::string_view> fields;
  for (const std::string_view line : sample.lines) {
    const std::string_view text = trimmed(line);
    if (is_no_record(text)) {
      continue;
    }
    const SplitLine split = split_line(text, {}, true, fields);
    ++lines;
    wrapped += !split.open && split.count == 1 && text.front() == '"' &&
                       text.find(',') != std::string_view::npos
                   ? 1
                   : 0;
  }
  return lines != 0 && 5 * wrapped >= 4 * lines;
}

// A link, an address or a mail address is in no header.
bool is_data(CellKind kind) {
  return kind == CellKind::kUrl || kind == CellKind::kMail ||
         kind == CellKind::kAddress;
}

bool has_digit(std::string_view text) {
  return text.find_first_of("0123456789") != std::string_view::npos;
}

struct HeaderSigns {
  int names = 0;   // words for what is asked or its rank
  int others = 0;  // further words that tables have
  bool data = false;
  bool differs = false;  // from its column, in kind
  bool word_like = true;
  bool name_among_names = false;
};

bool is_of_names(const ColumnStats& stats) {
  return stats.filled() != 0 && stats.share() >= 0.5;
}

bool is_of_numbers(const ColumnStats& stats) {
  return stats.filled() != 0 && 5 * stats.numbers() >= 4 * stats.filled();
}

void look_at_word(std::string_view cell, HeaderSigns& signs) {
  const HeaderRole role = header_word(cell).role;
  if (role == HeaderRole::kOther) {
    ++signs.others;
  } else if (role != HeaderRole::kNone) {
    ++signs.names;
  }
}

void look_at_header(std::string_view cell, const ColumnStats& below,
                    HeaderSigns& signs) {
  const CellKind kind = look_at(cell).kind;
  if (kind == CellKind::kEmpty) {
    return;
  }
  signs.data |= is_data(kind);
  if (is_usable(kind)) {
    signs.name_among_names |= is_of_names(below);
  } else {
    look_at_word(cell, signs);
    signs.differs |= is_of_names(below) && kind == CellKind::kOther;
  }
  signs.differs |= is_of_numbers(below) && kind != CellKind::kNumber;
  signs.word_like &= kind != CellKind::kNumber && !has_digit(cell);
}

std::vector<SampleColumn> stats_of(const TableSample& table,
                                   std::size_t first) {
  std::vector<SampleColumn> columns;
  for (std::size_t i = first; i < table.records.size(); ++i) {
    const std::vector<std::string>& record = table.records[i];
    if (columns.size() < record.size()) {
      columns.resize(record.size());
    }
    for (std::size_t field = 0; field < record.size(); ++field) {
      columns[field].stats.add(record[field]);
    }
  }
  return columns;
}

HeaderSigns signs_of(const std::vector<std::string>& record,
                     const std::vector<SampleColumn>& below) {
  HeaderSigns signs;
  const SampleColumn none;
  for (std::size_t i = 0; i < record.size(); ++i) {
    look_at_header(record[i], i < below.size() ? below[i].stats : none.stats,
                   signs);
  }
  return signs;
}

bool is_header(const HeaderSigns& signs, bool any_below) {
  if (signs.data) {
    return false;
  }
  const bool differs = any_below && signs.differs && signs.word_like;
  if (signs.name_among_names) {  // "ort.name": only where another column tells
    return differs;
  }
  return signs.names > 0 || signs.others > 1 || differs;
}

// Behind a title: with two words at least that are known.
bool is_late_header(const HeaderSigns& signs) {
  return !signs.data && !signs.name_among_names && signs.names > 0 &&
         signs.names + signs.others > 1;
}

// The number of the record that is the header; 0: there is none.
std::size_t find_header(const TableSample& table) {
  constexpr std::size_t kTitleRecords = 10;
  const bool several = table.records.size() > 1;
  const std::size_t count = std::min(kTitleRecords, table.records.size());
  for (std::size_t i = 0; i < count; ++i) {
    if (is_late_header(signs_of(table.records[i], table.columns))) {
      return i + 1;
    }
  }
  return is_header(signs_of(table.records.front(), table.columns), several) ? 1
                                                                            : 0;
}

// What is no known word may be somebody's name, taken for a header.
bool is_shown_header(std::string_view name) {
  return header_word(name).whole &&
         name.find_first_of("{}\"'@<>=,;|") == std::string_view::npos;
}

std::string column_text(const TableSample& table, std::size_t column) {
  std::string text = "column " + std::to_string(column + 1);
  if (is_shown_header(table.columns[column].name)) {
    text += ' ';
    text += shown_word(table.columns[column].name);
  }
  return text;
}

// 0 when it has no such column.
std::size_t wanted_column(const TableSample& table, std::string_view wish) {
  const std::optional<std::int64_t> number = rank_of(wish);
  if (number.has_value() &&
      wish.find_first_not_of("0123456789") == std::string_view::npos) {
    return *number <= static_cast<std::int64_t>(table.columns.size())
               ? static_cast<std::size_t>(*number)
               : 0;
  }
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].name == wish) {
      return i + 1;
    }
  }
  const std::string bare = bare_word(wish);
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (!bare.empty() && bare_word(table.columns[i].name) == bare) {
      return i + 1;
    }
  }
  return 0;
}

bool has_column(const TableSample& table, std::string_view name) {
  return std::any_of(
      table.columns.begin(), table.columns.end(),
      [name](const SampleColumn& column) { return column.name == name; });
}

std::size_t data_rows(const TableSample& table) {
  return table.records.size() - table.header;
}

// In a column that says so, or one without a name that counts up; the only
// other column of a list is trusted to be a rank, as top lists have it.
std::optional<std::size_t> rank_column_of(const TableSample& table,
                                          std::size_t names) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const SampleColumn& one = table.columns[i];
    if (i != names && one.stats.numbers() != 0 &&
        header_word(one.name).role == HeaderRole::kRank) {
      return i;
    }
  }
  for (std::size_t i = 0; i < names; ++i) {
    const SampleColumn& one = table.columns[i];
    const bool only = table.columns.size() == 2 && !table.dialect.blanks &&
                      2 * one.stats.numbers() > one.stats.filled();
    if (one.name.empty() && (one.stats.counts_up() || only)) {
      return i;
    }
  }
  return std::nullopt;
}

std::string also_in(const TableSample& table,
                    const std::vector<std::size_t>& others) {
  constexpr std::size_t kShown = 4;
  std::string text;
  for (std::size_t i = 0; i < others.size() && i < kShown; ++i) {
    text += i == 0 ? "; names are also in " : ", ";
    text += column_text(table, others[i]);
  }
  text += others.size() > kShown ? ", ..." : "";
  return others.empty() ? text : text + " (--column N reads that)";
}

void finish_choice(const TableSample& table, std::size_t column,
                   const std::vector<std::size_t>& others, TableChoice& out) {
  const ColumnStats& stats = table.columns[column].stats;
  out.found = true;
  out.plan.dialect = table.dialect;
  out.plan.column = column;
  out.plan.rank_column = rank_column_of(table, column);
  out.plan.skipped = table.header;
  if (table.header != 0) {
    out.plan.header = table.columns[column].name;
  }
  // Rows that repeat their name: our own tables, answers of resolvers.
  out.plan.skip_repeats =
      (has_column(table, "domain") && has_column(table, "mail_kind")) ||
      (stats.filled() >= 5 && 5 * stats.repeats() >= stats.filled());
  out.text = column_text(table, column) + " of a " +
             std::string(separator_name(table.dialect)) + " list";
  out.text += table.header != 0 ? ", header skipped" : "";
  out.text += out.plan.skip_repeats ? ", repeated rows as one" : "";
  const std::size_t rows = data_rows(table);
  if (stats.usable() < rows) {
    out.text += ", " + io::with_commas(rows - stats.usable()) + " of " +
                io::with_commas(rows) + " rows without a name";
  }
  out.text += also_in(table, others);
}

std::string percent(double share) {
  return std::to_string(static_cast<int>(100 * share)) + " %";
}

std::string shape_text(const TableSample& table) {
  return std::to_string(table.dialect.fields) + " fields by " +
         std::string(separator_name(table.dialect));
}

void say_rivals(const TableSample& table,
                const std::vector<std::size_t>& rivals, TableChoice& out) {
  out.rivals = true;
  out.text = column_text(table, rivals[0]) + " and " +
             column_text(table, rivals[1]) + " of " + shape_text(table) +
             " both hold domain names; say which is meant with --column N";
}

void say_none(const TableSample& table, TableChoice& out) {
  const std::size_t best = nearest_column(table.columns);
  const ColumnStats& stats = table.columns[best].stats;
  const double share = stats.filled() == 0
                           ? 0.0
                           : static_cast<double>(stats.usable()) /
                                 static_cast<double>(stats.filled());
  out.text = "no column holds domain names: the lines have " +
             shape_text(table) + ", and of the best one, " +
             column_text(table, best) + ", " + percent(share) +
             " are names; --column N asks one all the same";
}

}  // namespace

std::string_view separator_name(const Dialect& dialect) {
  if (dialect.blanks) {
    return "blank-separated";
  }
  switch (dialect.separator) {
    case ';':
      return "semicolon";
    case '\t':
      return "tab";
    case '|':
      return "pipe";
    default:
      return "comma";
  }
}

Dialect dialect_by(const ListSample& sample, char separator) {
  Dialect dialect{.separator = separator};
  dialect.wrapped = separator == ',' && is_wrapped(sample);
  dialect.fields = count_records(sample, dialect).mode;
  return dialect;
}

Dialect dialect_by_blanks(const ListSample& sample) {
  Dialect dialect{.separator = ' ', .blanks = true};
  dialect.fields = count_records(sample, dialect).mode;
  return dialect;
}

std::vector<Dialect> dialects_of(const ListSample& sample) {
  if (!sample.lines.empty() && sample.lines.front().starts_with("sep=") &&
      sample.lines.front().size() == 5) {
    return {dialect_by(sample, sample.lines.front()[4])};
  }
  std::vector<std::pair<std::size_t, Dialect>> found;
  for (const char separator : kSeparators) {
    const Dialect dialect = dialect_by(sample, separator);
    const FieldCounts counts = count_fields(sample, dialect);
    if (is_even(counts)) {
      found.emplace_back(counts.mode, dialect);
    }
  }
  std::stable_sort(
      found.begin(), found.end(),
      [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<Dialect> dialects;
  dialects.reserve(found.size());
  for (const auto& [fields, dialect] : found) {
    dialects.push_back(dialect);
  }
  return dialects;
}

namespace {

void name_columns(TableSample& table) {
  if (table.header == 0 && table.comment.size() != table.dialect.fields) {
    return;
  }
  const std::vector<std::string>& names =
      table.header != 0 ? table.records[table.header - 1] : table.comment;
  table.columns.resize(std::max(table.columns.size(), names.size()));
  for (std::size_t i = 0; i < names.size(); ++i) {
    table.columns[i].name = names[i];
  }
}

}  // namespace

TableSample take_apart(const ListSample& sample, const Dialect& dialect,
                       HeaderWish header) {
  TableSample table;
  table.dialect = dialect;
  RecordSplitter splitter(dialect);
  const auto keep = [&table](std::span<const std::string_view> fields, bool) {
    table.records.emplace_back(fields.begin(), fields.end());
  };
  std::vector<std::string_view> fields;
  for (const std::string_view line : sample.lines) {
    if (!splitter.is_between() || !is_no_record(line)) {
      splitter.add(line, keep);
    } else if (table.records.empty() && trimmed(line).starts_with('#')) {
      split_line(trimmed(line).substr(1), dialect, true, fields);
      table.comment.assign(fields.begin(), fields.end());
    }
  }
  splitter.finish(keep);
  if (table.records.empty()) {
    return table;
  }
  table.columns = stats_of(table, table.records.size() > 1 ? 1 : 0);
  if (header == HeaderWish::kAuto) {
    table.header = find_header(table);
  } else {
    table.header = header == HeaderWish::kYes ? 1 : 0;
  }
  table.columns = stats_of(table, table.header);
  name_columns(table);
  return table;
}

TableChoice choose(const TableSample& table, const ListWishes& wishes) {
  TableChoice out;
  if (table.columns.empty()) {
    return out;
  }
  if (!wishes.column.empty()) {
    const std::size_t wanted = wanted_column(table, wishes.column);
    if (wanted != 0) {
      finish_choice(table, wanted - 1, {}, out);
    } else {
      out.rivals = true;  // nothing else can be right
      out.text = "there is no column " + shown_word(wishes.column) +
                 ": the lines have " + shape_text(table);
    }
    return out;
  }
  std::vector<std::size_t> rivals;
  const std::optional<ColumnChoice> choice =
      choose_column(table.columns, data_rows(table), rivals);
  if (data_rows(table) == 0) {
    finish_choice(table, 0, {}, out);
  } else if (choice.has_value()) {
    finish_choice(table, choice->column, choice->others, out);
  } else if (!rivals.empty() && table.dialect.blanks) {
    // The first word of a map is what it is about.
    finish_choice(table, rivals.front(), {rivals.begin() + 1, rivals.end()},
                  out);
  } else if (!rivals.empty()) {
    say_rivals(table, rivals, out);
  } else if (wishes.force) {
    finish_choice(table, nearest_column(table.columns), {}, out);
  } else {
    say_none(table, out);
  }
  return out;
}

}  // namespace mxsweep

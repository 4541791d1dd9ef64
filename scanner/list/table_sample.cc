#include "scanner/list/table_sample.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "io/base/number_text.h"

#include "scanner/list/table_header.h"
#include "scanner/list/value_kinds.h"

namespace mxsweep {
namespace {

// Of a field with several names on lines, as crt.sh has them, the first.
std::string_view first_of_lines(std::string_view field) {
  return field.find('\n') != std::string_view::npos && names_in(field) > 1
             ? field.substr(0, field.find('\n'))
             : field;
}

// A column says of it that it is no name.
bool is_typed_otherwise(const TableSample& table,
                        const std::vector<std::string>& record) {
  return table.kinds.has_value() && *table.kinds < record.size() &&
         value_kind(record[*table.kinds]) == ValueKind::kNoName;
}

std::vector<SampleColumn> stats_of(const TableSample& table,
                                   std::size_t first) {
  std::vector<SampleColumn> columns;
  for (std::size_t i = first; i < table.records.size(); ++i) {
    const std::vector<std::string>& record = table.records[i];
    if (columns.size() < record.size()) {
      columns.resize(record.size());
    }
    if (is_typed_otherwise(table, record)) {
      continue;
    }
    for (std::size_t field = 0; field < record.size(); ++field) {
      columns[field].stats.add(first_of_lines(record[field]));
    }
  }
  return columns;
}

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

// But those that are said to be no names, and the header where it comes again.
std::size_t data_rows(const TableSample& table) {
  const auto others = std::count_if(
      table.records.begin() + static_cast<std::ptrdiff_t>(table.header),
      table.records.end(), [&table](const std::vector<std::string>& record) {
        return is_typed_otherwise(table, record) ||
               (table.header != 0 && record == table.records[table.header - 1]);
      });
  return table.records.size() - table.header - static_cast<std::size_t>(others);
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

// "column 1 "ns", column 3 and column 4"; of many not all.
std::string columns_text(const TableSample& table,
                         const std::vector<std::size_t>& columns,
                         std::string_view last_sign) {
  constexpr std::size_t kShown = 4;
  const std::size_t shown = std::min(kShown, columns.size());
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    const bool last = i + 1 == columns.size();
    text += i == 0 ? std::string_view() : last ? last_sign : ", ";
    text += column_text(table, columns[i]);
  }
  return text + (shown < columns.size() ? ", ..." : "");
}

std::string also_in(const TableSample& table,
                    const std::vector<std::size_t>& others) {
  return others.empty()
             ? ""
             : "; names are also in " + columns_text(table, others, ", ") +
                   " (--column N reads that)";
}

bool is_decisive(HeaderRole role) {
  return role == HeaderRole::kDomain || role == HeaderRole::kUrl ||
         role == HeaderRole::kMail;
}

void finish_choice(const TableSample& table, std::size_t column,
                   const std::vector<std::size_t>& others, TableChoice& out) {
  const ColumnStats& stats = table.columns[column].stats;
  out.found = true;
  out.plan.dialect = table.dialect;
  out.plan.column = column;
  out.plan.dialect.column = column;
  out.named = is_decisive(header_word(table.columns[column].name).role);
  out.usable = stats.usable();
  out.single_labels = stats.asked_singles();
  out.plan.rank_column = rank_column_of(table, column);
  out.plan.skipped = table.header;
  if (table.kinds != column) {
    out.plan.kinds = table.kinds;
  }
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
  out.text += out.plan.kinds.has_value() ? kSaidOtherwise : std::string_view();
  out.text += out.plan.skip_repeats ? ", repeated rows as one" : "";
  const std::size_t rows = data_rows(table);
  const std::size_t named = stats.usable() + stats.several();
  if (named < rows) {
    out.text += ", " + io::with_commas(rows - named) + " of " +
                io::with_commas(rows) + " rows without a name";
  }
  out.text += also_in(table, others);
}

std::string shape_text(const TableSample& table) {
  return std::to_string(table.dialect.fields) + " fields by " +
         std::string(separator_name(table.dialect));
}

void say_missing(const TableSample& table, std::string_view wish,
                 TableChoice& out) {
  out.found = false;
  out.rivals = true;  // nothing else can be right
  out.text = "there is no column " + shown_word(wish) + ": the lines have " +
             shape_text(table);
}

void choose_passed(const TableSample& table, const ListWishes& wishes,
                   TableChoice& out) {
  for (const std::string& wish : wishes.passthrough) {
    const std::size_t number = wanted_column(table, wish);
    if (number == 0) {
      say_missing(table, wish, out);
      return;
    }
    out.plan.passed.push_back(number - 1);
    out.passed.push_back(passed_name(table.columns[number - 1].name, number));
  }
}

void say_rivals(const TableSample& table,
                const std::vector<std::size_t>& rivals, TableChoice& out) {
  out.rivals = true;
  out.text = columns_text(table, rivals, " and ") + " of " + shape_text(table) +
             (rivals.size() == 2 ? " both" : " all") +
             " hold domain names, and no word above them says which are meant; "
             "name one with --column N";
}

// The column of which most cells hold several names each, from 1; else 0.
std::size_t column_of_several(const TableSample& table) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    std::size_t several = 0;
    for (const std::vector<std::string>& record : table.records) {
      several += i < record.size() && names_in(record[i]) > 1 ? 1 : 0;
    }
    if (2 * several > data_rows(table)) {
      return i + 1;
    }
  }
  return 0;
}

void say_none(const TableSample& table, TableChoice& out) {
  const std::size_t several = column_of_several(table);
  if (several != 0) {
    out.text = column_text(table, several - 1) +
               " has several names in a field; put each on a line of its own";
    return;
  }
  const std::size_t best = nearest_column(table.columns);
  const ColumnStats& stats = table.columns[best].stats;
  out.text = "no column holds domain names: the lines have " +
             shape_text(table) + ", and of " +
             io::with_commas(data_rows(table)) + " rows " +
             io::with_commas(stats.usable()) + " have a name in the best, " +
             column_text(table, best);
  if (stats.are_backwards()) {
    out.text += ": it" + turn_round(best + 1);
    return;
  }
  if (stats.are_people()) {
    out.text += ", and these look like first.last, people rather than domains";
  } else if (leads_to_one(stats)) {
    out.text += ", all of one site, which may publish the list";
  } else if (stats.share() < 0.5) {
    out.text += ", which holds other things as well";
  }
  out.text += "; --column N asks one all the same";
}

void name_columns(TableSample& table) {
  if (table.header == 0 && table.comment.size() != table.dialect.fields) {
    return;
  }
  const std::vector<std::string>& names =
      table.header != 0 ? table.records[table.header - 1] : table.comment;
  if (table.dialect.blanks && names.size() != table.dialect.fields) {
    return;  // blanks within fields: they stand above others
  }
  table.columns.resize(std::max(table.columns.size(), names.size()));
  for (std::size_t i = 0; i < names.size(); ++i) {
    table.columns[i].name = names[i];
  }
}

std::optional<std::size_t> find_kinds(const TableSample& table) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (!is_kind_word(table.columns[i].name)) {
      continue;
    }
    const bool any = std::any_of(
        table.records.begin(), table.records.end(),
        [i](const std::vector<std::string>& record) {
          return i < record.size() && value_kind(record[i]) == ValueKind::kName;
        });
    if (any) {
      return i;
    }
  }
  return std::nullopt;
}

// Rows of words that have a name, but none in this column: sentences, in which
// it stands now here and now there.
bool has_names_elsewhere(const TableSample& table, std::size_t column) {
  const auto is_name = [](const std::string& cell) {
    return is_usable(look_at(cell).kind);
  };
  std::size_t elsewhere = 0;
  for (std::size_t i = table.header; i < table.records.size(); ++i) {
    const std::vector<std::string>& record = table.records[i];
    const bool here = column < record.size() && is_name(record[column]);
    elsewhere +=
        !here && std::any_of(record.begin(), record.end(), is_name) ? 1 : 0;
  }
  return 10 * elsewhere > data_rows(table);
}

bool is_sentence(const TableSample& table,
                 const std::optional<ColumnChoice>& choice,
                 const std::vector<std::size_t>& rivals) {
  return table.dialect.blanks && (choice.has_value() || !rivals.empty()) &&
         has_names_elsewhere(
             table, choice.has_value() ? choice->column : rivals.front());
}

void say_elsewhere(const TableSample& table, std::size_t column,
                   TableChoice& out) {
  out.text = "names stand now here and now there in its lines of words, in " +
             column_text(table, column) +
             " more often than elsewhere; --column N asks one all the same";
}

// A column that was wished is read whatever it holds.
void choose_wished(const TableSample& table, const std::string& wish,
                   TableChoice& out) {
  const std::size_t wanted = wanted_column(table, wish);
  if (wanted == 0) {
    say_missing(table, wish, out);
    return;
  }
  finish_choice(table, wanted - 1, {}, out);
  out.plan.kinds.reset();
}

TableChoice choose_names(const TableSample& table, const ListWishes& wishes) {
  TableChoice out;
  if (table.columns.empty()) {
    return out;
  }
  for (const SampleColumn& column : table.columns) {
    out.names += column.stats.usable();
  }
  out.headed = table.header != 0;
  if (!wishes.column.empty()) {
    choose_wished(table, wishes.column, out);
    return out;
  }
  std::vector<std::size_t> rivals;
  const std::optional<ColumnChoice> choice =
      choose_column(table.columns, data_rows(table), rivals);
  if (data_rows(table) == 0) {
    finish_choice(table, 0, {}, out);
    out.text += ", and nothing behind it";
  } else if (choice.has_value() &&
             table.columns[choice->column].stats.are_backwards()) {
    out.rivals = true;  // no other reading is right
    out.text =
        column_text(table, choice->column) + turn_round(choice->column + 1);
  } else if (is_sentence(table, choice, rivals)) {
    out.rivals = true;  // no other reading is right
    say_elsewhere(table, choice.has_value() ? choice->column : rivals.front(),
                  out);
  } else if (choice.has_value()) {
    finish_choice(table, choice->column, choice->others, out);
  } else if (!rivals.empty() && rivals.front() == 0 && table.dialect.blanks) {
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

}  // namespace

std::string turn_round(std::size_t column) {
  return " holds names that are written backwards (com.example); turn them "
         "round: awk '{n = split($" +
         std::to_string(column) +
         ", l, \".\"); s = l[n]; while (--n > 0) s = s \".\" l[n]; print s}' "
         "FILE | mxsweep -";
}

TableSample take_apart(const ListSample& sample, const Dialect& dialect,
                       HeaderWish header) {
  TableSample table;
  table.dialect = dialect;
  RecordSplitter splitter(dialect);
  const auto keep = [&table](std::span<const std::string_view> fields, bool) {
    table.records.emplace_back(fields.begin(), fields.end());
  };
  CommentHeader comment;
  for (const std::string_view line : sample.lines) {
    if (!splitter.is_between() || !is_no_record(line)) {
      splitter.add(line, keep);
    } else if (table.records.empty()) {
      comment.look_at(trimmed(line), dialect);
    }
  }
  table.comment = comment.take();
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
  table.kinds = find_kinds(table);
  if (table.kinds.has_value()) {
    table.columns = stats_of(table, table.header);
    name_columns(table);
  }
  return table;
}

TableChoice choose(const TableSample& table, const ListWishes& wishes) {
  TableChoice out = choose_names(table, wishes);
  if (out.found) {
    choose_passed(table, wishes, out);
  }
  return out;
}

TableChoice choose_table(const ListSample& sample, const ListWishes& wishes) {
  TableChoice best;
  const auto worth = [](const TableChoice& one) {
    return std::make_tuple(one.found || one.rivals, one.steady, one.named,
                           one.names);
  };
  for (const Dialect& dialect : dialects_of(sample)) {
    TableChoice next =
        choose(take_apart(sample, dialect, wishes.header), wishes);
    next.steady = dialect.is_steady;
    if (best.text.empty() || worth(next) > worth(best)) {
      best = std::move(next);
    }
  }
  return best;
}

}  // namespace mxsweep

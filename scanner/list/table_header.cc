#include "scanner/list/table_header.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/list/cell_look.h"
#include "scanner/list/column_stats.h"
#include "scanner/list/header_words.h"

namespace mxsweep {
namespace {

// A link, an address or a mail address is in no header.
bool is_data(CellKind kind) {
  return kind == CellKind::kUrl || kind == CellKind::kMail ||
         kind == CellKind::kAddress;
}

// "To:example.com", of maps that say what the value is of.
bool is_tagged_data(std::string_view cell) {
  const std::size_t colon = cell.find(':');
  const CellKind kind = colon == std::string_view::npos
                            ? CellKind::kOther
                            : look_at(cell.substr(colon + 1)).kind;
  return is_data(kind) || is_usable(kind);
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
  const CellKind kind =
      is_dotted_word(cell, below) ? CellKind::kOther : look_at(cell).kind;
  if (kind == CellKind::kEmpty) {
    return;
  }
  signs.data |= is_data(kind) || is_tagged_data(cell);
  if (is_usable(kind)) {
    // A header only if it ends as words do: "ort.name", not "example.com".
    signs.name_among_names |= is_of_names(below);
    signs.data |=
        (is_of_names(below) || below.filled() == 0) && !ends_in_word(cell);
  } else {
    look_at_word(cell, signs);
    signs.differs |= is_of_names(below) && kind == CellKind::kOther;
  }
  signs.differs |= is_of_numbers(below) && kind != CellKind::kNumber;
  signs.word_like &= kind != CellKind::kNumber && !has_digit(cell);
}

std::string_view first_part(std::string_view cell) {
  return cell.substr(0, cell.find('.'));
}

// "properties.name" and "properties.website": keys of one object, not all of
// them over names like these.
bool has_paths(const std::vector<std::string>& record,
               const std::vector<SampleColumn>& below) {
  std::size_t paths = 0;
  bool differs = false;
  std::string_view first;
  for (std::size_t i = 0; i < std::min(record.size(), below.size()); ++i) {
    const std::string_view part = first_part(record[i]);
    if (ends_in_word(record[i]) && (first.empty() || part == first)) {
      first = part;
      ++paths;
      differs |= !is_of_names(below[i].stats) ||
                 below[i].stats.kind() != CellKind::kName;
    }
  }
  return paths > 1 && differs;
}

HeaderSigns signs_of(const std::vector<std::string>& record,
                     const std::vector<SampleColumn>& below) {
  HeaderSigns signs;
  const SampleColumn none;
  for (std::size_t i = 0; i < record.size(); ++i) {
    look_at_header(record[i], i < below.size() ? below[i].stats : none.stats,
                   signs);
  }
  if (!signs.data && has_paths(record, below)) {
    ++signs.names;
    signs.name_among_names = false;
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

// All that is there may be a header only if nothing else can be in it.
bool is_made_of_words(const std::vector<std::string>& record) {
  return std::all_of(record.begin(), record.end(), [](const std::string& cell) {
    return cell.find_first_of("{}\"'`@<>=:;,|") == std::string::npos;
  });
}

// Words by blanks alone are a sentence, unless all are of headers.
bool has_known_words(const std::vector<std::string>& record) {
  return std::all_of(record.begin(), record.end(), [](const std::string& cell) {
    return header_word(cell).role != HeaderRole::kNone;
  });
}

}  // namespace

std::size_t find_header(const TableSample& table) {
  constexpr std::size_t kTitleRecords = 10;
  if (table.records.size() == 1 &&
      !(table.dialect.blanks ? has_known_words(table.records.front())
                             : is_made_of_words(table.records.front()))) {
    return 0;
  }
  const bool several = table.records.size() > 1;
  // Below the last one there is nothing that it could be the header of.
  const std::size_t last = table.records.size() - (several ? 1 : 0);
  const std::size_t count = std::min(kTitleRecords, last);
  for (std::size_t i = 0; i < count; ++i) {
    if (is_late_header(signs_of(table.records[i], table.columns))) {
      return i + 1;
    }
  }
  return is_header(signs_of(table.records.front(), table.columns), several) ? 1
                                                                            : 0;
}

// What is no known word may be somebody's name, taken for a header.

void CommentHeader::look_at(std::string_view line, const Dialect& dialect) {
  if (!line.starts_with('#') || says_so_) {
    return;
  }
  std::vector<std::string_view> fields;
  split_line(line.substr(1), dialect, true, fields);
  says_so_ = fields.size() > 1 &&
             (fields.front() == "fields" || fields.front() == "Fields:");
  fields_.assign(fields.begin() + (says_so_ ? 1 : 0), fields.end());
}

}  // namespace mxsweep

#include "scanner/list/record_splitter.h"

#include <algorithm>

#include "scanner/input/cell.h"
#include "scanner/list/cell_look.h"
#include "scanner/list/fixed_width.h"

namespace mxsweep {
namespace {

struct Field {
  std::string_view text;
  std::size_t end = 0;  // of the separator behind it, or npos
  bool open = false;
  bool torn = false;
};

// A comment ends what is said on a line of words.
std::string_view without_remark(std::string_view line) {
  for (std::size_t at = line.find('#'); at != std::string_view::npos;
       at = line.find('#', at + 1)) {
    if (at == 0 || line[at - 1] == ' ' || line[at - 1] == '\t') {
      return line.substr(0, at);
    }
  }
  return line;
}

void split_words(std::string_view line, std::vector<std::string_view>& fields,
                 std::size_t& count) {
  line = without_remark(line);
  std::size_t at = line.find_first_not_of(kBlanks);
  while (at != std::string_view::npos) {
    const std::size_t end = line.find_first_of(kBlanks, at);
    if (count++ < kFieldsMax) {
      fields.push_back(line.substr(at, end - at));
    }
    at = line.find_first_not_of(kBlanks, end);
  }
}

// The place behind the quote that closes a field, or npos.
std::size_t closing_quote(std::string_view line, std::size_t from) {
  for (std::size_t at = line.find('"', from); at != std::string_view::npos;
       at = line.find('"', at + 1)) {
    if (at + 1 < line.size() && line[at + 1] == '"') {
      ++at;
      continue;
    }
    return at;
  }
  return std::string_view::npos;
}

Field plain_field(std::string_view line, std::size_t from, char separator) {
  const std::size_t end = line.find(separator, from);
  return {trimmed(line.substr(from, end - from)), end, false, false};
}

// One that begins with a quote. Where something follows the closing quote, the
// field is taken as it is.
Field quoted_field(std::string_view line, std::size_t quote, char separator) {
  const std::size_t close = closing_quote(line, quote + 1);
  if (close == std::string_view::npos) {
    return {{}, close, true, false};
  }
  const std::size_t next =
      line.find_first_not_of(separator == '\t' ? " \r" : kBlanks, close + 1);
  if (next != std::string_view::npos && line[next] != separator) {
    Field field = plain_field(line, quote, separator);
    field.torn = true;
    return field;
  }
  return {line.substr(quote + 1, close - quote - 1), next, false, false};
}

Field next_field(std::string_view line, std::size_t from, char separator,
                 bool quotes) {
  if (quotes) {
    const std::size_t first = line.find_first_not_of(" \v\f", from);
    if (first != std::string_view::npos && line[first] == '"') {
      return quoted_field(line, first, separator);
    }
  }
  return plain_field(line, from, separator);
}

// What holds the fields of a line apart.
struct Marks {
  char sign = ',';
  std::size_t size = 1;
  std::size_t from = 0;  // where the first field begins
};

// Nothing but pairs of the sign from there on.
bool are_doubled(std::string_view line, char sign, std::size_t from) {
  std::size_t pairs = 0;
  for (std::size_t at = line.find(sign, from); at != std::string_view::npos;
       at = line.find(sign, at + 2)) {
    ++pairs;
    if (at + 1 == line.size() || line[at + 1] != sign) {
      return false;
    }
  }
  return pairs > (from == 0 ? 1 : 0);
}

// In a wiki "||Rank||Domain||" stands above "|1|example.com|" (Jira), or
// "! Rank !! Domain" above "| 1 || example.com" (MediaWiki).
Marks marks_of(std::string_view line, const Dialect& dialect) {
  constexpr std::size_t kPair = 2;
  if (!dialect.wiki) {
    return {.sign = dialect.separator};
  }
  line = trimmed(line);
  if (line.starts_with("||") && line.ends_with("||") &&
      are_doubled(line, '|', 0)) {
    return {.sign = '|', .size = kPair};
  }
  if ((line.starts_with('!') || line.starts_with("| ")) &&
      are_doubled(line, line.front(), 1)) {
    return {.sign = line.front(), .size = kPair, .from = 1};
  }
  return {.sign = dialect.separator};
}

}  // namespace

SplitLine split_line(std::string_view line, const Dialect& dialect, bool quotes,
                     std::vector<std::string_view>& fields) {
  SplitLine out;
  fields.clear();
  if (dialect.blanks) {
    split_words(line, fields, out.count);
    return out;
  }
  if (!dialect.cuts.empty()) {
    split_at_cuts(line, dialect, fields);
    out.count = fields.size();
    return out;
  }
  const Marks marks = marks_of(line, dialect);
  std::size_t from = marks.size == 1 ? 0 : line.find(marks.sign) + marks.from;
  while (true) {
    const Field field = next_field(line, from, marks.sign, quotes);
    if (field.open) {
      out.open = true;
      return out;
    }
    out.torn |= field.torn;
    if (out.count++ < kFieldsMax) {
      fields.push_back(field.text);
    }
    if (field.end == std::string_view::npos) {
      return out;
    }
    from = field.end + marks.size;
  }
}

bool RecordSplitter::try_line(std::string_view line) {
  if (!dialect_.wrapped) {
    return !split_line(line, dialect_, true, fields_).open;
  }
  line = trimmed(line);
  if (line.size() < 2 || line.front() != '"' || line.back() != '"') {
    take_literally(line);
    return true;
  }
  joined_ = undoubled(line.substr(1, line.size() - 2));
  if (split_line(joined_, dialect_, true, fields_).open) {
    take_literally(joined_);
  }
  return true;
}

// Fields of the column, counted from either end: a stray quote may hide a
// separator before or behind it.
bool RecordSplitter::has_name(std::size_t count) const {
  const auto is_name = [this](std::size_t field) {
    return field < fields_.size() &&
           is_usable(look_at(without_stray_quote(fields_[field])).kind);
  };
  if (!dialect_.column.has_value()) {
    return std::any_of(fields_.begin(), fields_.end(), [](auto field) {
      return is_usable(look_at(without_stray_quote(field)).kind);
    });
  }
  const std::size_t behind = dialect_.fields - *dialect_.column;
  return is_name(*dialect_.column) ||
         (behind <= count && is_name(count - behind));
}

// The fields of a line that is looked at alone, whether its quotes pair or not.
std::size_t RecordSplitter::split_alone(std::string_view line) {
  const SplitLine split = split_line(line, dialect_, true, fields_);
  return split.open || split.count != dialect_.fields
             ? split_line(line, dialect_, false, fields_).count
             : split.count;
}

// More names than the record that they would be together, in lines that have as
// many fields as a record; of the first the stray quote may hide some. Until
// the column is known, all must be names, and all of the right size.
bool RecordSplitter::are_records(std::size_t lines) {
  std::size_t names = has_name(fields_.size()) ? 0 : 1;
  for (std::size_t i = 0; i < lines; ++i) {
    const std::size_t count = split_alone(open_[i]);
    const bool named = has_name(count);
    const bool whole = count == dialect_.fields;
    if (!dialect_.column.has_value() && (!named || !whole)) {
      return false;
    }
    names += named && (whole || i == 0) ? 1 : 0;
  }
  return names > 1;
}

RecordSplitter::Opened RecordSplitter::try_open(std::size_t lines) {
  if (lines > 1 && open_[lines - 1].find('"') == std::string::npos) {
    return Opened::kMore;
  }
  joined_.clear();
  for (std::size_t i = 0; i < lines; ++i) {
    joined_ += i == 0 ? "" : "\n";
    joined_ += open_[i];
  }
  const SplitLine split = split_line(joined_, dialect_, true, fields_);
  if (split.open) {
    return Opened::kMore;
  }
  if (lines == 1) {
    return Opened::kRecord;
  }
  const bool fits = dialect_.fields == 0 || split.count == dialect_.fields;
  if (split.torn || !fits) {
    return Opened::kMore;
  }
  if (are_records(lines)) {
    return Opened::kStray;
  }
  (void)split_line(joined_, dialect_, true, fields_);
  return Opened::kRecord;
}

RecordSplitter::Opened RecordSplitter::look_at_open(std::size_t& lines) {
  for (lines = tried_ + 1; lines <= open_.size(); ++lines) {
    const Opened opened = try_open(lines);
    if (opened != Opened::kMore) {
      return opened;
    }
  }
  tried_ = open_.size();
  return Opened::kMore;
}

// What is too much belongs to the field that the stray quote begins.
void RecordSplitter::take_literally(std::string_view line) {
  const SplitLine split = split_line(line, dialect_, false, fields_);
  if (split.count <= dialect_.fields || split.count != fields_.size()) {
    return;
  }
  const auto stray =
      std::find_if(fields_.begin(), fields_.end(), [](std::string_view field) {
        return field.starts_with('"') && field.find('"', 1) == field.npos;
      });
  const auto surplus =
      static_cast<std::ptrdiff_t>(split.count - dialect_.fields);
  if (dialect_.fields < 2 || fields_.end() - stray <= surplus) {
    return;
  }
  const std::string_view last = *(stray + surplus);
  *stray = {stray->data(), static_cast<std::size_t>(last.data() + last.size() -
                                                    stray->data())};
  fields_.erase(stray + 1, stray + 1 + surplus);
}

std::string_view without_stray_quote(std::string_view field) {
  const std::size_t quote = field.find('"');
  if (quote == std::string_view::npos || field.rfind('"') != quote) {
    return field;
  }
  if (quote == 0) {
    return field.substr(1);
  }
  return quote + 1 == field.size() ? field.substr(0, quote) : field;
}

std::string undoubled(std::string_view field) {
  std::string out;
  for (std::size_t at = 0; at < field.size(); ++at) {
    out += field[at];
    at += field.substr(at, 2) == "\"\"" ? 1 : 0;
  }
  return out;
}

}  // namespace mxsweep

#include "scanner/list/dialects.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "scanner/input/cell.h"
#include "scanner/list/delimited_list.h"
#include "scanner/list/fixed_width.h"

namespace mxsweep {
namespace {

constexpr std::string_view kSeparators = ";\t|,";
constexpr double kEvenShare = 0.8;    // of records with about as many fields
constexpr double kSteadyShare = 0.9;  // with just as many

struct FieldCounts {
  std::size_t records = 0;
  std::size_t mode = 0;   // fields of most
  std::size_t exact = 0;  // records with so many as is looked for
  std::size_t near = 0;   // records with the mode, give or take two
};

class FieldCounter {
 public:
  void add(std::size_t fields) { ++counts_[fields]; }

  // `wanted` 0: the mode is looked for.
  [[nodiscard]] FieldCounts result(std::size_t wanted) const {
    FieldCounts out;
    std::size_t most = 0;
    for (const auto& [fields, records] : counts_) {
      // Of equal ones the greater: a head of few fields is no rule.
      out.mode = records >= most ? fields : out.mode;
      most = std::max(most, records);
      out.records += records;
    }
    wanted = wanted == 0 ? out.mode : wanted;
    for (const auto& [fields, records] : counts_) {
      const bool near =
          fields >= 2 && fields + 2 >= out.mode && fields <= out.mode + 2;
      out.near += near ? records : 0;
      out.exact += fields == wanted ? records : 0;
    }
    return out;
  }

 private:
  std::map<std::size_t, std::size_t> counts_;
};

FieldCounts count_fields(const ListSample& sample, const Dialect& dialect) {
  FieldCounter counter;
  RecordSplitter splitter(dialect);
  const auto count = [&counter](std::span<const std::string_view> fields,
                                bool) { counter.add(fields.size()); };
  for (const std::string_view line : sample.lines) {
    if (!splitter.is_between() || !is_no_record(line)) {
      splitter.add(line, count);
    }
  }
  splitter.finish(count);
  return counter.result(dialect.fields);
}

// Where no record spans lines.
std::size_t fields_of_lines(const ListSample& sample, const Dialect& dialect) {
  FieldCounter counter;
  std::vector<std::string_view> fields;
  for (const std::string_view line : sample.lines) {
    if (!is_no_record(line)) {
      const SplitLine split = split_line(line, dialect, true, fields);
      counter.add(split.open ? split_line(line, dialect, false, fields).count
                             : split.count);
    }
  }
  return counter.result(0).mode;
}

double exact_share(const FieldCounts& counts) {
  return counts.records == 0 ? 0.0
                             : static_cast<double>(counts.exact) /
                                   static_cast<double>(counts.records);
}

// A record over lines is one only if it has as many fields as most have: as
// most do when every quote is believed, or when none is that is open at the end
// of its line. That of both counts by which more records are even.
void set_fields(const ListSample& sample, Dialect& dialect) {
  dialect.fields = 0;
  const std::size_t believed = count_fields(sample, dialect).mode;
  dialect.fields = dialect.wrapped || dialect.blanks
                       ? believed
                       : fields_of_lines(sample, dialect);
  FieldCounts counts = count_fields(sample, dialect);
  if (believed != dialect.fields) {
    Dialect other = dialect;
    other.fields = believed;
    const FieldCounts others = count_fields(sample, other);
    if (exact_share(others) >= exact_share(counts)) {
      dialect.fields = believed;
      counts = others;
    }
  }
  dialect.is_steady = exact_share(counts) >= kSteadyShare;
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

// Of Jira, whose head is "||Rank||Domain||", or of MediaWiki. In other tables
// a pair of bars is an empty field.
bool is_wiki_table(const ListSample& sample) {
  bool is_first = true;
  for (std::string_view line : sample.lines) {
    line = trimmed(line);
    if (line.empty()) {
      continue;
    }
    const bool is_head = line.starts_with("||") && line.ends_with("||");
    if (std::exchange(is_first, false) && is_head) {
      return true;
    }
    if (line.starts_with("{|") || line.starts_with("! ") || line == "|-") {
      return true;
    }
  }
  return false;
}

}  // namespace

std::string_view separator_name(const Dialect& dialect) {
  if (dialect.blanks) {
    return "blank-separated";
  }
  if (!dialect.cuts.empty()) {
    return "fixed-width";
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
  dialect.wiki = separator == '|' && is_wiki_table(sample);
  set_fields(sample, dialect);
  return dialect;
}

Dialect dialect_by_blanks(const ListSample& sample) {
  Dialect dialect{.separator = ' ', .blanks = true};
  set_fields(sample, dialect);
  return dialect;
}

std::optional<Dialect> dialect_by_widths(const ListSample& sample) {
  std::optional<Dialect> dialect = dialect_by_ruler(sample);
  if (dialect.has_value()) {
    set_fields(sample, *dialect);
  }
  return dialect;
}

std::vector<Dialect> dialects_of(const ListSample& sample) {
  std::string_view first =
      sample.lines.empty() ? std::string_view() : sample.lines.front();
  first.remove_prefix(first.starts_with('"') ? 1 : 0);
  if (first.starts_with("sep=") && first.size() >= 5 && first.size() <= 6) {
    return {dialect_by(sample, first[4])};
  }
  std::vector<Dialect> found;
  std::optional<Dialect> fixed = dialect_by_widths(sample);
  if (fixed.has_value()) {
    found.push_back(std::move(*fixed));
    return found;
  }
  for (const char separator : kSeparators) {
    const Dialect dialect = dialect_by(sample, separator);
    if (is_even(count_fields(sample, dialect))) {
      found.push_back(dialect);
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Dialect& a, const Dialect& b) {
                     return std::make_pair(a.is_steady, a.fields) >
                            std::make_pair(b.is_steady, b.fields);
                   });
  return found;
}

}  // namespace mxsweep

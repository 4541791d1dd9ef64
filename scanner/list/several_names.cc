#include "scanner/list/several_names.h"

#include <algorithm>
#include <array>

#include "scanner/input/cell.h"
#include "scanner/list/cell_look.h"
#include "scanner/list/record_splitter.h"

namespace mxsweep {
namespace {

using Names = std::vector<std::string_view>;

// Takes the first word off `rest`; empty: there is none.
std::string_view next_word(std::string_view& rest) {
  constexpr std::string_view kMarks = " \t\r\v\f,;";
  const std::size_t begin = rest.find_first_not_of(kMarks);
  if (begin == std::string_view::npos) {
    return {};
  }
  const std::size_t end =
      std::min(rest.find_first_of(kMarks, begin), rest.size());
  const std::string_view word = rest.substr(begin, end - begin);
  rest.remove_prefix(end);
  return word;
}

// "a.example.com, b.example.com and c.example.com", of running text.
bool joins_names(std::string_view word) {
  constexpr std::array kJoints = std::to_array<std::string_view>(
      {"and", "or", "&", "+", "und", "oder", "et", "ou", "y", "e", "i", "en"});
  return std::find(kJoints.begin(), kJoints.end(), word) != kJoints.end();
}

// Behind "Domains: ", if more than one word is there.
std::string_view without_label(std::string_view line) {
  std::string_view rest = line;
  const std::string_view label = next_word(rest);
  const bool is_label = label.size() > 1 && label.ends_with(':') &&
                        label.find('.') == std::string_view::npos;
  std::string_view second = rest;
  (void)next_word(second);
  return is_label && !next_word(second).empty() ? rest : line;
}

// "Roe, Jane <jane@x>; John <john@y>": the addresses in angle brackets.
LineMatch match_recipients(std::string_view line, std::string_view /*word*/,
                           Names& names) {
  if (is_blank_or_comment(line)) {
    return LineMatch::kNothing;
  }
  while (true) {
    const std::size_t open = line.find('<');
    const std::size_t close = line.find('>', std::min(open, line.size()));
    if (close == std::string_view::npos) {
      return names.empty() ? LineMatch::kForeign : LineMatch::kMine;
    }
    const std::string_view address = line.substr(open + 1, close - open - 1);
    if (look_at(address).kind == CellKind::kMail) {
      names.push_back(address);
    }
    line.remove_prefix(close + 1);
  }
}

// One line, as it is copied out of a message.
bool has_recipients(const ListSample& sample) {
  std::size_t records = 0;
  Names names;
  for (std::string_view line : sample.lines) {
    line = trimmed(line);
    if (match_recipients(line, {}, names) == LineMatch::kNothing) {
      continue;
    }
    while (line.ends_with(',') || line.ends_with(';')) {
      line.remove_suffix(1);
    }
    if (++records > 1 || names.size() < 2 || !line.ends_with('>')) {
      return false;
    }
  }
  return records == 1;
}

}  // namespace

LineMatch match_several(std::string_view line, std::string_view /*word*/,
                        Names& names) {
  if (is_blank_or_comment(line)) {
    return LineMatch::kNothing;
  }
  line = without_label(line);
  for (std::string_view word = next_word(line); !word.empty();
       word = next_word(line)) {
    if (names.empty() || !joins_names(word)) {
      names.push_back(word);
    }
  }
  return LineMatch::kMine;
}

bool has_several_names(const ListSample& sample) {
  std::size_t records = 0;
  std::size_t all = 0;
  std::size_t most = 0;
  std::size_t fewest = kFieldsMax;
  bool marked = false;  // by more than blanks, or links, which go together
  Names names;
  for (const std::string_view line : sample.lines) {
    names.clear();
    if (match_several(line, {}, names) == LineMatch::kNothing) {
      continue;
    }
    const bool only_names = std::all_of(
        names.begin(), names.end(),
        [](std::string_view name) { return is_usable(look_at(name).kind); });
    if (!only_names) {
      return false;
    }
    ++records;
    all += names.size();
    most = std::max(most, names.size());
    fewest = std::min(fewest, names.size());
    const bool links =
        std::all_of(names.begin(), names.end(), [](std::string_view name) {
          return look_at(name).kind == CellKind::kUrl;
        });
    marked |= names.size() > 1 &&
              (links || line.find_first_of(",;") != std::string_view::npos);
  }
  return records == 1 ? all > 2 || (all == 2 && !marked)
                      : most > fewest && (marked || most > 2);
}

MatchLine several_names(const ListSample& sample) {
  if (has_several_names(sample)) {
    return &match_several;
  }
  return has_recipients(sample) ? &match_recipients : nullptr;
}

}  // namespace mxsweep

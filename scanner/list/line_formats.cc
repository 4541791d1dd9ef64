// Hosts files, adblock lists and lists of words: their lines each say in their
// own way which names they are about. A function for each takes a line, without
// blanks at its ends, to its names.
#include <map>

#include "scanner/input/cell.h"
#include "scanner/list/cell_look.h"
#include "scanner/list/line_words.h"
#include "scanner/list/matched_list.h"
#include "scanner/list/recognisers.h"

namespace mxsweep {
namespace {

using Names = std::vector<std::string_view>;

// Names of this machine itself stand in every hosts file.
bool is_local_word(std::string_view word) {
  return word.find('.') == std::string_view::npos ||
         word.starts_with("localhost.") || word.ends_with(".localhost");
}

LineMatch match_hosts(std::string_view line, std::string_view /*word*/,
                      Names& names) {
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  std::string_view rest = line;
  const std::string_view address = next_word(rest);
  if (address != "0" && !is_ip_address(address)) {  // short for 0.0.0.0
    return LineMatch::kForeign;
  }
  std::string_view word = next_word(rest);
  if (word.empty()) {
    return LineMatch::kForeign;
  }
  for (; !word.empty(); word = next_word(rest)) {
    if (!is_local_word(word) && !is_ip_address(word)) {
      names.push_back(word);
    }
  }
  return LineMatch::kMine;
}

// ||NAME^, with or without options behind it. Exceptions and rules about parts
// of pages name nothing that is blocked.
LineMatch match_adblock(std::string_view line, std::string_view /*word*/,
                        Names& names) {
  if (line.empty() || line.front() == '!' || line.front() == '[' ||
      (line.front() == '#' && !line.starts_with("##"))) {
    return LineMatch::kNothing;
  }
  if (!line.starts_with("||")) {
    const bool mine = line.starts_with("@@") ||
                      line.find("##") != std::string_view::npos ||
                      line.find("#@#") != std::string_view::npos ||
                      line.find("#?#") != std::string_view::npos;
    return mine ? LineMatch::kMine : LineMatch::kForeign;
  }
  std::string_view name = line.substr(2);
  const std::size_t end = name.find_first_of("^/$*|?:");
  const bool whole = end == std::string_view::npos || name[end] == '^' ||
                     name[end] == '$' || name[end] == '|' ||
                     (name[end] == '*' && end == 0);
  if (end == 0 && name.starts_with("*.")) {
    name.remove_prefix(2);
    names.push_back(name.substr(0, name.find_first_of("^/$|")));
  } else if (whole && end != 0) {
    names.push_back(name.substr(0, end));
  }
  return LineMatch::kMine;
}

// WORD NAME NAME..., as SpamAssassin has them.
LineMatch match_words(std::string_view line, std::string_view word,
                      Names& names) {
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  std::string_view rest = line;
  if (next_word(rest) != word) {
    return LineMatch::kForeign;
  }
  for (std::string_view one = next_word(rest); !one.empty();
       one = next_word(rest)) {
    one.remove_prefix(one.starts_with("*@") ? 2 : 0);
    if (look_at(one).kind != CellKind::kName) {
      // Of people, places and keys the first word may be common, too.
      names.clear();
      return LineMatch::kForeign;
    }
    names.push_back(one);
  }
  return LineMatch::kMine;
}

// The word that most lines begin with, if it is no name itself.
std::string common_word(const ListSample& sample) {
  std::map<std::string_view, std::size_t> words;
  std::string_view best;
  std::size_t lines = 0;
  for (const std::string_view line : sample.lines) {
    if (is_comment(trimmed(line))) {
      continue;
    }
    std::string_view rest = line;
    const std::string_view word = next_word(rest);
    ++lines;
    best = ++words[word] > words[best] || best.empty() ? word : best;
  }
  const bool common = lines >= 2 && 10 * words[best] >= 6 * lines;
  return common && look_at(best).kind == CellKind::kOther ? std::string(best)
                                                          : std::string();
}

}  // namespace

ListVerdict recognise_hosts(const ListInput& input) {
  return recognise_lines(input, {.match = &match_hosts, .word = {}}, 0.5,
                         "the names of a hosts file");
}

ListVerdict recognise_adblock(const ListInput& input) {
  const bool titled =
      !input.sample.lines.empty() &&
      trimmed(input.sample.lines.front()).starts_with("[Adblock");
  return recognise_lines(input, {.match = &match_adblock, .word = {}},
                         titled ? 0.0 : 0.5,
                         "the ||NAME^ rules of an adblock filter list");
}

ListVerdict recognise_words(const ListInput& input) {
  const std::string word = common_word(input.sample);
  if (word.empty()) {
    return input.wishes.format == nullptr
               ? not_mine()
               : refuse("its lines do not begin with the same word");
  }
  return recognise_lines(input, {.match = &match_words, .word = word}, 0.6,
                         "the words behind the first of each line");
}

}  // namespace mxsweep

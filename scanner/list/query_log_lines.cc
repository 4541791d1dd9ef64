#include "scanner/list/query_log_lines.h"

#include <algorithm>

#include "scanner/list/line_words.h"
#include "scanner/list/zone_line.h"

namespace mxsweep {
namespace {

bool is_class_word(std::string_view word) {
  return equal_words(word, "in") || equal_words(word, "ch") ||
         equal_words(word, "hs") || equal_words(word, "any");
}

// NAME CLASS TYPE, of BIND; NAME, if it is that.
std::string_view name_before_class(std::string_view rest) {
  const std::string_view name = next_word(rest);
  const std::string_view name_class = next_word(rest);
  return is_class_word(name_class) && is_record_type(next_word(rest))
             ? name
             : std::string_view();
}

// ADDRESS NAME. TYPE CLASS, of unbound.
std::string_view name_behind_address(std::string_view rest) {
  const std::string_view address = next_word(rest);
  const std::string_view name = next_word(rest);
  const bool fits = is_ip_address(address) && name.ends_with('.') &&
                    is_record_type(next_word(rest)) &&
                    is_class_word(next_word(rest));
  return fits ? name : std::string_view();
}

// CLASS NAME., behind TYPE of CoreDNS.
std::string_view name_behind_class(std::string_view rest) {
  const std::string_view name_class = next_word(rest);
  const std::string_view name = next_word(rest);
  return is_class_word(name_class) && name.ends_with('.') ? name
                                                          : std::string_view();
}

// The name in NAME/CLASS/TYPE.
std::string_view name_before_slashes(std::string_view word) {
  const std::size_t type = word.rfind('/');
  if (type == std::string_view::npos || type == 0 ||
      !is_record_type(word.substr(type + 1))) {
    return {};
  }
  const std::size_t name_class = word.rfind('/', type - 1);
  const bool fits =
      name_class != std::string_view::npos &&
      is_class_word(word.substr(name_class + 1, type - name_class - 1));
  return fits ? word.substr(0, name_class) : std::string_view();
}

// The name in 'NAME|TYPE', whatever follows the second quote.
std::string_view name_before_bar(std::string_view word) {
  const std::size_t bar = word.find('|');
  const std::size_t end = word.find('\'', 1);
  if (bar == std::string_view::npos || end == std::string_view::npos ||
      end < bar) {
    return {};
  }
  const bool fits = is_record_type(word.substr(bar + 1, end - bar - 1));
  return fits ? word.substr(1, bar - 1) : std::string_view();
}

std::string_view name_at(std::string_view word, std::string_view rest) {
  if (word == "query:") {
    return name_before_class(rest);
  }
  if (word == "info:") {
    return name_behind_address(rest);
  }
  if (word.starts_with("query[") && word.ends_with(']')) {
    const std::string_view name = next_word(rest);
    return next_word(rest) == "from" ? name : std::string_view();
  }
  if (word.ends_with('?') && is_record_type(word.substr(0, word.size() - 1))) {
    const std::string_view name = next_word(rest);
    return name.ends_with('.') ? name : std::string_view();
  }
  if (word.starts_with('"') && is_record_type(word.substr(1))) {
    return name_behind_class(rest);
  }
  return word.starts_with('\'') ? name_before_bar(word)
                                : name_before_slashes(word);
}

// Empty where the line says none.
std::string_view asked_name(std::string_view line) {
  for (std::string_view word = next_word(line); !word.empty();
       word = next_word(line)) {
    const std::string_view name = name_at(word, line);
    if (!name.empty()) {
      return name;
    }
  }
  return {};
}

// Names of addresses and services have no mail.
bool is_of_interest(std::string_view name) {
  name.remove_suffix(name.ends_with('.') ? 1 : 0);
  return !has_underscore_label(name) && !is_reverse_name(name) &&
         name.find('.') != std::string_view::npos;
}

}  // namespace

bool is_query_sign(std::string_view line) {
  return !asked_name(line).empty();
}

LineMatch match_query_log(std::string_view line, std::string_view /*word*/,
                          std::vector<std::string_view>& names) {
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  const std::string_view name = asked_name(line);
  if (name.empty()) {
    return LineMatch::kForeign;
  }
  if (is_of_interest(name)) {
    names.push_back(name);
  }
  return LineMatch::kMine;
}

}  // namespace mxsweep

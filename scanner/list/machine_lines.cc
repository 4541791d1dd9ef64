#include "scanner/list/machine_lines.h"

#include "io/base/ascii.h"

#include "scanner/input/cell.h"
#include "scanner/list/line_words.h"

namespace mxsweep {
namespace {

using Names = std::vector<std::string_view>;

bool is_machine(std::string_view word) {
  return word.find('.') != std::string_view::npos && !is_ip_address(word);
}

// What stands behind the first word.
void take_machines(std::string_view line, Names& names) {
  (void)next_word(line);
  for (std::string_view word = next_word(line); !word.empty();
       word = next_word(line)) {
    if (is_machine(word) && word.front() != '~') {
      names.push_back(word);
    }
  }
}

std::string_view without_comment(std::string_view line) {
  return trimmed(line.substr(0, line.find('#')));
}

}  // namespace

bool is_nginx_sign(std::string_view line) {
  line = without_comment(line);
  return next_word(line) == "server_name" && line.ends_with(';');
}

LineMatch match_nginx(std::string_view line, std::string_view /*word*/,
                      Names& names) {
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  if (!is_nginx_sign(line)) {
    return LineMatch::kForeign;
  }
  line = without_comment(line);
  line.remove_suffix(1);
  take_machines(line, names);
  return LineMatch::kMine;
}

bool is_apache_sign(std::string_view line) {
  const std::string word = io::ascii_lower(next_word(line));
  return word == "servername" || word == "serveralias";
}

LineMatch match_apache(std::string_view line, std::string_view /*word*/,
                       Names& names) {
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  if (!is_apache_sign(line)) {
    return LineMatch::kForeign;
  }
  take_machines(line, names);
  return LineMatch::kMine;
}

bool is_section(std::string_view line) {
  return line.size() > 2 && line.front() == '[' && line.ends_with(']') &&
         line.find_first_of("[]{}\",' \t", 1) + 1 == line.size();
}

LineMatch match_inventory(std::string_view line, std::string_view /*word*/,
                          Names& names) {
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  if (is_section(line)) {
    return LineMatch::kMine;
  }
  const std::string_view first = next_word(line);
  for (std::string_view word = next_word(line); !word.empty();
       word = next_word(line)) {
    // A value in quotes may have blanks: then it is not told from names.
    if (word.find('=') == std::string_view::npos || word.front() == '=') {
      return LineMatch::kForeign;
    }
  }
  if (first.find_first_of("=[]") == std::string_view::npos &&
      is_machine(first)) {
    names.push_back(first);
  }
  return LineMatch::kMine;
}

}  // namespace mxsweep

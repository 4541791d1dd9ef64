#include "scanner/list/name_server_lines.h"

#include <algorithm>
#include <array>

#include "scanner/input/cell.h"
#include "scanner/list/cell_look.h"
#include "scanner/list/line_words.h"

namespace mxsweep {
namespace {

using Names = std::vector<std::string_view>;

// Without a pair of quotes of either kind.
std::string_view unquoted(std::string_view word) {
  const bool quoted = word.size() >= 2 && word.front() == word.back() &&
                      (word.front() == '"' || word.front() == '\'');
  return quoted ? word.substr(1, word.size() - 2) : word;
}

// What stands between the first two quotes.
std::string_view quoted_part(std::string_view text) {
  const std::size_t begin = text.find('"');
  if (begin == std::string_view::npos) {
    return {};
  }
  const std::size_t end = text.find('"', begin + 1);
  return end == std::string_view::npos
             ? std::string_view()
             : text.substr(begin + 1, end - begin - 1);
}

constexpr std::array kDnsmasqWords = std::to_array<std::string_view>(
    {"address=/", "server=/", "local=/", "ipset=/", "nftset=/",
     "rebind-domain-ok=/", "--address=/", "--server=/"});

// Of a service or of an address, which nobody has mail at.
bool is_of_service(std::string_view name) {
  return has_underscore_label(name) || is_reverse_name(name);
}

}  // namespace

LineMatch match_dnsmasq(std::string_view line, std::string_view /*word*/,
                        Names& names) {
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  const auto* word = std::find_if(
      kDnsmasqWords.begin(), kDnsmasqWords.end(),
      [line](std::string_view one) { return line.starts_with(one); });
  if (word == kDnsmasqWords.end()) {
    return LineMatch::kForeign;
  }
  std::string_view rest = line.substr(word->size());
  for (std::size_t slash = rest.find('/'); slash != std::string_view::npos;
       slash = rest.find('/')) {
    if (slash != 0 && rest.substr(0, slash) != "#") {
      names.push_back(rest.substr(0, slash));
    }
    rest.remove_prefix(slash + 1);
  }
  return LineMatch::kMine;
}

LineMatch match_unbound(std::string_view line, std::string_view /*word*/,
                        Names& names) {
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  std::string_view rest = line;
  std::string_view word = next_word(rest);
  if (word == "-") {
    word = next_word(rest);
  }
  if (word == "server:" || word == "zone:" || word == "forward-zone:" ||
      word == "stub-zone:" || word == "include:") {
    return LineMatch::kMine;
  }
  if (word != "local-zone:" && word != "local-data:" && word != "name:" &&
      word != "domain:" && word != "domain-insecure:") {
    return LineMatch::kForeign;
  }
  const std::string_view quoted = quoted_part(rest);
  std::string_view said = quoted.empty() ? rest : quoted;
  const std::string_view name = unquoted(next_word(said));
  if (!name.empty() && name != ".") {
    names.push_back(name.ends_with('.') ? name.substr(0, name.size() - 1)
                                        : name);
  }
  return LineMatch::kMine;
}

LineMatch match_named(std::string_view line, std::string_view /*word*/,
                      Names& names) {
  if (is_comment(line) || line.starts_with("/*") || line.starts_with("*")) {
    return LineMatch::kNothing;
  }
  std::string_view rest = line;
  if (next_word(rest) != "zone") {
    return LineMatch::kForeign;
  }
  const std::string_view name = quoted_part(rest);
  if (name.empty()) {
    return LineMatch::kForeign;
  }
  if (name != "." && !name.ends_with(".arpa")) {
    names.push_back(name);
  }
  return LineMatch::kMine;
}

bool is_rbldnsd_sign(std::string_view line) {
  if (line.starts_with("$SOA ") || line.starts_with("$DATASET ")) {
    return true;
  }
  const std::size_t end = line.find(':', 1);
  return line.starts_with(':') && end != std::string_view::npos &&
         is_ip_address(line.substr(1, end - 1));
}

LineMatch match_forwards(std::string_view line, std::string_view /*word*/,
                         Names& names) {
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  const std::size_t sign = line.find('=');
  if (sign == std::string_view::npos) {
    return LineMatch::kForeign;
  }
  std::string_view rest = line.substr(sign + 1);
  const std::string_view word = next_word(rest);
  std::string_view name = trimmed(line.substr(0, sign));
  name.remove_prefix(name.starts_with('+') || name.starts_with('^') ? 1 : 0);
  if (name.find('.') == std::string_view::npos ||
      look_at(word.substr(0, word.find_first_of(";,"))).kind !=
          CellKind::kAddress) {
    return LineMatch::kForeign;
  }
  if (!is_reverse_name(name)) {
    names.push_back(name);
  }
  return LineMatch::kMine;
}

LineMatch match_rbldnsd(std::string_view line, std::string_view /*word*/,
                        Names& names) {
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  if (is_rbldnsd_sign(line) || line.starts_with('!') || line.starts_with('$')) {
    return LineMatch::kMine;
  }
  std::string_view rest = line;
  std::string_view name = next_word(rest);
  name = name.substr(0, name.find(':'));
  if (!trimmed(rest).empty() && trimmed(rest).front() != ':') {
    return LineMatch::kForeign;
  }
  name.remove_prefix(name.starts_with('.') ? 1 : 0);
  if (name.find('.') == std::string_view::npos || is_ip_address(name)) {
    return LineMatch::kForeign;
  }
  names.push_back(name);
  return LineMatch::kMine;
}

LineMatch match_tinydns(std::string_view line, std::string_view /*word*/,
                        Names& names) {
  constexpr std::string_view kTypes = ".&=+@'^CZ:36S";
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  const std::size_t end = line.find(':', 1);
  if (line.starts_with('%') || line.starts_with('-')) {
    return LineMatch::kMine;
  }
  if (kTypes.find(line.front()) == std::string_view::npos ||
      end == std::string_view::npos) {
    return LineMatch::kForeign;
  }
  std::string_view name = line.substr(1, end - 1);
  name.remove_prefix(name.starts_with("*.") ? 2 : 0);
  if (name.find('.') == std::string_view::npos || is_ip_address(name)) {
    return LineMatch::kForeign;
  }
  if (!is_of_service(name)) {
    names.push_back(name);
  }
  return LineMatch::kMine;
}

bool is_tinydns_sign(std::string_view line) {
  constexpr std::string_view kWhole = ".@Z&";
  constexpr std::string_view kAddressed = "+=";
  const std::size_t end = line.find(':', 1);
  if (end == std::string_view::npos) {
    return false;
  }
  const std::string_view rest = line.substr(end + 1);
  return kWhole.find(line.front()) != std::string_view::npos ||
         (kAddressed.find(line.front()) != std::string_view::npos &&
          is_ip_address(rest.substr(0, rest.find(':'))));
}

}  // namespace mxsweep

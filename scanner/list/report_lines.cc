#include "scanner/list/report_lines.h"

#include <algorithm>
#include <array>

#include "scanner/input/cell.h"
#include "scanner/list/cell_look.h"
#include "scanner/list/line_words.h"

namespace mxsweep {
namespace {

using Names = std::vector<std::string_view>;

template <class Words>
bool begins_with_one_of(const Words& words, std::string_view text) {
  return std::any_of(words.begin(), words.end(), [text](std::string_view word) {
    return text.starts_with(word);
  });
}

bool is_of_address(std::string_view name) {
  name.remove_suffix(name.ends_with('.') ? 1 : 0);
  return is_reverse_name(name);
}

// What stands in the first pair of round brackets.
std::string_view bracketed(std::string_view text) {
  const std::size_t open = text.find('(');
  const std::size_t close = text.find(')', std::min(open, text.size()));
  return close == std::string_view::npos
             ? std::string_view()
             : text.substr(open + 1, close - open - 1);
}

}  // namespace

LineMatch match_nmap(std::string_view line, std::string_view /*word*/,
                     Names& names) {
  constexpr std::string_view kReport = "Nmap scan report for ";
  constexpr std::array kOthers = std::to_array<std::string_view>(
      {"Starting Nmap", "Nmap done", "Host is "});
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  if (line.starts_with("Host: ")) {
    const std::string_view name = bracketed(line);
    if (!name.empty()) {
      names.push_back(name);
    }
    return LineMatch::kMine;
  }
  if (!line.starts_with(kReport)) {
    return begins_with_one_of(kOthers, line) ? LineMatch::kMine
                                             : LineMatch::kForeign;
  }
  std::string_view rest = line.substr(kReport.size());
  const std::string_view name = next_word(rest);
  if (!is_ip_address(name)) {  // of a host without a name
    names.push_back(name);
  }
  return LineMatch::kMine;
}

bool is_nslookup_sign(std::string_view line) {
  return line.starts_with("Non-authoritative answer:") ||
         line.starts_with("** server can't find ");
}

LineMatch match_nslookup(std::string_view line, std::string_view /*word*/,
                         Names& names) {
  constexpr std::array kHas = std::to_array<std::string_view>(
      {"mail exchanger =", "MX preference =", "canonical name =",
       "nameserver =", "text =", "internet address =", "has AAAA address"});
  constexpr std::array kOthers = std::to_array<std::string_view>(
      {"Server:", "Address:", "Addresses:", "Non-authoritative answer:",
       "Authoritative answers can be found from:"});
  constexpr std::string_view kMissing = "** server can't find ";
  if (line.empty()) {
    return LineMatch::kNothing;
  }
  if (begins_with_one_of(kOthers, line)) {
    return LineMatch::kMine;
  }
  if (line.starts_with(kMissing)) {
    std::string_view rest = line.substr(kMissing.size());
    const std::string_view name = next_word(rest);
    names.push_back(name.substr(0, name.find(':')));
    return LineMatch::kMine;
  }
  std::string_view rest = line;
  const std::string_view first = next_word(rest);
  rest = trimmed(rest);
  if (first == "Name:") {
    names.push_back(rest);
    return LineMatch::kMine;
  }
  if (!begins_with_one_of(kHas, rest)) {
    return LineMatch::kForeign;
  }
  // Of name servers, which are asked for their addresses, too.
  if (!rest.starts_with("internet address") && !rest.starts_with("has AAAA")) {
    names.push_back(first);
  }
  return LineMatch::kMine;
}

LineMatch match_host(std::string_view line, std::string_view /*word*/,
                     Names& names) {
  constexpr std::array kSays = std::to_array<std::string_view>(
      {"has address ", "has IPv6 address ", "mail is handled by ",
       "is an alias for ", "has no ", "descriptive text ", "name server ",
       "domain name pointer ", "has HTTP service bindings "});
  constexpr std::array kOthers = std::to_array<std::string_view>(
      {"Using domain server:", "Name: ", "Address: ", "Aliases:"});
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  std::string_view rest = line;
  std::string_view name = next_word(rest);
  const bool missing =
      name == "Host" && line.find(" not found: ") != std::string_view::npos;
  if (missing) {
    name = next_word(rest);
  } else if (!begins_with_one_of(kSays, trimmed(rest))) {
    return begins_with_one_of(kOthers, line) ? LineMatch::kMine
                                             : LineMatch::kForeign;
  }
  if (!is_of_address(name)) {
    names.push_back(name);
  }
  return LineMatch::kMine;
}

bool is_found_sign(std::string_view line) {
  Names names;
  return match_found(line, {}, names) == LineMatch::kMine;
}

LineMatch match_found(std::string_view line, std::string_view /*word*/,
                      Names& names) {
  constexpr std::string_view kFound = "Found: ";
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  if (!line.starts_with(kFound)) {
    return LineMatch::kForeign;
  }
  std::string_view rest = line.substr(kFound.size());
  const std::string_view name = next_word(rest);
  if (look_at(name).kind != CellKind::kName) {
    return LineMatch::kForeign;
  }
  names.push_back(name);
  return LineMatch::kMine;
}

bool is_certbot_sign(std::string_view line) {
  return line.starts_with("Certificate Name: ");
}

LineMatch match_certbot(std::string_view line, std::string_view /*word*/,
                        Names& names) {
  constexpr std::string_view kDomains = "Domains: ";
  if (line.empty()) {
    return LineMatch::kNothing;
  }
  if (!line.starts_with(kDomains)) {
    return LineMatch::kForeign;
  }
  std::string_view rest = line.substr(kDomains.size());
  for (std::string_view name = next_word(rest); !name.empty();
       name = next_word(rest)) {
    names.push_back(name);
  }
  return LineMatch::kMine;
}

LineMatch match_zone_status(std::string_view line, std::string_view /*word*/,
                            Names& names) {
  constexpr std::string_view kClass = "/IN:";
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  std::string_view rest = line;
  std::string_view name = next_word(rest);
  if (name == "zone" && next_word(rest).ends_with(kClass)) {
    const std::size_t from = line.find_first_not_of(kBlanks, name.size());
    name = line.substr(from, line.find(kClass) - from);
  } else if (name.starts_with('[') && name.ends_with(".]") &&
             trimmed(rest).starts_with("role: ")) {
    name = name.substr(1, name.size() - 2);
  } else {
    return LineMatch::kForeign;
  }
  if (!is_of_address(name)) {
    names.push_back(name);
  }
  return LineMatch::kMine;
}

}  // namespace mxsweep

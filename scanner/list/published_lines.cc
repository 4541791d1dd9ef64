#include "scanner/list/published_lines.h"

#include <algorithm>
#include <array>
#include <string>

#include "io/base/ascii.h"

#include "scanner/input/cell.h"
#include "scanner/list/cell_look.h"
#include "scanner/list/line_words.h"

namespace mxsweep {
namespace {

using Names = std::vector<std::string_view>;

bool is_one_of(std::string_view word,
               const std::initializer_list<std::string_view>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Takes off what stands before the comma, without blanks.
std::string_view next_part(std::string_view& rest) {
  const std::size_t comma = std::min(rest.find(','), rest.size());
  const std::string_view part = trimmed(rest.substr(0, comma));
  rest.remove_prefix(std::min(comma + 1, rest.size()));
  return part;
}

// What stands behind "CN =" up to the next attribute; empty where there is
// none. Of the old form ("/C=DE/CN=NAME") and the new one.
std::string_view common_name(std::string_view subject) {
  constexpr std::string_view kName = "CN";
  for (std::size_t at = subject.find(kName); at != std::string_view::npos;
       at = subject.find(kName, at + 1)) {
    const bool begins =
        at == 0 || std::string_view(" ,/+=").find(subject[at - 1]) !=
                       std::string_view::npos;
    const std::string_view rest = trimmed(subject.substr(at + kName.size()));
    if (begins && rest.starts_with('=')) {
      return trimmed(rest.substr(1, rest.find_first_of(",/+", 1) - 1));
    }
  }
  return {};
}

// Behind "- ", "12. " or "[x] " and the like.
std::string_view without_bullet(std::string_view line) {
  const std::size_t digits =
      std::min(line.find_first_not_of("0123456789"), line.size() - 1);
  if (line.size() > digits + 1 && line[digits + 1] == ' ' &&
      std::string_view(digits == 0 ? "-*+" : ".)").find(line[digits]) !=
          std::string_view::npos) {
    line = trimmed(line.substr(digits + 2));
  }
  const bool box =
      line.size() > 4 && line[0] == '[' && line[2] == ']' && line[3] == ' ';
  return box ? trimmed(line.substr(4)) : line;
}

// What stands behind `begin` and before one of `ends`; empty: nothing does.
std::string_view framed(std::string_view text, std::string_view begin,
                        std::string_view ends) {
  const std::size_t end = text.find_first_of(ends, begin.size());
  return text.starts_with(begin) && end != std::string_view::npos
             ? text.substr(begin.size(), end - begin.size())
             : std::string_view();
}

// The target of a link that the text begins with; empty: it begins with none.
// Of Markdown, Org, MediaWiki, reStructuredText and chats.
std::string_view leading_link(std::string_view text) {
  std::string_view target;
  if (text.starts_with("[[")) {
    target = framed(text, "[[", "]|");
  } else if (text.starts_with('[') && text.find("](") < text.find(')')) {
    target = framed(text.substr(text.find("](")), "](", ") ");
  } else if (text.starts_with('[')) {
    target = framed(text, "[", " ]");
  } else if (text.starts_with('`')) {
    const std::size_t angle = text.find('<');
    target = angle == std::string_view::npos
                 ? std::string_view()
                 : framed(text.substr(angle), "<", ">");
  } else {
    target = framed(text, "<", "|>");
  }
  return target.find("//") != std::string_view::npos ||
                 target.starts_with("mailto:") || target.starts_with('#')
             ? target
             : std::string_view();
}

}  // namespace

LineMatch match_alternative_names(std::string_view line,
                                  std::string_view /*word*/, Names& names) {
  constexpr std::string_view kDns = "DNS:";
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  if (is_certificate_sign(line)) {
    return LineMatch::kMine;
  }
  const std::size_t before = names.size();
  for (std::string_view rest = line; !rest.empty();) {
    std::string_view one = next_part(rest);
    const std::size_t sign = one.find('=');  // subjectAltName = DNS:NAME
    if (sign != std::string_view::npos) {
      one = trimmed(one.substr(sign + 1));
    }
    if (one.starts_with(kDns)) {
      names.push_back(one.substr(kDns.size()));
    }
  }
  return names.size() == before ? LineMatch::kForeign : LineMatch::kMine;
}

bool is_certificate_sign(std::string_view line) {
  return line.starts_with("X509v3 Subject Alternative Name:");
}

bool is_subject_sign(std::string_view line) {
  return io::ascii_lower(line.substr(0, 8)) == "subject:" ||
         line.starts_with("subject=");
}

LineMatch match_common_names(std::string_view line, std::string_view /*word*/,
                             Names& names) {
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  const bool subject = is_subject_sign(line);
  const std::string_view name = common_name(line);
  if (!subject && (!line.starts_with("CN") || name.empty())) {
    return LineMatch::kForeign;
  }
  if (look_at(name).kind == CellKind::kName) {
    names.push_back(name);
  }
  return LineMatch::kMine;
}

LineMatch match_ads(std::string_view line, std::string_view /*word*/,
                    Names& names) {
  line = trimmed(line.substr(0, line.find('#')));
  if (line.empty()) {
    return LineMatch::kNothing;
  }
  const std::string key = io::ascii_lower(line.substr(0, line.find('=')));
  if (is_one_of(key, {"contact", "subdomain", "ownerdomain", "managerdomain",
                      "inventorypartnerdomain"})) {
    return LineMatch::kMine;
  }
  std::string_view rest = line;
  const std::string_view system = next_part(rest);
  const std::string_view account = next_part(rest);
  const std::string relation = io::ascii_lower(next_part(rest));
  if (account.empty() || !is_one_of(relation, {"direct", "reseller"})) {
    return LineMatch::kForeign;
  }
  names.push_back(system);
  return LineMatch::kMine;
}

bool is_link_sign(std::string_view line) {
  return !line.empty() && !leading_link(without_bullet(line)).empty();
}

// What leads to another place of the page or site is no name, even where it
// looks like one: "(readme.md)". Between links there may be plain URLs.
LineMatch match_links(std::string_view line, std::string_view /*word*/,
                      Names& names) {
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  const std::string_view text = without_bullet(line);
  const std::string_view url = leading_link(text);
  const bool is_link = !url.empty();
  if (!is_link && look_at(text).kind != CellKind::kUrl) {
    return LineMatch::kForeign;
  }
  if (!url.starts_with('#')) {
    names.push_back(is_link ? url : text);
  }
  return LineMatch::kMine;
}

}  // namespace mxsweep

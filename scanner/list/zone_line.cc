#include "scanner/list/zone_line.h"

#include <algorithm>
#include <array>

#include "io/base/ascii.h"

#include "scanner/list/line_words.h"

namespace mxsweep {
namespace {

constexpr std::string_view kWhite = " \t\r\v\f";

// Those that most records have, first.
constexpr std::array kTypes = std::to_array<std::string_view>(
    {"ns",         "a",     "ds",    "rrsig", "cname",      "mx",    "txt",
     "nsec3",      "aaaa",  "soa",   "afsdb", "any",        "apl",   "caa",
     "cdnskey",    "cds",   "cert",  "csync", "dhcid",      "dlv",   "dname",
     "dnskey",     "eui48", "eui64", "hinfo", "hip",        "https", "ipseckey",
     "key",        "kx",    "loc",   "mb",    "md",         "mf",    "mg",
     "minfo",      "mr",    "naptr", "nsec",  "nsec3param", "null",  "nxt",
     "openpgpkey", "ptr",   "px",    "rp",    "rt",         "sig",   "smimea",
     "spf",        "srv",   "sshfp", "svcb",  "ta",         "tlsa",  "tsig",
     "uri",        "wks",   "zonemd"});

constexpr std::array kClasses =
    std::to_array<std::string_view>({"in", "ch", "hs", "cs", "any", "none"});

template <class Words>
bool is_one_of(const Words& words, std::string_view word) {
  return std::any_of(words.begin(), words.end(), [word](std::string_view one) {
    return equal_words(one, word);
  });
}

bool is_class(std::string_view word) {
  return is_one_of(kClasses, word);
}

// 3600, 1h30m.
bool is_ttl(std::string_view word) {
  return !word.empty() && word.front() >= '0' && word.front() <= '9' &&
         word.find_first_not_of("0123456789smhdwSMHDW") ==
             std::string_view::npos;
}

// The first word of what is left, which it is taken from. A quoted string is
// one word.
std::string_view next_field(std::string_view& rest) {
  const std::size_t begin = rest.find_first_not_of(kWhite);
  if (begin == std::string_view::npos || rest[begin] == ';') {
    rest = {};
    return {};
  }
  const std::size_t end = rest[begin] == '"'
                              ? std::min(rest.find('"', begin + 1), rest.size())
                              : rest.find_first_of(" \t\r\v\f;", begin);
  const std::string_view word = rest.substr(begin, end - begin);
  rest.remove_prefix(std::min(end, rest.size()));
  return word;
}

// Whether the first word of the data may be that of a record of the type: prose
// has a word like A here and there ("not a name"), too. Only of types whose
// data begins with what nothing else looks like.
bool fits_type(std::string_view type, std::string_view data) {
  if (data.empty() || data.starts_with("\\#")) {  // RFC 3597
    return true;
  }
  const bool address4 = equal_words(type, "a");
  if (address4 || equal_words(type, "aaaa")) {
    return is_ip_address(data) &&
           (data.find(':') == std::string_view::npos) == address4;
  }
  return !equal_words(type, "mx") ||
         data.find_first_not_of("0123456789") == std::string_view::npos;
}

// Type and data behind the owner.
bool take_type(std::string_view rest, ZoneLine& out) {
  std::string_view word = next_field(rest);
  for (int words = 0; words < 2 && (is_ttl(word) || is_class(word)); ++words) {
    word = next_field(rest);
  }
  if (!is_record_type(word)) {
    return false;
  }
  out.type = word;
  out.data = next_field(rest);
  if (out.data == "(") {
    out.data = next_field(rest);
  }
  out.kind = out.data.empty() ? ZoneLineKind::kQuestion : ZoneLineKind::kRecord;
  return true;
}

}  // namespace

bool equal_words(std::string_view one, std::string_view other) {
  return one.size() == other.size() &&
         std::equal(one.begin(), one.end(), other.begin(), [](char a, char b) {
           return io::ascii_lower(a) == io::ascii_lower(b);
         });
}

bool is_record_type(std::string_view word) {
  word.remove_prefix(word.starts_with("\\-") ? 2 : 0);  // BIND: there is none
  const bool numbered =
      word.size() > 4 && equal_words(word.substr(0, 4), "type") &&
      word.find_first_not_of("0123456789", 4) == std::string_view::npos;
  return numbered || is_one_of(kTypes, word);
}

// Outside of strings and comments.
void ZoneLines::count_parentheses(std::string_view line) {
  bool quoted = false;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    if (c == '\\') {
      ++at;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == ';') {
      break;
    } else if (!quoted && c == '(') {
      ++depth_;
    } else if (!quoted && c == ')') {
      depth_ -= depth_ == 0 ? 0 : 1;
    }
  }
  open_lines_ = depth_ == 0 ? 0 : open_lines_ + 1;
  if (open_lines_ > kZoneRecordLinesMax) {
    depth_ = 0;
    open_lines_ = 0;
  }
}

ZoneLine ZoneLines::take(std::string_view line, bool generated) {
  ZoneLine out;
  const bool inside = depth_ != 0;
  if (inside || line.find_first_of("()") != std::string_view::npos) {
    count_parentheses(line);
  }
  const std::size_t first = line.find_first_not_of(kWhite);
  if (inside || first == std::string_view::npos || line[first] == ';') {
    return out;
  }
  std::string_view rest = line;
  if (first == 0) {
    out.owner = next_field(rest);
  }
  if (out.owner.starts_with('$') && !generated) {
    out.kind = ZoneLineKind::kDirective;
    out.data = rest;
    if (equal_words(out.owner, "$origin")) {
      origin_ = next_field(rest);
    }
    return out;
  }
  if (!take_type(rest, out) || (!generated && !fits_type(out.type, out.data))) {
    out.kind = ZoneLineKind::kForeign;
    depth_ = 0;
    open_lines_ = 0;
  }
  return out;
}

}  // namespace mxsweep

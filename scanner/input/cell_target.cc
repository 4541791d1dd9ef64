#include "scanner/input/cell_target.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "io/base/ascii.h"
#include "io/base/endpoint.h"

#include "scanner/dns/idna.h"
#include "scanner/input/blanks.h"
#include "scanner/input/cell_spelling.h"
#include "scanner/input/known_tops.h"

namespace mxsweep {
namespace {

constexpr std::string_view kSeveral = "more than one address";
constexpr std::string_view kNoPort = "what follows the host is no port";
constexpr auto kNone = std::string_view::npos;

// Stands where a quoted string was: no part of a name and no end of one.
constexpr char kQuotedString = '^';

// What may follow a domain name in running text.
constexpr std::string_view kEnders = " \t\r\n\v\f<>()[]{}\"'`;:,/?#|&\\!=";

// Of a name, or of a U-label.
bool is_name_octet(char c) {
  return io::is_ascii_letter(c) || io::is_ascii_digit(c) || c == '-' ||
         c == '_' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

std::string_view leading_name(std::string_view text) {
  const auto* const end =
      std::find_if_not(text.begin(), text.end(), is_name_octet);
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

// ---- names -----------------------------------------------------------------

// Certificates have *.NAME, cookies and blocklists .NAME, zone files NAME., and
// sloppy lists more dots than one.
CellTarget named(std::string_view text, std::string_view sign) {
  text = trimmed(text);
  const std::size_t first = text.find_first_not_of('.');
  if (first == kNone) {
    return {.name = text.substr(0, 1), .sign = sign, .problem = {}};
  }
  std::string_view name = text.substr(first);
  while (name.starts_with("*.")) {
    name.remove_prefix(2);
    name.remove_prefix(std::min(name.find_first_not_of('.'), name.size()));
    sign = sign.empty() ? "*." : sign;
  }
  while (name.ends_with("..")) {
    name.remove_suffix(1);
  }
  return {.name = name, .sign = sign, .problem = {}};
}

// "192.0.2.1, 2001:db8::1", as searches for hosts put them behind a name.
bool are_addresses(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    if (!io::parse_endpoint(trimmed(text.substr(0, end)), 53).has_value()) {
      return false;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return true;
}

// ":8080", "/path" or both; or ":192.0.2.1".
bool is_rest_of_address(std::string_view rest) {
  if (rest.starts_with(':') && rest.size() > 1 &&
      are_addresses(rest.substr(1))) {
    return true;
  }
  if (rest.starts_with(':')) {
    const std::size_t end = rest.find_first_not_of("0123456789", 1);
    if (end == 1 || std::min(end, rest.size()) > 6) {
      return false;
    }
    rest = rest.substr(std::min(end, rest.size()));
    return rest.empty() || rest.find_first_of("/?#\\") == 0;
  }
  return rest.find_first_of("/?#\\") == 0;
}

// The name of NAME:PORT, NAME/PATH and the like; else empty. Without a dot it
// could be anything: a user with a password, a date, a ratio.
std::string_view name_before_rest(std::string_view text) {
  const std::size_t begin = text.starts_with("*.") ? 2 : 0;
  const std::size_t size = begin + leading_name(text.substr(begin)).size();
  const std::string_view name = text.substr(0, size);
  const std::size_t dot = name.find('.', begin);
  const bool has_dot = dot != kNone && dot + 1 < name.size();
  return has_dot && is_rest_of_address(text.substr(size)) ? name
                                                          : std::string_view{};
}

// A mail address whose local part holds what else begins a path or a fragment
// (RFC 5321 section 4.1.2): "a/b@NAME", "jane.roe#x@NAME", "jane.roe?x@NAME". A
// query has "=" before the sign, a path may begin with it (NAME/@USER), and
// what follows the sign in a path is no name (NAME/package@1.2.3).
bool is_sign_of_mail(std::string_view text, std::size_t sign) {
  if (sign == 0 || text[sign - 1] == '/') {
    return false;
  }
  const std::size_t query = text.find('?');
  if (query < sign && text.substr(query, sign - query).find('=') != kNone) {
    return false;
  }
  const std::string_view rest = text.substr(sign + 1);
  const std::string_view domain = leading_name(rest);
  const std::size_t dot = domain.rfind('.');
  return dot != kNone && dot > 0 && dot + 1 < domain.size() &&
         !io::is_ascii_digit(domain[dot + 1]) &&
         (domain.size() == rest.size() ||
          std::string_view("/?#\\").find(rest[domain.size()]) == kNone);
}

bool is_mail_with_marks(std::string_view text) {
  for (std::size_t sign = text.find('@'); sign != kNone;
       sign = text.find('@', sign + 1)) {
    if (is_sign_of_mail(text, sign)) {
      return true;
    }
  }
  return false;
}

// ---- URLs ------------------------------------------------------------------

// Those that may be shown; whatever else stands before "://" may be a secret.
constexpr std::array<std::string_view, 11> kSchemes = {"http",
                                                       "https",
                                                       "ftp",
                                                       "ftps",
                                                       "sftp",
                                                       "ws",
                                                       "wss",
                                                       "hxxp",
                                                       "hxxps",
                                                       "view-source:http",
                                                       "view-source:https"};

// RFC 3986 section 3.1, and ':' for "view-source:https".
bool is_scheme(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return io::is_ascii_letter(c) || io::is_ascii_digit(c) || c == '+' ||
           c == '-' || c == '.' || c == ':';
  });
}

bool is_known_scheme(std::string_view text) {
  return std::any_of(
      kSchemes.begin(), kSchemes.end(), [text](std::string_view scheme) {
        return scheme.size() == text.size() && begins_with(text, scheme);
      });
}

// Where the scheme of the text ends, if it begins with one.
std::size_t scheme_end(std::string_view text) {
  const std::size_t end = text.find("://");
  return end != kNone && is_scheme(text.substr(0, end)) ? end : kNone;
}

// Whether a further URL begins behind a blank or a separator.
bool has_second_url(std::string_view text) {
  for (std::size_t at = text.find("://"); at != kNone;
       at = text.find("://", at + 1)) {
    std::size_t begin = at;
    while (begin > 0 && io::is_ascii_letter(text[begin - 1])) {
      --begin;
    }
    if (begin > 0 && begin < at &&
        std::string_view(" \t\v\f;,|").find(text[begin - 1]) != kNone) {
      return true;
    }
  }
  return false;
}

// `text` is what follows "//".
CellTarget host_of_url(std::string_view text, std::string_view sign) {
  if (has_second_url(text)) {
    return {.name = {}, .sign = {}, .problem = kSeveral};
  }
  std::string_view host = text.substr(0, text.find_first_of("/?#\\"));
  const std::size_t at = host.rfind('@');
  if (at != kNone) {
    host.remove_prefix(at + 1);
  }
  if (host.starts_with('[')) {
    return {.name = host.substr(1, host.find(']') - 1),
            .sign = sign,
            .problem = {}};
  }
  const std::size_t colon = host.find(':');
  if (colon != kNone &&
      host.find_first_not_of("0123456789", colon + 1) != kNone) {
    // What looks like a port may be a password that holds a '/'.
    return {.name = {}, .sign = {}, .problem = kNoPort};
  }
  return named(host.substr(0, colon), sign);
}

CellTarget target_of_url(std::string_view text, std::size_t end) {
  std::string_view sign;
  while (end != kNone) {
    sign = is_known_scheme(text.substr(0, end)) ? text.substr(0, end + 3)
                                                : std::string_view{};
    text.remove_prefix(end + 3);
    // "https://https://NAME/" is what some programs make of a URL.
    end = scheme_end(text);
    end = end != kNone && is_known_scheme(text.substr(0, end)) ? end : kNone;
  }
  return host_of_url(text, sign);
}

// ---- mail addresses --------------------------------------------------------

constexpr std::array<std::string_view, 5> kMailSchemes = {
    "mailto:", "smtp:", "sip:", "xmpp:", "acct:"};

std::string_view without_mail_scheme(std::string_view text) {
  for (const std::string_view scheme : kMailSchemes) {
    if (begins_with(text, scheme)) {
      text.remove_prefix(scheme.size());
      return text.substr(0, text.find('?'));
    }
  }
  return text;
}

bool has_mail_sign(std::string_view text) {
  return text.find('@') != kNone || text.find("%40") != kNone;
}

// The octets of a quoted string at the start of `text` (RFC 5322 section
// 3.2.4), or zero where it does not end.
std::size_t quoted_string(std::string_view text) {
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      return at + 1;
    }
  }
  return 0;
}

// The same of a comment (section 3.2.2), which may hold others.
std::size_t comment(std::string_view text) {
  std::size_t depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '(') {
      ++depth;
    } else if (text[at] == ')' && --depth == 0) {
      return at + 1;
    }
  }
  return 0;
}

bool may_need_care(char c) {
  return c == '"' || c == '(' || c == '%' || c == '\t' || c == '\v' ||
         c == '\f' || c == '\r' || static_cast<unsigned char>(c) >= 0x80;
}

// Appends what may hold addresses: no quoted strings, which are display names
// or local parts, and no comments. Blanks and signs in their plain form.
void append_addresses(std::string_view text, std::string& out) {
  while (!text.empty()) {
    const auto* const special =
        std::find_if(text.begin(), text.end(), may_need_care);
    const auto plain = static_cast<std::size_t>(special - text.begin());
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) {
      return;
    }
    std::size_t octets = 0;
    char in_place = kQuotedString;
    if (text.front() == '"') {
      octets = quoted_string(text);
    } else if (text.front() == '(') {
      octets = comment(text);
      in_place = ' ';
    } else if (text.starts_with("%40")) {
      octets = 3;
      in_place = '@';
    } else {
      octets = leading_blank(text);
      in_place = ' ';
    }
    out += octets == 0 ? text.front() : in_place;
    text.remove_prefix(std::max<std::size_t>(octets, 1));
  }
}

// Behind the sign of an address.
std::string_view domain_at_front(std::string_view text) {
  text = text.substr(std::min(text.find_first_not_of(' '), text.size()));
  if (text.starts_with('[')) {  // RFC 5321 section 4.1.3
    return text.substr(1, text.find(']') - 1);
  }
  const std::size_t begin = text.starts_with("*.") ? 2 : 0;
  const std::size_t size = begin + leading_name(text.substr(begin)).size();
  const bool ended = size == text.size() || kEnders.find(text[size]) != kNone;
  return ended ? text.substr(0, size) : text;
}

// Whether nothing stands before the sign that could be a local part.
bool is_sign_alone(std::string_view text, std::size_t sign) {
  constexpr std::string_view kOfLocalParts = "!#$%&*+=?^_{|}~.-";
  return sign == 0 || (!is_name_octet(text[sign - 1]) &&
                       kOfLocalParts.find(text[sign - 1]) == kNone);
}

// Of two labels and more.
bool ends_in_known_top(std::string_view domain) {
  if (domain.ends_with('.')) {
    domain.remove_suffix(1);
  }
  const std::size_t dot = domain.rfind('.');
  if (dot == kNone || dot == 0) {
    return false;
  }
  std::string top = io::ascii_lower(domain.substr(dot + 1));
  const bool is_ascii = std::all_of(top.begin(), top.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x80;
  });
  if (!is_ascii) {
    const std::string text = std::move(top);
    if (!to_ascii_name(text, true, top).empty()) {
      return false;
    }
  }
  return is_known_top(top) || is_private_top(top);
}

// "@NAME" is a domain in maps and exports; "@user" is somebody's name, also
// with a dot ("@jane.roe"), and so is that before the colon of "@user:NAME".
bool is_user(std::string_view text, std::string_view domain) {
  const std::size_t end = text.find(domain) + domain.size();
  const bool colon = end + 1 < text.size() && text[end] == ':' &&
                     !io::is_ascii_digit(text[end + 1]) && text[end + 1] != ' ';
  return colon || !ends_in_known_top(domain);
}

// Counts addresses and keeps the domain of the last.
class Addresses {
 public:
  // A list of them, by ',' or ';'. These also stand in a display name.
  void take_list(std::string_view text) {
    while (!text.empty()) {
      const auto* const mark =
          std::find_if(text.begin(), text.end(),
                       [](char c) { return c == ',' || c == ';' || c == '<'; });
      const auto end = static_cast<std::size_t>(mark - text.begin());
      if (mark != text.end() && *mark == '<') {
        const std::size_t close = text.find('>', end);
        if (close != kNone &&
            text.substr(end, close - end).find('@') != kNone) {
          // What stands before it is a display name.
          take_words(text.substr(end + 1, close - end - 1));
          text.remove_prefix(close + 1);
          continue;
        }
      }
      take_words(text.substr(0, end));
      text.remove_prefix(std::min(text.size(), end + 1));
    }
  }

  [[nodiscard]] std::size_t count() const { return count_; }

  [[nodiscard]] std::string_view domain() const { return domain_; }

 private:
  void take_words(std::string_view text) {
    std::size_t at = text.find('@');
    while (at != kNone) {
      // Of a word with several signs the last one counts.
      const std::size_t end = std::min(text.find(' ', at), text.size());
      const std::size_t first = at;
      at = text.rfind('@', end);
      // "ADDRESS:PASSWORD", and the password has a sign, too.
      const bool cut = text.substr(first, at - first).find(':') != kNone;
      count_ += cut ? 2 : 1;
      domain_ = domain_at_front(text.substr(at + 1));
      if (is_sign_alone(text, at) && is_user(text.substr(at + 1), domain_)) {
        domain_ = {};
      }
      at = text.find('@', end);
    }
  }

  std::size_t count_ = 0;
  std::string_view domain_;
};

CellTarget target_of_mail(std::string_view text, CellScratch& scratch) {
  scratch.addresses.clear();
  append_addresses(text, scratch.addresses);
  Addresses found;
  found.take_list(scratch.addresses);
  if (found.count() > 1) {
    return {.name = {}, .sign = {}, .problem = kSeveral};
  }
  return named(found.domain(), "@");
}

// "[NAME]:587" and "[NAME]", of Postfix, which then asks for no MX; or of an
// address. Empty where it is none.
std::string_view name_in_brackets(std::string_view text) {
  const std::size_t close = text.find(']');
  if (!text.starts_with('[') || close == kNone) {
    return {};
  }
  const std::string_view rest = text.substr(close + 1);
  const std::string_view name = text.substr(1, close - 1);
  return leading_name(name).size() == name.size() &&
                 (rest.empty() || is_rest_of_address(rest))
             ? name
             : std::string_view();
}

}  // namespace

CellTarget find_target(std::string_view cell, CellScratch& scratch) {
  const std::string_view text = unwrapped(plain_spelling(cell, scratch.plain));
  const std::size_t scheme = scheme_end(text);
  if (scheme != kNone) {
    return target_of_url(text, scheme);
  }
  if (text.starts_with("//")) {
    return host_of_url(text.substr(2), "");
  }
  const std::string_view framed = name_in_brackets(text);
  if (!framed.empty()) {
    return named(framed, "");
  }
  // A URL without its scheme may hold the sign of an address in its query.
  const std::string_view name =
      is_mail_with_marks(text) ? std::string_view() : name_before_rest(text);
  if (!name.empty()) {
    return named(name, "");
  }
  // An exception among rules, as the Public Suffix List and allow-lists have
  // it.
  if (text.size() > 1 && text.front() == '!' && is_name_octet(text[1])) {
    return named(text.substr(1), "!");
  }
  const std::string_view mail = without_mail_scheme(text);
  return has_mail_sign(mail) ? target_of_mail(mail, scratch) : named(text, "");
}

}  // namespace mxsweep

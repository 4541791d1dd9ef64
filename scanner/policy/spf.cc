// SPF (RFC 7208): "v=spf1 include:example.com -all". Read, not evaluated: which
// terms there are and whether each is written as section 12 has it. An error in
// any term makes the record useless (section 4.6), also behind `all`, where
// terms are not counted, since nobody comes to them (section 5.1). So do more
// than ten terms that ask the DNS (section 4.6.4); those of the records that it
// includes count there, too, but nobody asks for them here.

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "io/base/endpoint.h"

#include "scanner/policy/fields.h"
#include "scanner/policy/policy.h"

namespace mxsweep {
namespace {

constexpr std::string_view kVersion = "v=spf1";
constexpr std::string_view kAsksTooOften =
    "more than 10 of its terms ask the DNS: a checker that comes to the "
    "eleventh says permerror";
constexpr std::string_view kBadMacro =
    "it has a macro that is none: behind % stands %, _, - or a {} with a "
    "letter "
    "of s, l, o, d, i, p, h, v, and a number in it is not zero";
constexpr unsigned kIpv4Bits = 32;
constexpr unsigned kIpv6Bits = 128;

bool is_visible(char c) {
  return c > ' ' && c <= '~';
}

bool equals(std::string_view a, std::string_view lower) {
  return io::ascii_lower(a) == lower;
}

// Takes "%{d2r.}" or the like off the front of what follows the percent sign.
bool take_macro(std::string_view& text) {
  constexpr std::string_view kPlain = "%_-";
  constexpr std::string_view kLetters = "slodiphv";
  constexpr std::string_view kDelimiters = ".-+,/_=";
  if (text.empty()) {
    return false;
  }
  if (kPlain.find(text.front()) != std::string_view::npos) {
    text.remove_prefix(1);
    return true;
  }
  const std::size_t end = text.find('}');
  if (text.front() != '{' || end == std::string_view::npos || end < 2) {
    return false;
  }
  std::string_view inside = text.substr(1, end - 1);
  text.remove_prefix(end + 1);
  if (kLetters.find(io::ascii_lower(inside.front())) ==
      std::string_view::npos) {
    return false;  // c, r and t are for explanations only (section 7.2)
  }
  inside.remove_prefix(1);
  bool digits = false;
  bool nonzero = false;  // section 7.3: the number of labels must be
  while (!inside.empty() && io::is_ascii_digit(inside.front())) {
    digits = true;
    nonzero = nonzero || inside.front() != '0';
    inside.remove_prefix(1);
  }
  if (digits && !nonzero) {
    return false;
  }
  if (!inside.empty() && io::ascii_lower(inside.front()) == 'r') {
    inside.remove_prefix(1);
  }
  return inside.find_first_not_of(kDelimiters) == std::string_view::npos;
}

// Visible characters and macros; says whether a macro ends it.
bool is_macro_string(std::string_view text, bool& ends_in_macro) {
  ends_in_macro = false;
  while (!text.empty()) {
    const char c = text.front();
    text.remove_prefix(1);
    ends_in_macro = c == '%';
    if (!is_visible(c) || (c == '%' && !take_macro(text))) {
      return false;
    }
  }
  return true;
}

bool has_bad_macro(std::string_view text) {
  while (!text.empty()) {
    const bool begins = text.front() == '%';
    text.remove_prefix(1);
    if (begins && !take_macro(text)) {
      return true;
    }
  }
  return false;
}

// Letters, digits, hyphens inside; not digits alone.
bool is_top_label(std::string_view label) {
  return !label.empty() && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(),
                     [](char c) { return is_alphanumeric(c) || c == '-'; }) &&
         !std::all_of(label.begin(), label.end(), io::is_ascii_digit);
}

bool is_domain_spec(std::string_view text) {
  bool ends_in_macro = false;
  if (text.empty() || !is_macro_string(text, ends_in_macro)) {
    return false;
  }
  if (ends_in_macro) {
    return true;
  }
  if (text.back() == '.') {
    text.remove_suffix(1);
  }
  const std::size_t dot = text.rfind('.');
  return dot != std::string_view::npos && is_top_label(text.substr(dot + 1));
}

bool is_prefix_length(std::string_view text, unsigned most) {
  constexpr std::size_t kDigitsMax = 3;
  if (text.empty() || text.size() > kDigitsMax ||
      (text.size() > 1 && text.front() == '0') ||
      !std::all_of(text.begin(), text.end(), io::is_ascii_digit)) {
    return false;
  }
  unsigned value = 0;
  for (const char c : text) {
    value = 10 * value + static_cast<unsigned>(c - '0');
  }
  return value <= most;
}

// Takes "/24", "//64" or "/24//64" off the end. False when what stands there is
// no such length.
bool take_dual_lengths(std::string_view& text) {
  const auto only_digits = [](std::string_view part) {
    return std::all_of(part.begin(), part.end(), io::is_ascii_digit);
  };
  const std::size_t six = text.rfind("//");
  if (six != std::string_view::npos && only_digits(text.substr(six + 2))) {
    if (!is_prefix_length(text.substr(six + 2), kIpv6Bits)) {
      return false;
    }
    text = text.substr(0, six);
  }
  const std::size_t four = text.rfind('/');
  if (four != std::string_view::npos && only_digits(text.substr(four + 1))) {
    if (!is_prefix_length(text.substr(four + 1), kIpv4Bits)) {
      return false;
    }
    text = text.substr(0, four);
  }
  return true;
}

bool is_network(std::string_view text, std::uint8_t family) {
  const std::size_t slash = text.find('/');
  const std::string_view address = text.substr(0, slash);
  if (slash != std::string_view::npos &&
      !is_prefix_length(text.substr(slash + 1),
                        family == 4 ? kIpv4Bits : kIpv6Bits)) {
    return false;
  }
  constexpr std::string_view kOfAddresses = "0123456789abcdefABCDEF.:";
  if (address.find_first_not_of(kOfAddresses) != std::string_view::npos) {
    return false;
  }
  const auto endpoint = io::parse_endpoint(address, 53);
  // "192.0.2.1:53" is an address with a port.
  const bool port = family == 4 && address.find(':') != std::string_view::npos;
  return endpoint.has_value() && endpoint->family == family && !port;
}

// What stands behind the name of a mechanism: nothing, or from ":" or "/" on.
using IsArgument = bool (*)(std::string_view text);

bool is_nothing(std::string_view text) {
  return text.empty();
}

bool is_target(std::string_view text) {
  return text.substr(0, 1) == ":" && is_domain_spec(text.substr(1));
}

bool is_target_or_nothing(std::string_view text) {
  return text.empty() || is_target(text);
}

bool is_target_with_lengths(std::string_view text) {
  return take_dual_lengths(text) && is_target_or_nothing(text);
}

bool is_ipv4_network(std::string_view text) {
  return text.substr(0, 1) == ":" && is_network(text.substr(1), 4);
}

bool is_ipv6_network(std::string_view text) {
  return text.substr(0, 1) == ":" && is_network(text.substr(1), 6);
}

struct Mechanism {
  std::string_view name;
  bool asks = false;  // the DNS
  IsArgument is_argument = nullptr;
  std::string_view wants;  // what is said where it has another one
};

constexpr std::array kMechanisms = {
    Mechanism{"all", false, is_nothing, "all stands alone"},
    Mechanism{"include", true, is_target, "include wants a domain"},
    Mechanism{"a", true, is_target_with_lengths,
              "a wants nothing, a domain, or lengths up to /32 and //128"},
    Mechanism{"mx", true, is_target_with_lengths,
              "mx wants nothing, a domain, or lengths up to /32 and //128"},
    Mechanism{"ptr", true, is_target_or_nothing,
              "ptr wants nothing or a domain"},
    Mechanism{"ip4", false, is_ipv4_network,
              "ip4 wants an IPv4 address or network"},
    Mechanism{"ip6", false, is_ipv6_network,
              "ip6 wants an IPv6 address or network"},
    Mechanism{"exists", true, is_target, "exists wants a domain"},
};

struct Modifier {
  std::string_view name;
  std::string_view wants;
  std::string_view twice;
};

constexpr Modifier kRedirect = {"redirect", "redirect wants a domain",
                                "redirect stands there twice"};
constexpr Modifier kExp = {"exp", "exp wants a domain",
                           "exp stands there twice"};

SpfAll all_of(char qualifier) {
  switch (qualifier) {
    case '-':
      return SpfAll::kFail;
    case '~':
      return SpfAll::kSoftFail;
    case '?':
      return SpfAll::kNeutral;
    default:
      return SpfAll::kPass;
  }
}

class TermReader {
 public:
  // What is wrong with the term; empty: nothing.
  [[nodiscard]] std::string_view take(std::string_view term) {
    constexpr std::string_view kQualifiers = "+-?~";
    const char qualifier =
        kQualifiers.find(term.front()) == std::string_view::npos ? '\0'
                                                                 : term.front();
    if (qualifier != '\0') {
      term.remove_prefix(1);
    }
    const std::size_t end = std::min(term.find_first_of(":/="), term.size());
    const std::string_view name = term.substr(0, end);
    const std::string_view rest = term.substr(end);
    if (rest.substr(0, 1) == "=") {
      return qualifier == '\0' ? take_modifier(name, rest.substr(1))
                               : "a modifier has no sign before it";
    }
    return take_mechanism(qualifier, name, rest);
  }

  [[nodiscard]] SpfPolicy policy() const {
    SpfPolicy policy = policy_;
    if (!all_ && redirect_) {  // else it is ignored (section 6.1)
      policy.all = SpfAll::kRedirect;
      add(policy.lookups);
    }
    return policy;
  }

 private:
  static void add(std::uint16_t& count) {
    constexpr std::uint16_t kMost = std::numeric_limits<std::uint16_t>::max();
    count = count == kMost ? kMost : static_cast<std::uint16_t>(count + 1);
  }

  static std::string_view take_once(const Modifier& modifier,
                                    std::string_view value, bool& there) {
    if (std::exchange(there, true)) {
      return modifier.twice;
    }
    return is_domain_spec(value)  ? std::string_view()
           : has_bad_macro(value) ? kBadMacro
                                  : modifier.wants;
  }

  [[nodiscard]] std::string_view take_modifier(std::string_view name,
                                               std::string_view value) {
    if (equals(name, kRedirect.name)) {
      return take_once(kRedirect, value, redirect_);
    }
    if (equals(name, kExp.name)) {
      return take_once(kExp, value, exp_);
    }
    bool ends_in_macro = false;
    const bool is_one =
        !name.empty() && io::is_ascii_letter(name.front()) &&
        std::all_of(name.begin(), name.end(), [](char c) {
          return is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
        });
    if (is_one && has_bad_macro(value)) {
      return kBadMacro;
    }
    return is_one && is_macro_string(value, ends_in_macro)
               ? std::string_view()
               : "it is neither a mechanism nor a modifier";
  }

  [[nodiscard]] std::string_view take_mechanism(char qualifier,
                                                std::string_view name,
                                                std::string_view rest) {
    const auto* known = std::find_if(
        kMechanisms.begin(), kMechanisms.end(),
        [name](const Mechanism& one) { return equals(name, one.name); });
    if (known == kMechanisms.end()) {
      return "SPF has no such mechanism";
    }
    if (!known->is_argument(rest)) {
      return known->asks && has_bad_macro(rest) ? kBadMacro : known->wants;
    }
    if (all_) {
      return {};
    }
    if (known->name == "all") {
      all_ = true;
      policy_.all = all_of(qualifier);
    }
    if (known->asks) {
      add(policy_.lookups);
    }
    return {};
  }

  SpfPolicy policy_;
  bool all_ = false;
  bool redirect_ = false;
  bool exp_ = false;
};

}  // namespace

// The version ends with a blank or with the record (section 4.5).
bool claims_spf(std::string_view text) {
  return equals(text.substr(0, kVersion.size()), kVersion) &&
         (text.size() == kVersion.size() || text[kVersion.size()] == ' ');
}

// A record that asks too often still has its values.
PolicyFault parse_spf(std::string_view text, PolicyValues& values) {
  TermReader reader;
  text.remove_prefix(kVersion.size());
  for (std::uint16_t piece = 1; !text.empty();) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view term = text.substr(0, end);
    piece = static_cast<std::uint16_t>(piece + (term.empty() ? 0 : 1));
    const std::string_view why =
        term.empty() ? std::string_view() : reader.take(term);
    if (!why.empty()) {
      return {why, piece};
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  const SpfPolicy policy = reader.policy();
  values = policy;
  return policy.asks_too_often() ? PolicyFault{kAsksTooOften} : PolicyFault{};
}

}  // namespace mxsweep

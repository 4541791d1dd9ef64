#include "scanner/dns/special_names.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace mxsweep {
namespace {

struct SpecialName {
  std::string_view text;
  std::string_view wire;  // without the root octet
  std::string_view last;  // label of both
  bool never_resolves;
};

using std::string_view_literals::operator""sv;

constexpr SpecialName make_special(std::string_view text, std::string_view wire,
                                   bool never_resolves) {
  return {text, wire, text.substr(text.rfind('.') + 1), never_resolves};
}

// RFC 6761, 6762, 7686, 8375, 9476, and ICANN's private-use "internal".
constexpr std::array kSpecialNames = {
    make_special("test", "\x04test"sv, false),
    make_special("example",
                 "\x07"
                 "example"sv,
                 false),
    make_special("invalid", "\x07invalid"sv, true),
    make_special("localhost", "\x09localhost"sv, true),
    make_special("local", "\x05local"sv, true),
    make_special("onion", "\x05onion"sv, true),
    make_special("alt",
                 "\x03"
                 "alt"sv,
                 true),
    make_special("internal", "\x08internal"sv, true),
    make_special("home.arpa",
                 "\x04home\x04"
                 "arpa"sv,
                 true)};

// A bit for each letter that one of the last labels begins with.
constexpr std::uint32_t letter_bit(char letter) {
  return std::uint32_t{1} << (static_cast<unsigned>(letter) & 31U);
}

constexpr std::uint32_t first_letters() {
  std::uint32_t bits = 0;
  for (const SpecialName& special : kSpecialNames) {
    bits |= letter_bit(special.last.front());
  }
  return bits;
}

// The special-use domain at or above the name, or null. They have at most two
// labels.
const SpecialName* find(NameView name) {
  if (name.empty() || name.is_root()) {
    return nullptr;
  }
  const std::string_view last = top_label(name);
  const auto* const special = std::find_if(
      kSpecialNames.begin(), kSpecialNames.end(),
      [last](const SpecialName& each) { return each.last == last; });
  if (special == kSpecialNames.end()) {
    return nullptr;
  }
  // The match must begin at a label, not inside one.
  NameView rest = name;
  while (rest.size() > special->wire.size() + 1) {
    rest = rest.parent();
  }
  const bool equal = rest.key().substr(0, rest.size() - 1) == special->wire;
  return equal ? special : nullptr;
}

}  // namespace

std::string_view top_label(NameView name) {
  NameView top = name;
  for (NameView rest = name; !rest.is_root(); rest = rest.parent()) {
    top = rest;
  }
  return top.first_label();
}

bool may_be_special(std::string_view label) {
  constexpr std::uint32_t kFirstLetters = first_letters();
  return (kFirstLetters & letter_bit(label.front())) != 0 &&
         std::any_of(
             kSpecialNames.begin(), kSpecialNames.end(),
             [label](const SpecialName& each) { return each.last == label; });
}

std::string_view special_use_domain(NameView name) {
  const SpecialName* special = find(name);
  return special == nullptr ? std::string_view{} : special->text;
}

bool never_resolves(NameView name) {
  const SpecialName* special = find(name);
  return special != nullptr && special->never_resolves;
}

bool is_localhost(NameView name) {
  return special_use_domain(name) == "localhost";
}

}  // namespace mxsweep

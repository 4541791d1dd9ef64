#include "scanner/dns/special_names.h"

#include <algorithm>
#include <array>

namespace mxsweep {
namespace {

struct SpecialName {
  std::string_view text;
  std::string_view wire;  // without the root octet
  bool never_resolves;
};

using std::string_view_literals::operator""sv;

// RFC 6761, 6762, 7686, 8375, 9476, and ICANN's private-use "internal".
constexpr std::array kSpecialNames = {
    SpecialName{"test", "\x04test"sv, false},
    SpecialName{"example",
                "\x07"
                "example"sv,
                false},
    SpecialName{"invalid", "\x07invalid"sv, true},
    SpecialName{"localhost", "\x09localhost"sv, true},
    SpecialName{"local", "\x05local"sv, true},
    SpecialName{"onion", "\x05onion"sv, true},
    SpecialName{"alt",
                "\x03"
                "alt"sv,
                true},
    SpecialName{"internal", "\x08internal"sv, true},
    SpecialName{"home.arpa",
                "\x04home\x04"
                "arpa"sv,
                true}};

// The names lie at most two labels deep.
const SpecialName* find(NameView name) {
  if (name.empty() || name.is_root()) {
    return nullptr;
  }
  const std::string_view all = name.key().substr(0, name.size() - 1);
  for (const SpecialName& special : kSpecialNames) {
    if (!all.ends_with(special.wire)) {
      continue;
    }
    // The match must begin at a label, not inside one.
    NameView rest = name;
    while (rest.size() > special.wire.size() + 1) {
      rest = rest.parent();
    }
    if (rest.size() == special.wire.size() + 1) {
      return &special;
    }
  }
  return nullptr;
}

}  // namespace

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

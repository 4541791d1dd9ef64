// Names with a special meaning (RFC 6761, 6762, 7686, 8375, 9476, and ICANN's
// "internal"). Pure functions, any thread.
#pragma once

#include <string_view>

#include "scanner/dns/name.h"

namespace mxsweep {

// The special-use domain at or above the name ("local", "home.arpa", ...), or
// an empty view (I4).
[[nodiscard]] std::string_view special_use_domain(NameView name);

// The last label but the root: "com" of www.example.com. REQUIRES: not the root
[[nodiscard]] std::string_view top_label(NameView name);

// Whether some special-use domain has this last label; false for nearly every
// name. REQUIRES: `label` is in lower case and not empty
[[nodiscard]] bool may_be_special(std::string_view label);

// True for names that no public resolver can ever resolve, so that a mail
// host of that name is dead without asking: localhost and below, invalid,
// local, onion, alt, home.arpa, internal. (test and example are special-use
// too, but may be served by a private tree.)
[[nodiscard]] bool never_resolves(NameView name);

// "localhost" itself or below it (N5, S13).
[[nodiscard]] bool is_localhost(NameView name);

}  // namespace mxsweep

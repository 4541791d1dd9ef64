// Whether a label looks like a top-level domain that people have names under:
// all that are or were delegated (2026-11). A vote between columns, since any
// such list is old and there are private ones; a condition only of "@NAME",
// which without one is rather somebody's name. Pure, any thread.
#pragma once

#include <string_view>

namespace mxsweep {

// REQUIRES: lower case, of an IDN its A-label
[[nodiscard]] bool is_known_top(std::string_view label);

// One that is delegated nowhere and yet has names below it, in a company's
// network or in another system of names: local, corp, onion.
// REQUIRES: lower case
[[nodiscard]] bool is_private_top(std::string_view label);

}  // namespace mxsweep

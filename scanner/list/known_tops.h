// Whether a label looks like a top-level domain that people have names under:
// all of two letters that are delegated, all xn--, and the generic ones with
// most names. A vote between columns and never a condition, since any such list
// is old, and there are private ones. Pure, any thread.
#pragma once

#include <string_view>

namespace mxsweep {

// REQUIRES: lower case
[[nodiscard]] bool is_known_top(std::string_view label);

}  // namespace mxsweep

// Shape: what one row of the result is about: a domain x MX x address, a
// domain x MX, or a domain. A choice of the user, constant during a run; any
// thread.
#pragma once

#include <cstdint>

namespace mxsweep {

enum class Shape : std::uint8_t { kFlat, kMx, kNested };

}  // namespace mxsweep

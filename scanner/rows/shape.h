// Shape: what one row of the result is about: a domain x MX x address, a
// domain x MX, or a domain. A choice of the user, constant during a run; any
// thread.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "io/base/named.h"

namespace mxsweep {

enum class Shape : std::uint8_t { kFlat, kMx, kNested };

inline constexpr std::array kShapes = {
    io::Named<Shape>{Shape::kFlat, "flat",
                     "one row per domain, MX and address"},
    io::Named<Shape>{Shape::kMx, "mx",
                     "one row per domain and MX, addresses joined"},
    io::Named<Shape>{Shape::kNested, "nested",
                     "one row per domain with a list of MX"}};

}  // namespace mxsweep

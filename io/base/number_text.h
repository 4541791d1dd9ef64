// Numbers as people read them. Pure, any thread.
#pragma once

#include <cstdint>
#include <string>

namespace mxsweep::io {

// Decimal with a comma between thousands: 1,234,567.
[[nodiscard]] std::string with_commas(std::uint64_t number);

}  // namespace mxsweep::io

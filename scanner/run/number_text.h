// Numbers as people read them. Appends to the caller's string; any thread.
#pragma once

#include <cstdint>
#include <string>

namespace mxsweep {

// Decimal with a comma between thousands: 1,234,567.
void append_count(std::uint64_t value, std::string& out);

// `decimals` 0..6.
void append_fixed(double value, int decimals, std::string& out);

// 0 when `whole` is 0.
[[nodiscard]] double ratio(std::uint64_t part, std::uint64_t whole);

// "1h02m03s", "4m05s", "6s".
void append_duration(double seconds, std::string& out);

}  // namespace mxsweep

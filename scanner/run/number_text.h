// Numbers as people read them. Appends to the caller's string; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "io/base/time.h"

namespace mxsweep {

// Decimal with a comma between thousands: 1,234,567.
void append_count(std::uint64_t value, std::string& out);

// "1,234 names", or "1 name".
[[nodiscard]] std::string count_text(std::uint64_t count, std::string_view one,
                                     std::string_view many);

// `decimals` 0..6.
void append_fixed(double value, int decimals, std::string& out);

// What happens a second: 12,345, below ten 6.2, or 0.
void append_pace(double per_second, std::string& out);

// "12.3 ms"
[[nodiscard]] std::string milliseconds_text(io::Duration time);

// 0 when `whole` is 0.
[[nodiscard]] double ratio(std::uint64_t part, std::uint64_t whole);

// "1h02m03s", "4m05s", "6s".
void append_duration(double seconds, std::string& out);

// ISO 8601 to the second: "2026-01-31T23:59:59Z". In microseconds since 1970.
[[nodiscard]] std::string utc_text(std::int64_t us);

// Why nothing is asked of a list with so many records.
[[nodiscard]] std::string no_name_text(std::uint64_t records);

}  // namespace mxsweep

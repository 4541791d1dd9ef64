// Choices of the user that the engine needs to know, as plain values.
// Read-only once the engine runs; any thread.
#pragma once

#include <cstdint>

namespace mxsweep {

// One row per domain x MX x address, per domain x MX, or per domain.
enum class Shape : std::uint8_t { kFlat, kMx, kNested };

// Which addresses of mail hosts are asked for.
enum class AddressMode : std::uint8_t { kBoth, kIpv4, kIpv6, kNone };

[[nodiscard]] constexpr bool wants_ipv4(AddressMode mode) {
  return mode == AddressMode::kBoth || mode == AddressMode::kIpv4;
}

[[nodiscard]] constexpr bool wants_ipv6(AddressMode mode) {
  return mode == AddressMode::kBoth || mode == AddressMode::kIpv6;
}

}  // namespace mxsweep

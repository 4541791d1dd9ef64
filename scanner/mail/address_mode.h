// AddressMode: which addresses of mail hosts are asked for. A choice of the
// user, constant during a run; any thread.
#pragma once

#include <cstdint>

namespace mxsweep {

enum class AddressMode : std::uint8_t { kBoth, kIpv4, kIpv6, kNone };

[[nodiscard]] constexpr bool wants_ipv4(AddressMode mode) {
  return mode == AddressMode::kBoth || mode == AddressMode::kIpv4;
}

[[nodiscard]] constexpr bool wants_ipv6(AddressMode mode) {
  return mode == AddressMode::kBoth || mode == AddressMode::kIpv6;
}

}  // namespace mxsweep

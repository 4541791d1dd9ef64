// AddressMode: which addresses of mail hosts are asked for. A choice of the
// user, constant during a run; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "io/base/named.h"

namespace mxsweep {

enum class AddressMode : std::uint8_t { kBoth, kIpv4, kIpv6, kNone };

inline constexpr std::array kAddressModes = {
    io::Named<AddressMode>{AddressMode::kBoth, "both", "A and AAAA"},
    io::Named<AddressMode>{AddressMode::kIpv4, "4", "A only"},
    io::Named<AddressMode>{AddressMode::kIpv6, "6", "AAAA only"},
    io::Named<AddressMode>{AddressMode::kNone, "none", "MX only"}};

[[nodiscard]] constexpr bool wants_ipv4(AddressMode mode) {
  return mode == AddressMode::kBoth || mode == AddressMode::kIpv4;
}

[[nodiscard]] constexpr bool wants_ipv6(AddressMode mode) {
  return mode == AddressMode::kBoth || mode == AddressMode::kIpv6;
}

}  // namespace mxsweep

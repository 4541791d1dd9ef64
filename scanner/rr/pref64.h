// Pref64: the prefix below which a DNS64 resolver makes AAAA records of A
// records (RFC 6147), and the IPv4 address inside an address below it (RFC
// 6052 section 2.2). Values, any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "scanner/rr/rr_address.h"

namespace mxsweep {

// RFC 7050: it has A records and no AAAA, so that a resolver which finds AAAA
// makes them.
inline constexpr std::string_view kIpv4OnlyName = "ipv4only.arpa";

struct Pref64 {
  std::array<std::uint8_t, 16> prefix{};
  std::uint8_t bits = 0;  // 32, 40, 48, 56, 64 or 96

  friend bool operator==(const Pref64&, const Pref64&) = default;
};

inline constexpr Pref64 kWellKnownPref64 = {{0x00, 0x64, 0xFF, 0x9B}, 96};

// From an AAAA record of kIpv4OnlyName. Nothing when neither of that name's
// two addresses is inside, or an address is where two lengths fit (RFC 7050
// section 3; the other record then tells).
[[nodiscard]] std::optional<Pref64> pref64_of(const AddressData& address);

// The length of the prefix that an IPv6 address lies below, or 0.
[[nodiscard]] std::uint8_t pref64_bits(std::span<const Pref64> prefixes,
                                       const AddressData& address);

// REQUIRES: family 6, `bits` one of the six lengths.
[[nodiscard]] std::array<std::uint8_t, 4> ipv4_inside(
    const AddressData& address, std::uint8_t bits);

// "64:ff9b::/96"
[[nodiscard]] std::string to_text(const Pref64& prefix);

}  // namespace mxsweep

// Addresses: A and AAAA records (RFC 1035 section 3.4.1, RFC 3596). Values.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "scanner/dns/header.h"
#include "scanner/rr/rr_set.h"

namespace mxsweep {

struct AddressData {
  std::array<std::uint8_t, 16> bytes{};  // IPv4 in the first four
  std::uint32_t ttl_s = 0;
  std::uint16_t index = 0;  // position among the records of that type
  std::uint8_t family = 4;  // 4 or 6
  // Length of the prefix that a DNS64 resolver of the run made it with (see
  // pref64.h); 0: none, or the well-known one, which every address shows.
  std::uint8_t pref64_bits = 0;

  [[nodiscard]] static bool is_of(std::uint16_t type) {
    return type == kTypeA || type == kTypeAaaa;
  }

  [[nodiscard]] static AddressData of(const Rr& record) {
    AddressData address;
    std::memcpy(address.bytes.data(), record.rdata.data(),
                record.type == kTypeA ? 4 : 16);
    address.ttl_s = record.ttl_s;
    address.index = record.index;
    address.family = record.type == kTypeA ? 4 : 6;
    return address;
  }
};

// Addresses kept of one answer. A mail host has a handful; one with thousands
// would multiply with the MX of a hostile zone into rows without end.
inline constexpr std::size_t kAddressesMax = 128;

}  // namespace mxsweep

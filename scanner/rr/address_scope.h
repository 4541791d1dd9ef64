// Scope of an address by the IANA special-purpose registries (RFC 6890 and
// RFC 8190), which datasets/special_purpose_addresses.csv holds; the longest
// prefix decides. Stateless, any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "scanner/rr/answer.h"

namespace mxsweep {

enum class AddressScope : std::uint8_t {
  kGlobal,
  kPrivate,
  kLoopback,
  kLinkLocal,
  kShared,
  kThisHost,
  kDocumentation,
  kBenchmarking,
  kReserved,
  kBroadcast,
  kMulticast,
  kUniqueLocal,
  kV4Mapped,
  kNat64,
  k6to4,
  kDiscard,
  kCount,
};

// Labels in the order of the enum.
inline constexpr std::array<std::string_view,
                            static_cast<std::size_t>(AddressScope::kCount)>
    kAddressScopeLabels = {
        "global",    "private",   "loopback",      "link_local",
        "shared",    "this_host", "documentation", "benchmarking",
        "reserved",  "broadcast", "multicast",     "unique_local",
        "v4_mapped", "nat64",     "6to4",          "discard"};

[[nodiscard]] AddressScope address_scope(const AddressData& address);

}  // namespace mxsweep

// Scope of an address by the IANA special-purpose registries (RFC 6890 and
// RFC 8190), which datasets/special_purpose_addresses.csv holds; the longest
// prefix decides. Stateless, any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "scanner/rr/rr_address.h"

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
  kProtocolAssignment,
  kDummy,
  kTeredo,
  kSrv6,
  kSiteLocal,
  kV4Compatible,
  kNat64Local,
  kCount,
};

// Labels in the order of the enum.
inline constexpr std::array<std::string_view,
                            static_cast<std::size_t>(AddressScope::kCount)>
    kAddressScopeLabels = {"global",
                           "private",
                           "loopback",
                           "link_local",
                           "shared",
                           "this_host",
                           "documentation",
                           "benchmarking",
                           "reserved",
                           "broadcast",
                           "multicast",
                           "unique_local",
                           "v4_mapped",
                           "nat64",
                           "6to4",
                           "discard",
                           "protocol_assignment",
                           "dummy",
                           "teredo",
                           "srv6",
                           "site_local",
                           "v4_compatible",
                           "nat64_local"};

// An address in 64:ff9b::/96, or below another prefix that a resolver makes
// addresses with, stands for the IPv4 address inside (RFC 6052): kNat64 when
// that is global, else the scope of that.
[[nodiscard]] AddressScope address_scope(const AddressData& address);

// Whether it is one of those, made of an A record by a DNS64 resolver.
[[nodiscard]] bool stands_for_ipv4(const AddressData& address);

// Whether the world can reach it.
[[nodiscard]] constexpr bool is_reachable(AddressScope scope) {
  return scope == AddressScope::kGlobal || scope == AddressScope::kNat64;
}

}  // namespace mxsweep

// Letter case of names as a secret (draft-vixie-dnsext-dns0x20): servers copy
// the question into the response as it came, so that who did not see the query
// must guess the case of each letter as well. Which letters are large follows
// from a number that the asker can make again. Pure functions, any thread
// (docs/decisions/023).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "scanner/dns/name.h"

namespace mxsweep {

// Makes letters of a lower-case wire name large, as `secret` says of each.
void mix_case(std::span<std::uint8_t> name, std::uint64_t secret);

// Whether the octets begin with the name in the case that mix_case() gives it.
[[nodiscard]] bool has_mixed_case(std::span<const std::byte> octets,
                                  NameView name, std::uint64_t secret);

}  // namespace mxsweep

// Writes queries (RFC 1035 section 4.1): AD set, so that the resolver says
// whether it validated (RFC 6840 section 5.7), one question, and, if the spec
// says so, RD and OPT (RFC 6891 section 6.1) with payload size 1232 (T1). Sizes
// are octets. Pure functions without allocation, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "scanner/dns/name.h"

namespace mxsweep {

struct QuerySpec {
  NameView name;
  std::uint16_t type = 0;
  std::uint16_t id = 0;
  bool edns = true;
  bool dnssec_ok = false;         // DO (RFC 3225), in OPT
  bool recursion_desired = true;  // RD (RFC 1035 section 4.1.1)
  // Of letter_case.h; absent: the name in lower case.
  std::optional<std::uint64_t> case_secret{};
  std::span<const std::uint8_t> cookie{};  // RFC 7873, in OPT; empty: none
};

// Octets that write_query() will use.
[[nodiscard]] std::size_t query_size(const QuerySpec& spec);

// Returns the octets written. REQUIRES: buffer.size() >= query_size(spec)
std::size_t write_query(const QuerySpec& spec, std::span<std::byte> buffer);

}  // namespace mxsweep

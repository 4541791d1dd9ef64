// Sets of records for tests that do without a message.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "scanner/dns/header.h"
#include "scanner/dns/name.h"
#include "scanner/rr/rr_address.h"
#include "scanner/rr/rr_set.h"

namespace mxsweep::test {

inline constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

// REQUIRES: records.begin(kTypeMx)
inline void add_mx(RrSet& records, std::uint16_t preference,
                   const Name& exchange, std::uint32_t ttl_s = 3600) {
  const auto index = static_cast<std::uint16_t>(records.size());
  records.rdata().put_u16(preference);
  records.rdata().put(exchange);
  records.add(ttl_s, index, kAll);
}

// REQUIRES: records.begin() with the type of the address' family
inline void add_address(RrSet& records, const AddressData& address) {
  const std::size_t size = address.family == 4 ? 4 : 16;
  records.rdata().put(std::as_bytes(std::span(address.bytes)).first(size));
  records.add(address.ttl_s, address.index, kAll);
}

}  // namespace mxsweep::test

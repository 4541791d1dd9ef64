// TLSA records (RFC 6698 section 2.1): which certificate or key a server has.
#pragma once

#include <cstddef>
#include <cstdint>

#include "scanner/dns/header.h"
#include "scanner/rr/rr_set.h"

namespace mxsweep {

struct TlsaData {
  std::uint8_t usage = 0;
  std::uint8_t selector = 0;
  std::uint8_t matching_type = 0;
  std::size_t data_octets = 0;

  [[nodiscard]] static bool is_of(std::uint16_t type) {
    return type == kTypeTlsa;
  }

  [[nodiscard]] static TlsaData of(const Rr& record) {
    return {record.rdata[0], record.rdata[1], record.rdata[2],
            record.rdata.size() - kFixedOctets};
  }

  static constexpr std::size_t kFixedOctets = 3;
};

}  // namespace mxsweep

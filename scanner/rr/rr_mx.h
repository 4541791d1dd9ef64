// MX records (RFC 1035 section 3.3.9). Borrows from the RrSet.
#pragma once

#include <cstdint>

#include "scanner/dns/header.h"
#include "scanner/dns/name.h"
#include "scanner/rr/rr_set.h"

namespace mxsweep {

struct MxData {
  NameView exchange;
  std::uint16_t preference = 0;
  std::uint16_t index = 0;  // position among the MX records of the answer

  [[nodiscard]] static bool is_of(std::uint16_t type) {
    return type == kTypeMx;
  }

  [[nodiscard]] static MxData of(const Rr& record) {
    const auto name = record.rdata.subspan(sizeof(preference));
    return {{name.data(), name.size()},
            static_cast<std::uint16_t>(record.rdata[0] << 8U | record.rdata[1]),
            record.index};
  }
};

}  // namespace mxsweep

// TXT records (RFC 1035 section 3.3.14): one string or several, of any octets.
// Those who make one text of them put nothing between (RFC 7208 section 3.3,
// RFC 8461 section 3.1). Borrows from the RrSet.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "scanner/dns/header.h"
#include "scanner/rr/rr_set.h"

namespace mxsweep {

struct TxtData {
  std::span<const std::uint8_t> strings;  // each behind its length

  [[nodiscard]] static bool is_of(std::uint16_t type) {
    return type == kTypeTxt;
  }

  [[nodiscard]] static TxtData of(const Rr& record) { return {record.rdata}; }

  // Appends all strings, joined.
  void append_to(std::string& text) const;
};

// Appends an octet of a text from the DNS as it may be shown: a printable
// character of ASCII as it is, but \ as \\, and all others as \DDD.
void append_shown(char octet, std::string& out);

}  // namespace mxsweep

// What an authoritative server of some zones says (RFC 1034 section 4.3.2):
// records, aliases as far as the zone goes, wildcards, referrals with the glue
// that the zone has, and what is not there. Written for what is asked here, not
// with the product's eyes. Pure functions; one thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/zone.h"

namespace mxsweep::sim {

struct AuthZone {
  std::string apex;  // lower-case text without the final dot; "." is the root
  Zone records;
};

struct Findings {
  std::vector<ZoneRecord> answer;
  std::vector<ZoneRecord> authority;
  std::vector<ZoneRecord> additional;
  const AuthZone* soa = nullptr;  // its SOA belongs into the authority section
  bool authoritative = true;
  std::uint16_t rcode = 0;
};

// As a server of these zones; REFUSED where none of them holds the name.
[[nodiscard]] Findings look_up(const std::vector<const AuthZone*>& zones,
                               const std::string& name, std::uint16_t type);

}  // namespace mxsweep::sim

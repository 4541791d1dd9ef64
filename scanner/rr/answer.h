// Answer: everything one response says about one question, decoded. It is
// scratch that is reused from response to response, so that reading one does
// not allocate once it has grown to its working size. One thread.
//
// read_answer() applies RFC 1034 section 3.6.2 (CNAMEs), RFC 2181 section 5
// (RRsets: duplicates dropped, lowest TTL), RFC 2308 (negative answers) and
// RFC 6891 (extended response codes): rules W1-W9, X1-X3, S2, S3, T3, E1.
//
// A reply is read for no more than it says. That there is no such record takes
// a SOA, or an authority section without NS (RFC 2308 section 2.2). Aliases
// whose end has no record, and no SOA either, are unfinished: the end is to be
// asked. What is broken behind the authority section, where OPT stands, spoils
// no records and no SOA, but nothing weaker survives it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "scanner/dns/header.h"
#include "scanner/dns/name.h"
#include "scanner/rr/status.h"

namespace mxsweep {

struct MxData {
  Name exchange;
  std::uint16_t preference = 0;
  std::uint16_t index = 0;  // position among the MX records of the answer
};

struct AddressData {
  std::array<std::uint8_t, 16> bytes{};  // IPv4 in the first four
  std::uint32_t ttl_s = 0;
  std::uint16_t index = 0;  // position among the records of that type
  std::uint8_t family = 4;  // 4 or 6
  // Length of the prefix that a DNS64 resolver of the run made it with (see
  // pref64.h); 0: none, or the well-known one, which every address shows.
  std::uint8_t pref64_bits = 0;
};

// Addresses kept of one answer. A mail host has a handful; one with thousands
// would multiply with the MX of a hostile zone into rows without end.
inline constexpr std::size_t kAddressesMax = 128;

struct Answer {
  // kNoError, kNoData, kNxDomain, an rcode status, kReferral, kCnameLoop or
  // kMalformed.
  LookupStatus status = LookupStatus::kMalformed;
  std::uint16_t rcode = 0;  // extended: OPT's high bits included
  bool edns = false;        // the response carried an OPT record
  bool authentic_data = false;
  bool soa_present = false;
  bool stray_records = false;      // asked type, wrong owner, in the answer
  bool duplicate_records = false;  // dropped by RFC 2181 section 5
  bool cut = false;  // more than kAddressesMax addresses: the rest is left out
  bool unfinished = false;  // kReferral to the end of cname_chain: ask there
  bool ends_early = false;  // kMalformed: cut in what answers (TC or not)
  bool edns_fault = false;  // useless, and OPT may be why: ask without it
  std::uint32_t ttl_s = 0;  // lowest of the RRset asked for
  std::optional<std::uint32_t> negative_ttl_s;  // min(SOA TTL, MINIMUM)
  // Targets in order, at most kCnameChainMax; empty if none or malformed.
  std::vector<Name> cname_chain;
  std::vector<MxData> mx;              // wire order
  std::vector<AddressData> addresses;  // wire order
  std::vector<std::uint16_t> ede_codes;

  void clear();
};

// RFC 8914: one of the codes says that a filter made the answer up (E2).
[[nodiscard]] bool has_filter_code(std::span<const std::uint16_t> ede_codes);

// What was asked, and where in the message the records begin (as
// read_question() said). The type must be in record_types().
struct Asked {
  NameView name;
  std::uint16_t type = 0;
  std::size_t records_at = 0;
};

// Decodes all after the question. Truncation (TC) is the caller's to see.
void read_answer(std::span<const std::byte> message, const Header& header,
                 const Asked& asked, Answer& out);

}  // namespace mxsweep

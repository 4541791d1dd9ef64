// Answer: everything one response says about one question, decoded. It is
// scratch that is reused from response to response, so that reading one does
// not allocate once it has grown to its working size. One thread.
//
// read_answer() applies RFC 1034 section 3.6.2 (CNAMEs), RFC 6672 section 3
// (DNAMEs, where the CNAME that follows from one is missing), RFC 2181 section
// 5 (RRsets: duplicates dropped, lowest TTL), RFC 2308 (negative answers) and
// RFC 6891 (extended response codes): rules W1-W9, X1-X3, S2, S3, T3, E1.
//
// A reply is read for no more than it says. That there is no such record takes
// a SOA, or an authority section without NS (RFC 2308 section 2.2). Aliases
// whose end has no record, and no SOA either, are unfinished: the end is to be
// asked. What is broken behind the authority section, where OPT stands, spoils
// no records and no SOA, but nothing weaker survives it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "scanner/dns/header.h"
#include "scanner/dns/name.h"
#include "scanner/rr/rr_set.h"
#include "scanner/rr/status.h"

namespace mxsweep {

struct Answer {
  // kNoError, kNoData, kNxDomain, an rcode status, kReferral, kCnameLoop,
  // kYxDomain or kMalformed.
  LookupStatus status = LookupStatus::kMalformed;
  std::uint16_t rcode = 0;  // extended: OPT's high bits included
  bool edns = false;        // the response carried an OPT record
  bool authentic_data = false;
  bool soa_present = false;
  Name soa_owner;  // with soa_present: the zone that says what is not there
  bool stray_records = false;      // asked type, wrong owner, in the answer
  bool duplicate_records = false;  // dropped by RFC 2181 section 5
  bool cut = false;                // more records than are kept of that type
  bool unfinished = false;  // kReferral to the end of cname_chain: ask there
  bool ends_early = false;  // kMalformed: cut in what answers (TC or not)
  bool edns_fault = false;  // useless, and OPT may be why: ask without it
  std::optional<std::uint32_t> negative_ttl_s;  // min(SOA TTL, MINIMUM)
  // Targets in order, at most kCnameChainMax; empty if none or malformed.
  std::vector<Name> cname_chain;
  // Of the type that was asked for, at the end of the chain.
  RrSet records;
  std::vector<std::uint16_t> ede_codes;
  // Of the COOKIE option (RFC 7873), in the message; empty if there is none.
  std::span<const std::byte> cookie;

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

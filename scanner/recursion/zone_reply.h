// What a reply of an authoritative server says about a question, read with the
// eyes of one who iterates (RFC 1034 section 5.3.3): the answer, an alias whose
// end lies elsewhere, a referral to servers further down, or nothing that is of
// use. Only what the server may speak about is believed: it was asked as a
// server of a zone, so name servers of zones below that (RFC 2181 section 5.4.1
// ranks them lowest, yet there are no others), addresses of names at or below
// it, and links of aliases whose owner is. A referral upwards or to the zone
// itself, and an answer from the cache of a resolver (RA without AA), make the
// server a lame one (RFC 9499 section 7). What the zone says of its own name
// servers, in the authority section of an answer, ranks above what its parent
// said of them (RFC 2181 section 5.4.1). Pure functions; the results are
// scratch that is reused. One thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "scanner/dns/name.h"
#include "scanner/query/query_request.h"

namespace mxsweep {

// Of one delegation: name servers, and addresses of each, that are kept.
inline constexpr std::size_t kDelegatedMax = 13;
inline constexpr std::size_t kGlueMax = 6;

struct Referral {
  struct Glue {
    std::array<std::uint8_t, 16> bytes{};  // IPv4 in the first four
    std::uint8_t family = 4;               // 4 or 6
  };

  struct Server {
    Name name;
    std::array<Glue, kGlueMax> glue;
    std::uint8_t glue_count = 0;
    std::uint32_t glue_ttl_s = 0;
  };

  Name cut;                 // the zone that is delegated
  std::uint32_t ttl_s = 0;  // of its name servers
  std::vector<Server> servers;
  std::size_t count = 0;  // of the servers; the others are left from before
};

enum class ZoneReply : std::uint8_t {
  kAnswer,    // final: records, or none of that type or name
  kNoData,    // the same, though the message alone looks like a referral
  kAlias,     // the aliases lead out of the zone, or end in no record
  kReferral,  // down
  kLame,      // this server is none of the zone, or of no use for it
};

// What was asked, of a server of which zone.
struct ZoneQuestion {
  NameView name;
  NameView zone;
  bool takes_cached = false;  // what a resolver has of the zone counts, too
};

// `answer` and `message` are those of one completion. With kReferral, `out` is
// what was delegated.
[[nodiscard]] ZoneReply read_zone_reply(const ZoneQuestion& asked,
                                        const Answer& answer,
                                        const ReplyMessage& message,
                                        Referral& out);

// An answer from the cache of a resolver (RA without AA).
[[nodiscard]] bool is_cached(const Answer& answer, const Header& header);

// Whether an authoritative reply names the name servers of the zone that was
// asked; these are in `out` then, with the addresses that the zone may speak
// of.
[[nodiscard]] bool read_own_servers(const ZoneQuestion& asked,
                                    const ReplyMessage& message, Referral& out);

// Whether an authoritative reply to the question for the name servers of the
// root names them; these are in `out` then, with their addresses.
[[nodiscard]] bool read_root_servers(const ReplyMessage& message,
                                     Referral& out);

// The links of a chain that a server of the zone may speak about: those whose
// owner is at or below it, up to the first that is not.
[[nodiscard]] std::size_t links_inside(const ZoneQuestion& asked,
                                       const std::vector<Name>& chain);

}  // namespace mxsweep

// Lookup: all that is known about one name while it is being worked on, from
// the job to its rows. Lookups live in a fixed pool and are reused; their
// vectors keep their capacity, so that a usual name allocates nothing. Owned
// by one shard.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/base/limits.h"
#include "io/base/prefetch.h"
#include "io/base/time.h"

#include "scanner/dns/name.h"
#include "scanner/engine/findings.h"
#include "scanner/engine/host_cache.h"
#include "scanner/rr/answer.h"
#include "scanner/rr/status.h"

namespace mxsweep {

// What the answer means for mail (RFC 5321 section 5.1, RFC 7505).
enum class MailKind : std::uint8_t {
  kMx,
  kImplicitMx,
  kNullMx,
  kNone,
  kUnusable,
  kUnknown,
  kCount,
};

inline constexpr std::array<std::string_view,
                            static_cast<std::size_t>(MailKind::kCount)>
    kMailKindLabels = {"mx",   "implicit_mx", "null_mx",
                       "none", "unusable",    "unknown"};

// Why a mail host's addresses are not asked.
enum class HostSkip : std::uint8_t {
  kAsked,
  kNotWanted,      // --addresses none, or a null MX
  kNeverResolves,  // localhost, .invalid and the like, or an address literal
};

// A name kept in Lookup::octets.
struct OctetSpan {
  std::uint32_t at = 0;
  std::uint8_t size = 0;
  NameLook look = NameLook::kOther;
};

// One MX record, or the implicit one.
struct Exchange {
  OctetSpan name;
  HostSkip skip = HostSkip::kAsked;
  std::uint16_t preference = 0;
  std::uint16_t index = 0;  // position in the answer
  FindingSet findings;
  HostEntry* host = nullptr;  // held by a reference once resolved
};

// The reply that decided a lookup, or the last failure.
struct FinalReply {
  LookupStatus status = LookupStatus::kNotAttempted;
  bool received = false;  // some reply came; rcode and the rest are valid
  bool stream = false;
  bool authentic_data = false;
  std::uint16_t rcode = 0;
  std::uint16_t resolver = 0xFFFF;
  std::uint16_t attempts = 0;
  std::uint32_t bytes = 0;
  io::Duration rtt{};
  io::Instant at{};
  std::vector<std::uint16_t> ede_codes;
};

struct Lookup {
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  void reset();

  // All of it but the inside of long names.
  void prefetch() const {
    const void* self = this;
    const auto* line = static_cast<const char*>(self);
    for (std::size_t at = 0; at < sizeof(Lookup); at += io::kCacheLineBytes) {
      io::prefetch(line + at);
    }
  }

  [[nodiscard]] NameView name() const { return name_octets.view(); }

  [[nodiscard]] NameView text(OctetSpan span) const {
    return {octets.data() + span.at, span.size};
  }

  // The name that the MX question was about in the end (S2).
  [[nodiscard]] NameView owner() const {
    return chain.empty() ? name() : text(chain.back());
  }

  std::int64_t seq = 0;
  std::optional<std::int64_t> rank;
  Name name_octets;
  std::string input;
  std::string error;

  FinalReply reply;
  MailKind mail_kind = MailKind::kUnknown;
  FindingSet findings;
  std::uint32_t mx_ttl_s = 0;
  std::optional<std::uint32_t> negative_ttl_s;
  std::uint16_t mx_count = 0;
  bool implicit = false;  // the only exchange is the domain itself

  std::vector<Exchange> exchanges;   // sorted by preference, then name
  std::vector<std::uint8_t> octets;  // exchange names and CNAME targets
  std::vector<OctetSpan> chain;      // CNAME targets in order

  std::uint32_t hosts_open = 0;          // addresses still being asked for
  std::uint32_t next_duplicate = kNone;  // same name, shares the answer
  std::uint32_t next_finished = kNone;
};

}  // namespace mxsweep

// DelegationReport: what one who iterates knows, once a question has ended, of
// the delegation whose servers it was put to last. Nothing of it was asked for:
// a server that nobody put a question to is not known. Terms are those of RFC
// 9499 section 7. Plain values; names are borrowed from whoever reports.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "scanner/dns/name.h"

namespace mxsweep {

enum class DelegationStatus : std::uint8_t {
  kOk,            // a server answered, and none was found to be otherwise
  kPartlySilent,  // one answered; others did not reply
  kPartlyLame,    // one answered; others replied and were of no use
  kLame,          // none was of use, and some replied
  kTruncated,     // none was of use; some had more to say, and no TCP (T4)
  kUnreachable,   // none replied
  kNoAddress,     // there is no name server whose address may be asked
  kCount,
};

inline constexpr std::array<std::string_view,
                            static_cast<std::size_t>(DelegationStatus::kCount)>
    kDelegationStatusLabels = {"ok",        "partly_silent", "partly_lame",
                               "lame",      "truncated",     "unreachable",
                               "no_address"};

struct DelegationReport {
  NameView zone;
  // The deepest name that all its name servers lie at or below, and how many
  // there are, as its parent names them.
  NameView servers_below;
  std::uint8_t servers = 0;
  bool answered = false;  // one of them did, to the question
  bool lame = false;      // some of them replied and were of no use

  // The rest only where it is wanted (RecursionOptions::reports_details).
  bool detailed = false;
  std::optional<DelegationStatus> status;  // none: the question was cut short
  std::uint64_t servers_hash = 0;          // of their names, sorted
  // Of those that the zone itself names; 0: its servers said nothing of them.
  std::uint64_t own_servers_hash = 0;
};

}  // namespace mxsweep

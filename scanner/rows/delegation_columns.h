// The columns of delegations (docs/results.md), which stand in columns.h among
// the others. They are in a table only where they are named, and NULL where the
// run asked no authoritative servers for the MX, or came to none. Constants,
// any thread.
#pragma once

#include <optional>
#include <string_view>
#include <tuple>

#include "scanner/mail/delegation.h"
#include "scanner/mail/mx_set_hash.h"
#include "scanner/rows/result_column.h"

namespace mxsweep {

template <>
inline constexpr EnumLabels kLabelsOf<DelegationStatus> =
    kDelegationStatusLabels;

namespace columns {

constexpr ColumnHead delegation_head(std::string_view name,
                                     std::string_view meaning) {
  return {name,     meaning,  kEveryShape, Subject::kLookup,
          kNoField, kRepeats, kOnRequest};
}

inline constexpr std::tuple kOfDelegations = {
    ResultColumn(delegation_head("zone_cut",
                                 "the zone whose servers answered "
                                 "(--recursive)"),
                 [](Row row) -> Maybe<AnyName> {
                   const auto kept = delegation_of(row.asked);
                   return kept.has_value() ? Maybe<AnyName>(AnyName{kept->zone})
                                           : std::nullopt;
                 }),
    ResultColumn(delegation_head("delegation_status",
                                 "what these servers turned out to be"),
                 [](Row row) -> Maybe<DelegationStatus> {
                   const auto kept = delegation_of(row.asked);
                   return kept.has_value() ? kept->status : std::nullopt;
                 }),
    ResultColumn(
        delegation_head("ns_set_hash", "equal for equal sets of their names"),
        [](Row row) -> Maybe<MxSetHash> {
          const auto kept = delegation_of(row.asked);
          return kept.has_value()
                     ? Maybe<MxSetHash>(hash_text(kept->servers_hash))
                     : std::nullopt;
        }),
    ResultColumn(
        delegation_head("own_ns_set_hash",
                        "the same of those that the zone names itself"),
        [](Row row) -> Maybe<MxSetHash> {
          const auto kept = delegation_of(row.asked);
          return kept.has_value() && kept->own_servers_hash != 0
                     ? Maybe<MxSetHash>(hash_text(kept->own_servers_hash))
                     : std::nullopt;
        })};

}  // namespace columns

// Whether it is one of these.
[[nodiscard]] constexpr bool tells_delegation(std::string_view column) {
  return std::apply(
      [column](const auto&... each) {
        return ((each.head.name == column) || ...);
      },
      columns::kOfDelegations);
}

}  // namespace mxsweep

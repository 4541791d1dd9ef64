// The columns of what databases of the user say about addresses
// (docs/results.md), which stand in columns.h among the others. They are in a
// table only where they are named, and NULL, or empty, where a database says
// nothing of an address. Constants, any thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <tuple>

#include "scanner/rows/result_column.h"

namespace mxsweep {

// With what the names of the columns of --asn-db and --country-db begin.
inline constexpr std::string_view kNetworkColumns = "address_as";
inline constexpr std::string_view kCountryColumns = "address_countr";

namespace columns {

constexpr ColumnHead place_head(std::string_view name,
                                std::string_view meaning) {
  return {name,     meaning,  kFlatOnly, Subject::kAddress,
          kNoField, kRepeats, kOnRequest};
}

// Of all addresses that a row is about.
constexpr ColumnHead places_head(std::string_view name,
                                 std::string_view meaning) {
  return {name,     meaning,  kAllButFlat, Subject::kRow,
          kNoField, kRepeats, kOnRequest};
}

inline constexpr auto kAsText = [](std::string_view text) -> Text {
  return {text};
};

inline constexpr std::tuple kOfPlaces = {
    ResultColumn(
        place_head("address_asn", "the AS that has the address (--asn-db)"),
        [](Row row) {
          const std::uint32_t asn = place_of(row).asn;
          return null_if(asn == 0, Int64{asn});
        }),
    ResultColumn(place_head("address_as_org", "who runs that AS"),
                 [](Row row) {
                   const std::string_view org = place_of(row).as_org;
                   return null_if(org.empty(), Text{org});
                 }),
    ResultColumn(place_head("address_country", "where it is (--country-db)"),
                 [](Row row) {
                   const std::string_view country = place_of(row).country;
                   return null_if(country.empty(), Text{country});
                 }),
    ResultColumn(
        places_head("address_asns", "the AS of all addresses (--asn-db)"),
        [](Row row) {
          return list_of<std::uint32_t>(
              places_of(row).asns,
              [](std::uint32_t asn) -> Int64 { return asn; });
        }),
    ResultColumn(places_head("address_as_orgs", "who runs these"),
                 [](Row row) {
                   return list_of<std::string_view>(places_of(row).as_orgs,
                                                    kAsText);
                 }),
    ResultColumn(
        places_head("address_countries", "where they are (--country-db)"),
        [](Row row) {
          return list_of<std::string_view>(places_of(row).countries, kAsText);
        })};

}  // namespace columns
}  // namespace mxsweep

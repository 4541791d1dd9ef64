// What the table of the result looks like. Shape: what one row is about: a
// domain x MX x address, a domain x MX, or a domain. SortOrder: in which order
// rows stand. PartitionBy: which of them stand in a file of their own. Choices
// of the user, constant during a run; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "io/base/named.h"

namespace mxsweep {

enum class Shape : std::uint8_t { kFlat, kMx, kDomain, kNested };

inline constexpr std::array kShapes = {
    io::Named<Shape>{Shape::kFlat, "flat",
                     "one row per domain, MX and address"},
    io::Named<Shape>{Shape::kMx, "mx",
                     "one row per domain and MX, addresses joined"},
    io::Named<Shape>{Shape::kDomain, "domain",
                     "one row per domain, its mail hosts joined"},
    io::Named<Shape>{Shape::kNested, "nested",
                     "one row per domain with a list of MX"}};

enum class SortOrder : std::uint8_t { kNone, kSeq, kDomain };

inline constexpr std::array kSortOrders = {
    io::Named<SortOrder>{SortOrder::kNone, "none",
                         "as names are finished, nothing waits"},
    io::Named<SortOrder>{SortOrder::kSeq, "seq", "as the list has them"},
    io::Named<SortOrder>{SortOrder::kDomain, "domain",
                         "by the octets of the domain, then by seq"}};

// The column that a table needs for that; empty: none.
[[nodiscard]] constexpr std::string_view sort_column(SortOrder order) {
  switch (order) {
    case SortOrder::kNone:
      return {};
    case SortOrder::kSeq:
      return "seq";
    case SortOrder::kDomain:
      break;
  }
  return "domain";
}

enum class PartitionBy : std::uint8_t { kNone, kTld };

inline constexpr std::array kPartitions = {
    io::Named<PartitionBy>{PartitionBy::kNone, "none", "one file"},
    io::Named<PartitionBy>{PartitionBy::kTld, "tld",
                           "by the last label of the domain"}};

}  // namespace mxsweep

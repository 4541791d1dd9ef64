// How much of a list a run asks for: what --limit, --sample and --shard leave
// of it. For the forecast and for the progress, which must not differ. Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "scanner/run/plan.h"

namespace mxsweep {

// Of so many records that are read, about so many are asked.
[[nodiscard]] double names_wanted(const ScanPlan& plan, std::uint64_t records);

// How far the reading of the list is, 0 to 1, when so many records and that
// share of its octets (absent: it has no size) were read.
[[nodiscard]] std::optional<double> share_read(const ScanPlan& plan,
                                               std::uint64_t records,
                                               std::optional<double> octets);

}  // namespace mxsweep

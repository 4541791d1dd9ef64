// Totals: the counters of all shards and transports added up, and the rows
// that name each of them for the summary and the manifest. Plain values;
// add_counters() may run while shards work, add_transport() only after they
// have stopped.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "io/net/transport.h"

#include "scanner/query/counters.h"

namespace mxsweep {

struct Totals : Counters<std::uint64_t>, io::TransportStats {
  // Every packet towards a resolver, of whatever kind.
  [[nodiscard]] std::uint64_t queries() const {
    std::uint64_t sum = 0;
    for (const auto& row : CounterTable<std::uint64_t>::kRows) {
      sum += row.is_query ? this->*row.value : 0;
    }
    return sum;
  }

  [[nodiscard]] std::uint64_t with_status(LookupStatus status) const {
    return by_status[static_cast<std::size_t>(status)];
  }

  // Records that are done, and not because the run was stopped before.
  [[nodiscard]] std::uint64_t names_reached() const {
    return names_done - with_status(LookupStatus::kNotAttempted);
  }

  // Of these: asked about.
  [[nodiscard]] std::uint64_t names_asked() const {
    return names_reached() - with_status(LookupStatus::kInvalidName) -
           with_status(LookupStatus::kBlocklisted);
  }
};

struct TotalRow {
  std::string_view name;
  std::string_view meaning;
  std::uint64_t Totals::*value;
  bool at_the_end = false;  // 0 until the run is over
};

// What was counted since.
[[nodiscard]] Totals difference(const Totals& now, const Totals& before);

// What held shards back in most rounds: the part of the counter's name behind
// CounterTable::kHeldBy; "input" when nothing did.
[[nodiscard]] std::string_view held_by(const Totals& totals);

// Every counter that is shown, but by_status, in the order of the summary.
[[nodiscard]] std::span<const TotalRow> total_rows();

// What is so many at this moment, and in no summary.
[[nodiscard]] std::span<const TotalRow> moment_rows();

void add_counters(const ShardCounters& counters, Totals& totals);
void add_transport(const io::TransportStats& stats, Totals& totals);

}  // namespace mxsweep

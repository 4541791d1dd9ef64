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
    return queries_mx + queries_address + queries_probe + queries_control +
           queries_retried;
  }
};

struct TotalRow {
  std::string_view name;
  std::string_view meaning;
  std::uint64_t Totals::*value;
};

// Every counter that is shown, but by_status, in the order of the summary.
[[nodiscard]] std::span<const TotalRow> total_rows();

void add_counters(const ShardCounters& counters, Totals& totals);
void add_transport(const io::TransportStats& stats, Totals& totals);

}  // namespace mxsweep

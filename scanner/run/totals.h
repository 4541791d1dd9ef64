// Totals: the counters of all shards and transports added up, and the table
// that names each of them for the summary, the progress line and the
// manifest. Plain values; take_totals() may run while shards work, the
// transports' part only after they have stopped.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "io/net/transport.h"

#include "scanner/query/counters.h"

namespace mxsweep {

struct Totals {
  std::array<std::uint64_t, kLookupStatusCount> by_status{};
  std::uint64_t names_taken = 0;
  std::uint64_t names_done = 0;
  std::uint64_t mail_unknown = 0;
  std::uint64_t rows = 0;
  std::uint64_t names_coalesced = 0;
  std::uint64_t queries_mx = 0;
  std::uint64_t queries_address = 0;
  std::uint64_t queries_probe = 0;
  std::uint64_t queries_control = 0;
  std::uint64_t queries_retried = 0;
  std::uint64_t queries_stream = 0;
  std::uint64_t in_flight = 0;
  std::uint64_t unheard = 0;
  std::uint64_t waiting = 0;
  std::uint64_t gave_up = 0;
  std::uint64_t replies = 0;
  std::uint64_t replies_truncated = 0;
  std::uint64_t replies_late = 0;
  std::uint64_t mismatched_source = 0;
  std::uint64_t mismatched_question = 0;
  std::uint64_t mismatched_id = 0;
  std::uint64_t malformed = 0;
  std::uint64_t timeouts = 0;
  std::uint64_t unproven = 0;
  std::uint64_t network_errors = 0;
  std::uint64_t hosts = 0;
  std::uint64_t host_hits = 0;
  std::uint64_t host_evictions = 0;
  std::uint64_t held_by_limiter = 0;
  std::uint64_t held_by_resolvers = 0;
  std::uint64_t held_by_concurrency = 0;
  std::uint64_t held_by_output = 0;
  std::uint64_t held_by_input = 0;

  // From the transports.
  std::uint64_t datagrams_sent = 0;
  std::uint64_t datagrams_received = 0;
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
  std::uint64_t send_errors = 0;
  std::uint64_t receive_overflows = 0;
  std::uint64_t system_calls = 0;
  int segmentation_error = 0;  // errno, or 0 when it was not refused

  // Every packet towards a resolver, of whatever kind.
  [[nodiscard]] std::uint64_t queries() const {
    return queries_mx + queries_address + queries_probe + queries_control +
           queries_retried;
  }
};

struct TotalRow {
  std::string_view name;
  std::string_view help;
  std::uint64_t Totals::*value;
};

// Every counter but by_status, in the order of the summary.
[[nodiscard]] std::span<const TotalRow> total_rows();

void add_counters(const ShardCounters& counters, Totals& totals);
void add_transport(const io::TransportStats& stats, Totals& totals);

}  // namespace mxsweep

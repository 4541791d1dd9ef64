#include "scanner/run/totals.h"

#include <array>
#include <cstddef>

namespace mxsweep {
namespace {

using Table = CounterTable<std::uint64_t>;

struct TransportRow {
  std::string_view name;
  std::string_view meaning;
  std::uint64_t io::TransportStats::*value;
};

constexpr std::array kTransportRows = {
    TransportRow{"datagrams_sent", "UDP packets out",
                 &io::TransportStats::datagrams_sent},
    TransportRow{"datagrams_received", "UDP packets in",
                 &io::TransportStats::datagrams_received},
    TransportRow{"bytes_sent", "payload bytes out",
                 &io::TransportStats::bytes_sent},
    TransportRow{"bytes_received", "payload bytes in",
                 &io::TransportStats::bytes_received},
    TransportRow{"stream_messages_sent", "TCP messages out",
                 &io::TransportStats::stream_messages_sent},
    TransportRow{"stream_messages_received", "TCP messages in",
                 &io::TransportStats::stream_messages_received},
    TransportRow{"send_errors", "packets the kernel refused",
                 &io::TransportStats::send_errors},
    TransportRow{"receive_overflows", "packets lost in full receive buffers",
                 &io::TransportStats::receive_overflows},
    TransportRow{"system_calls", "network system calls",
                 &io::TransportStats::system_calls}};

// segmentation_error is no count; it fills a place with what aligns it.
static_assert(sizeof(io::TransportStats) ==
                  sizeof(std::uint64_t) * (kTransportRows.size() + 1),
              "a counter of the transports lacks its row");

constexpr std::size_t shown_rows() {
  std::size_t count = Table::kHeldRows.size() + kTransportRows.size();
  for (const auto& row : Table::kRows) {
    count += row.shown ? 1U : 0U;
  }
  return count;
}

constexpr auto kShownRows = [] {
  std::array<TotalRow, shown_rows()> rows{};
  std::size_t at = 0;
  for (const auto& row : Table::kRows) {
    if (row.shown) {
      rows[at++] = {row.name, row.meaning, row.value};
    }
  }
  for (const TransportRow& row : kTransportRows) {
    rows[at++] = {row.name, row.meaning, row.value, true};
  }
  for (const auto& row : Table::kHeldRows) {
    rows[at++] = {row.name, row.meaning, row.value};
  }
  return rows;
}();

constexpr auto kMomentRows = [] {
  constexpr std::size_t kCount = Table::kRows.size() + Table::kHeldRows.size() +
                                 kTransportRows.size() - shown_rows();
  std::array<TotalRow, kCount> rows{};
  std::size_t at = 0;
  for (const auto& row : Table::kRows) {
    if (!row.shown) {
      rows[at++] = {row.name, row.meaning, row.value};
    }
  }
  return rows;
}();

// The same rows over a shard's counters and over the sums.
template <std::size_t kCount>
void add_rows(const std::array<CounterRow<Counter>, kCount>& rows,
              const std::array<CounterRow<std::uint64_t>, kCount>& sums,
              const ShardCounters& counters, Totals& totals) {
  for (std::size_t i = 0; i < kCount; ++i) {
    totals.*sums[i].value += (counters.*rows[i].value).get();
  }
}

}  // namespace

std::span<const TotalRow> total_rows() {
  return kShownRows;
}

std::span<const TotalRow> moment_rows() {
  return kMomentRows;
}

Totals difference(const Totals& now, const Totals& before) {
  Totals out;
  for (const auto& row : Table::kRows) {
    out.*row.value = now.*row.value - before.*row.value;
  }
  for (const auto& row : Table::kHeldRows) {
    out.*row.value = now.*row.value - before.*row.value;
  }
  return out;
}

std::string_view held_by(const Totals& totals) {
  static_assert(Table::kHeldRows.back().name == "held_by_input");
  const auto* most = &Table::kHeldRows.back();
  for (const auto& row : Table::kHeldRows) {
    if (totals.*row.value > totals.*most->value) {
      most = &row;
    }
  }
  return most->name.substr(Table::kHeldBy.size());
}

void add_counters(const ShardCounters& counters, Totals& totals) {
  using Source = CounterTable<Counter>;
  add_rows(Source::kRows, Table::kRows, counters, totals);
  add_rows(Source::kHeldRows, Table::kHeldRows, counters, totals);
  for (std::size_t status = 0; status < kLookupStatusCount; ++status) {
    totals.by_status[status] += counters.by_status[status].get();
  }
}

void add_transport(const io::TransportStats& stats, Totals& totals) {
  for (const TransportRow& row : kTransportRows) {
    totals.*row.value += stats.*row.value;
  }
  if (stats.segmentation_error != 0) {
    totals.segmentation_error = stats.segmentation_error;
  }
}

}  // namespace mxsweep

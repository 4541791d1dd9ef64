// Totals: every counter of a shard reaches its own total, none is forgotten,
// none is counted twice.
#include "scanner/run/totals.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <map>
#include <set>
#include <string>

namespace mxsweep {
namespace {

// The counters of a shard are nothing but Counters, side by side.
constexpr std::size_t kCounters =
    (offsetof(ShardCounters, held_by_input) + sizeof(Counter)) /
    sizeof(Counter);

Counter& counter_at(ShardCounters& counters, std::size_t index) {
  // NOLINTNEXTLINE(*-reinterpret-cast): an array in all but name
  return reinterpret_cast<Counter*>(&counters)[index];
}

std::uint64_t sum_of(const Totals& totals) {
  // Those without a row.
  std::uint64_t sum =
      totals.in_flight + totals.unheard + totals.waiting + totals.gave_up;
  for (const TotalRow& row : total_rows()) {
    sum += totals.*row.value;
  }
  for (const std::uint64_t count : totals.by_status) {
    sum += count;
  }
  return sum;
}

TEST(TotalsRowsTest, EachCounterOfAShardReachesExactlyOneTotal) {
  for (std::size_t index = 0; index < kCounters; ++index) {
    ShardCounters counters;
    counter_at(counters, index).add(1000 + index);
    Totals totals;
    add_counters(counters, totals);
    EXPECT_EQ(sum_of(totals), 1000 + index) << "counter number " << index;
  }
}

TEST(TotalsRowsTest, CountersKeepApart) {
  ShardCounters counters;
  for (std::size_t index = 0; index < kCounters; ++index) {
    counter_at(counters, index).add(std::uint64_t{1} << index);
  }
  Totals totals;
  add_counters(counters, totals);
  std::set<std::uint64_t> values;
  for (const TotalRow& row : total_rows()) {
    const std::uint64_t value = totals.*row.value;
    if (value != 0) {  // those of the transports are
      EXPECT_EQ(value & (value - 1), 0U) << row.name;
      EXPECT_TRUE(values.insert(value).second) << row.name;
    }
  }
}

TEST(TotalsRowsTest, NamesAreThoseOfTheCounters) {
  ShardCounters counters;
  counters.names_taken.add(1);
  counters.queries_stream.add(2);
  counters.replies_late.add(3);
  counters.mismatched_question.add(4);
  counters.host_evictions.add(5);
  counters.held_by_output.add(6);
  Totals totals;
  add_counters(counters, totals);
  std::map<std::string_view, std::uint64_t> by_name;
  for (const TotalRow& row : total_rows()) {
    by_name[row.name] = totals.*row.value;
  }
  EXPECT_EQ(by_name["names_taken"], 1U);
  EXPECT_EQ(by_name["queries_stream"], 2U);
  EXPECT_EQ(by_name["replies_late"], 3U);
  EXPECT_EQ(by_name["mismatched_question"], 4U);
  EXPECT_EQ(by_name["host_evictions"], 5U);
  EXPECT_EQ(by_name["held_by_output"], 6U);
}

TEST(TotalsRowsTest, TransportsAddUp) {
  io::TransportStats stats;
  stats.datagrams_sent = 1;
  stats.datagrams_received = 2;
  stats.bytes_sent = 3;
  stats.bytes_received = 4;
  stats.stream_messages_sent = 8;
  stats.stream_messages_received = 9;
  stats.send_errors = 5;
  stats.receive_overflows = 6;
  stats.system_calls = 7;
  Totals totals;
  add_transport(stats, totals);
  add_transport(stats, totals);
  EXPECT_EQ(totals.datagrams_sent, 2U);
  EXPECT_EQ(totals.datagrams_received, 4U);
  EXPECT_EQ(totals.bytes_sent, 6U);
  EXPECT_EQ(totals.bytes_received, 8U);
  EXPECT_EQ(totals.stream_messages_sent, 16U);
  EXPECT_EQ(totals.stream_messages_received, 18U);
  EXPECT_EQ(totals.send_errors, 10U);
  EXPECT_EQ(totals.receive_overflows, 12U);
  EXPECT_EQ(totals.system_calls, 14U);
}

}  // namespace
}  // namespace mxsweep

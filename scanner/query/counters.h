// Counters of one shard: written by its thread alone, read by the progress
// thread at any time. Relaxed loads and stores suffice: each number is a
// total for people, nothing is ordered by it.
//
// A counter is a field of Counters and a row of CounterTable, both here:
// whatever adds counters up or shows them walks over the table.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "io/base/limits.h"

#include "scanner/rr/status.h"

namespace mxsweep {

class Counter {
 public:
  // The writing thread only.
  void add(std::uint64_t count = 1) {
    value_.store(value_.load(std::memory_order_relaxed) + count,
                 std::memory_order_relaxed);
  }

  void set(std::uint64_t value) {
    value_.store(value, std::memory_order_relaxed);
  }

  [[nodiscard]] std::uint64_t get() const {
    return value_.load(std::memory_order_relaxed);
  }

 private:
  std::atomic<std::uint64_t> value_{0};
};

// The fields, as Counter in a shard and as plain numbers where shards are added
// up. What each counts is said in its row.
template <class Value>
struct Counters {
  Value names_taken{};
  Value names_done{};
  std::array<Value, kLookupStatusCount> by_status{};  // of names_done
  Value mail_unknown{};
  Value names_failed{};
  Value rows{};
  Value names_coalesced{};

  Value queries_mx{};
  Value queries_address{};
  Value queries_policy{};
  Value queries_probe{};
  Value queries_zone{};
  Value queries_control{};
  Value queries_retried{};
  Value queries_stream{};
  Value in_flight{};
  Value unheard{};
  Value waiting{};
  Value gave_up{};

  Value replies{};
  Value replies_truncated{};
  Value replies_unvouched{};
  Value replies_late{};
  Value mismatched_source{};
  Value mismatched_question{};
  Value mismatched_id{};
  Value malformed{};
  Value timeouts{};
  Value unproven{};
  Value network_errors{};

  Value hosts{};
  Value host_hits{};
  Value host_evictions{};

  Value held_by_limiter{};
  Value held_by_resolvers{};
  Value held_by_concurrency{};
  Value held_by_output{};
  Value held_by_input{};
};

struct alignas(io::kCacheLineBytes) ShardCounters : Counters<Counter> {};

template <class Value>
struct CounterRow {
  std::string_view name;     // in the summary and in the manifest
  std::string_view meaning;  // for people
  Value Counters<Value>::*value;
  // False: a state of this moment, of which only the program makes use.
  bool shown = true;
  // Packets towards a resolver that no other such row counts.
  bool is_query = false;
};

// In the order of the summary.
template <class Value>
struct CounterTable {
  using Of = Counters<Value>;
  using Row = CounterRow<Value>;

  static constexpr bool kShown = true;
  static constexpr bool kIsQuery = true;

  static constexpr std::array kRows = {
      Row{"names_taken", "input records given to the engine", &Of::names_taken},
      Row{"names_done", "input records that became rows", &Of::names_done},
      Row{"mail_unknown", "of these: attempted, and mail_kind is unknown",
          &Of::mail_unknown},
      Row{"names_failed", "of these: since a question failed",
          &Of::names_failed},
      Row{"names_coalesced", "of these: shared a question in flight",
          &Of::names_coalesced},
      Row{"rows", "rows written", &Of::rows},
      Row{"queries_mx", "MX questions, first attempts", &Of::queries_mx, kShown,
          kIsQuery},
      Row{"queries_address", "A and AAAA questions, first attempts",
          &Of::queries_address, kShown, kIsQuery},
      Row{"queries_policy", "questions for mail policies, first attempts",
          &Of::queries_policy, kShown, kIsQuery},
      Row{"queries_probe", "whether a resolver still makes answers up",
          &Of::queries_probe, kShown, kIsQuery},
      Row{"queries_zone", "to authoritative servers, first attempts",
          &Of::queries_zone, kShown, kIsQuery},
      Row{"queries_control", "whether a resolver is there",
          &Of::queries_control, kShown, kIsQuery},
      Row{"queries_retried", "further attempts, whatever the reason",
          &Of::queries_retried, kShown, kIsQuery},
      Row{"queries_stream", "of all attempts: over TCP", &Of::queries_stream},
      Row{"in_flight", "attempts under way now", &Of::in_flight, false},
      Row{"unheard", "of these: nothing came since they left", &Of::unheard,
          false},
      Row{"waiting", "questions that wait to be asked again", &Of::waiting,
          false},
      Row{"gave_up", "1: no resolver was there for too long", &Of::gave_up,
          false},
      Row{"replies", "replies that matched a question", &Of::replies},
      Row{"replies_truncated", "of these: TC set, asked again over TCP",
          &Of::replies_truncated},
      Row{"replies_unvouched",
          "of these: without the letter case or cookie that was sent",
          &Of::replies_unvouched},
      Row{"replies_late", "replies after their question was over",
          &Of::replies_late},
      Row{"mismatched_source", "ignored: wrong address or port",
          &Of::mismatched_source},
      Row{"mismatched_question", "ignored: wrong name, type or class",
          &Of::mismatched_question},
      Row{"mismatched_id", "ignored: no such id in flight", &Of::mismatched_id},
      Row{"malformed", "ignored: not a response at all", &Of::malformed},
      Row{"timeouts", "attempts without a reply", &Of::timeouts},
      Row{"unproven",
          "of these and the next: nothing came from the resolver,"
          " so no retry was used up",
          &Of::unproven},
      Row{"network_errors", "attempts refused, or lost with a connection",
          &Of::network_errors},
      Row{"hosts", "mail hosts asked for (again, if dropped)", &Of::hosts},
      Row{"host_hits", "mail hosts already known or being asked",
          &Of::host_hits},
      Row{"host_evictions", "mail hosts dropped from memory",
          &Of::host_evictions}};

  // Why shards sent less than they could have, and for how long, added up over
  // all of them. What follows kHeldBy is what limited the run.
  static constexpr std::string_view kHeldBy = "held_by_";
  static constexpr std::array kHeldRows = {
      Row{"held_by_limiter", "us held back by --rate", &Of::held_by_limiter},
      Row{"held_by_resolvers", "us held back by the pace of resolvers",
          &Of::held_by_resolvers},
      Row{"held_by_concurrency", "us held back by --concurrency",
          &Of::held_by_concurrency},
      Row{"held_by_output", "us held back by the writer", &Of::held_by_output},
      Row{"held_by_input", "us held back by the input", &Of::held_by_input}};

  static_assert(sizeof(Counters<std::uint64_t>) ==
                    sizeof(std::uint64_t) *
                        (kRows.size() + kHeldRows.size() + kLookupStatusCount),
                "a counter lacks its row");
};

}  // namespace mxsweep

// Counters of one shard: written by its thread alone, read by the progress
// thread at any time. Relaxed loads and stores suffice: each number is a
// total for people, nothing is ordered by it. Names are those of the summary.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

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

struct alignas(io::kCacheLineBytes) ShardCounters {
  Counter names_taken;  // jobs accepted from the reader
  Counter names_done;   // jobs that became rows
  std::array<Counter, kLookupStatusCount> by_status;  // of names_done
  Counter mail_unknown;     // names_done whose mail_kind is unknown
  Counter rows;             // rows made of them
  Counter names_coalesced;  // duplicates that shared a question in flight

  Counter queries_mx;       // first attempts
  Counter queries_address;  // first attempts
  Counter queries_probe;    // whether a resolver still makes answers up
  Counter queries_control;  // whether a resolver is there
  Counter queries_retried;  // further attempts, whatever the reason
  Counter queries_stream;   // of all: sent over TCP
  Counter in_flight;        // now
  Counter unheard;          // of those in flight: nothing came since they left
  Counter waiting;          // questions now that wait to be asked again
  Counter gave_up;          // 1: no resolver was there for too long

  Counter replies;              // matched and used
  Counter replies_truncated;    // TC: repeated over TCP
  Counter replies_late;         // request already over, or a repeated reply
  Counter mismatched_source;    // right id, wrong address or port
  Counter mismatched_question;  // right id, wrong name, type or class
  Counter mismatched_id;        // no such id in flight
  Counter malformed;            // too broken to be matched at all
  Counter timeouts;             // attempts without a reply
  Counter unproven;             // of these and the next: used up no retry
  // Attempts refused by the network or kernel, or lost with a connection.
  Counter network_errors;

  Counter hosts;      // distinct mail hosts asked
  Counter host_hits;  // answered from memory or by joining one in flight
  Counter host_evictions;

  // Why the shard sent less than it could have (rounds of its loop).
  Counter held_by_limiter;
  Counter held_by_resolvers;
  Counter held_by_concurrency;
  Counter held_by_output;
  Counter held_by_input;
};

}  // namespace mxsweep

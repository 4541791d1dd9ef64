// Counters of one resolver, as one shard sees it: written by that shard's
// thread alone, read by the main thread at any time, as those of counters.h.
//
// A counter is a field of ResolverCounts and a row of ResolverCountTable, both
// here: the report of a run, its manifest and its summary walk over the table.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "scanner/query/counters.h"

namespace mxsweep {

// The fields, as Counter in a shard and as plain numbers where shards are added
// up.
template <class Value>
struct ResolverCounts {
  Value sent{};           // some may be under way
  Value replies{};        // to them
  Value without_reply{};  // timeouts and network errors
  Value failures{};       // of the replies: SERVFAIL, REFUSED, other useless
  Value late{};           // replies after their attempt was over
  Value outages{};        // times set aside
};

template <class Value>
struct ResolverCountRow {
  std::string_view key;  // in the manifest
  Value ResolverCounts<Value>::*value;
};

template <class Value>
struct ResolverCountTable {
  using Of = ResolverCounts<Value>;
  using Row = ResolverCountRow<Value>;

  static constexpr std::array kRows = {Row{"sent", &Of::sent},
                                       Row{"replies", &Of::replies},
                                       Row{"without_reply", &Of::without_reply},
                                       Row{"failures", &Of::failures},
                                       Row{"late", &Of::late},
                                       Row{"times_set_aside", &Of::outages}};

  static_assert(sizeof(ResolverCounts<std::uint64_t>) ==
                    sizeof(std::uint64_t) * kRows.size(),
                "a counter lacks its row");
};

struct ResolverCounters : ResolverCounts<Counter> {
  Counter controls;  // control questions sent
  Counter out;       // whether it is now, and why; 0: it is not

  static constexpr std::uint64_t kSilent = 1;
  static constexpr std::uint64_t kFails = 2;
};

inline std::uint64_t count_of(std::uint64_t value) {
  return value;
}

inline std::uint64_t count_of(const Counter& counter) {
  return counter.get();
}

template <class Value>
void add_counts(const ResolverCounts<Value>& counts,
                ResolverCounts<std::uint64_t>& sums) {
  for (std::size_t i = 0; i < ResolverCountTable<Value>::kRows.size(); ++i) {
    sums.*ResolverCountTable<std::uint64_t>::kRows[i].value +=
        count_of(counts.*ResolverCountTable<Value>::kRows[i].value);
  }
}

}  // namespace mxsweep

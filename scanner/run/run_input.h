// RunInput: what stands between the list and the questions of a run, as the
// plan wants it: registrable domains, duplicates, the sample, the blocklist,
// the order. Made by the main thread before the run; its parts are the reader
// thread's while that runs, and report() is for when it was joined.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "io/base/prng.h"
#include "io/base/result.h"

#include "scanner/dns/public_suffixes.h"
#include "scanner/input/held_jobs.h"
#include "scanner/input/name_filter.h"
#include "scanner/input/name_reader.h"
#include "scanner/run/plan.h"

namespace mxsweep {

// What became of the list before anything was asked.
struct InputReport : ListOmissions {
  std::uint64_t other_shards = 0;  // left to them (--shard)
  std::uint64_t duplicates = 0;    // left out by --unique
  std::uint64_t not_sampled = 0;   // left out by --sample
  // So many different names back a duplicate was noticed for certain; 0: in
  // all of the list.
  std::uint64_t unique_window = 0;
  std::uint64_t values_cut = 0;    // too long to be passed on whole
  std::string public_suffix_list;  // which one was used; empty: none

  [[nodiscard]] std::uint64_t left_out() const {
    return other_shards + duplicates + not_sampled;
  }
};

struct InputCountRow {
  std::string_view key;  // in the manifest
  std::uint64_t InputReport::*value;
};

// In the order of the manifest.
inline constexpr std::array kInputCounts = {
    InputCountRow{"repeated_rows_left_out", &InputReport::repeats},
    InputCountRow{"includes_not_read", &InputReport::includes},
    InputCountRow{"generators_not_read", &InputReport::generators},
    InputCountRow{"other_shards", &InputReport::other_shards},
    InputCountRow{"duplicates_left_out", &InputReport::duplicates},
    InputCountRow{"not_sampled", &InputReport::not_sampled},
    InputCountRow{"values_cut", &InputReport::values_cut},
    InputCountRow{"unique_window", &InputReport::unique_window},
};

static_assert(sizeof(InputReport) ==
                  sizeof(std::uint64_t) * kInputCounts.size() +
                      sizeof(std::string),
              "a count of the list lacks its row");

// How the records of the list are read, as the plan wants it.
[[nodiscard]] InputOptions input_options(const ScanPlan& plan);

class RunInput {
 public:
  explicit RunInput(const ScanPlan& plan) : plan_(plan) {}

  // The list, where one is needed, outlives this.
  [[nodiscard]] io::Status open(io::Prng& prng, const PublicSuffixes* suffixes);

  // Names are cut to what somebody registered, or chosen by it.
  [[nodiscard]] static bool needs_suffixes(const ScanPlan& plan) {
    return plan.registrable || plan.shard_count > 1;
  }

  // Before the reader runs, which hands out nothing that it holds once `stop`
  // is set.
  void attach_to(NameReader& reader, const std::atomic<bool>& stop);

  // Does to each record what that of the run will do, but for duplicates. After
  // open().
  [[nodiscard]] NameFilter filter_to_look() const {
    return {look_, look_prng_};
  }

  // Nothing is asked before all of the list was read.
  [[nodiscard]] bool holds() const { return held_.has_value(); }

  [[nodiscard]] InputReport report() const;

 private:
  const ScanPlan& plan_;
  const PublicSuffixes* suffixes_ = nullptr;
  std::optional<NameFilter> filter_;
  FilterOptions look_;
  io::Prng look_prng_{0};
  std::optional<HeldJobs> held_;
};

}  // namespace mxsweep

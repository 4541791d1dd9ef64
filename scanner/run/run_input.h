// RunInput: what stands between the list and the questions of a run, as the
// plan wants it: registrable domains, duplicates, the sample, the blocklist,
// the order. Made by the main thread before the run; its parts are the reader
// thread's while that runs, and report() is for when it was joined.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "io/base/prng.h"
#include "io/base/result.h"

#include "scanner/input/held_jobs.h"
#include "scanner/input/name_filter.h"
#include "scanner/input/name_reader.h"
#include "scanner/input/public_suffixes.h"
#include "scanner/run/plan.h"

namespace mxsweep {

struct InputReport {
  std::uint64_t duplicates = 0;   // left out by --unique
  std::uint64_t not_sampled = 0;  // left out by --sample
  // So many different names back a duplicate was noticed for certain; 0: in
  // all of the list.
  std::uint64_t unique_window = 0;
  std::string public_suffix_list;  // which one was used; empty: none
};

class RunInput {
 public:
  explicit RunInput(const ScanPlan& plan) : plan_(plan) {}

  [[nodiscard]] io::Status open(io::Prng& prng);

  // Before the reader runs.
  void attach_to(NameReader& reader);

  [[nodiscard]] InputReport report() const;

 private:
  const ScanPlan& plan_;
  std::optional<PublicSuffixes> suffixes_;
  std::optional<NameFilter> filter_;
  std::optional<HeldJobs> held_;
};

}  // namespace mxsweep

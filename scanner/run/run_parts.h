// RunParts: all that a run needs, opened before its first packet leaves. Made
// and destroyed by the main thread, whose run it is; which part belongs to
// which thread in between is said in the part's own header.
#pragma once

#include <optional>

#include "scanner/rows/row_plan.h"
#include "scanner/run/run_input.h"
#include "scanner/run/run_list.h"
#include "scanner/run/run_operators.h"
#include "scanner/run/run_output.h"
#include "scanner/run/run_resolvers.h"
#include "scanner/run/run_signals.h"
#include "scanner/run/run_transports.h"
#include "scanner/run/sleepers.h"
#include "scanner/run/workers.h"

namespace mxsweep {

struct RunParts {
  RunParts(const ScanPlan& plan, const ScanControl& control);
  RunParts(const RunParts&) = delete;
  RunParts& operator=(const RunParts&) = delete;
  ~RunParts() = default;

  // Opens all that can fail, cheapest first.
  [[nodiscard]] io::Status open();

  // An earlier run did all of it (--resume): the rest was not opened.
  [[nodiscard]] bool nothing_left();

  // Of a complete result: names that were put into a list since then would
  // never be asked.
  [[nodiscard]] io::Status check_list();

  // The public suffix list, where anything needs it: once for all.
  [[nodiscard]] io::Status open_suffixes();
  [[nodiscard]] io::Status open_resolvers(io::Prng& prng);

  // False when it is known that no name of the list will be asked: of names
  // that were given, and of lists so short that they were read already.
  [[nodiscard]] bool may_ask();

  // The moment that the first packet leaves, and what the run is called.
  [[nodiscard]] RunStart begin_now(io::Prng& prng);

  const ScanPlan& plan;
  const ScanControl& control;
  RowPlan rows;
  RunSignals signals;
  Sleepers sleepers;
  RunResolvers resolvers;
  RunList list;
  std::optional<PublicSuffixes> suffixes;
  RunInput filters;
  RunOperators operators;
  RunOutput output;
  RunTransports transports;
  Workers workers;
  RunStart start;
  io::Prng later_prng{0};  // of what is drawn while the run lasts
};

}  // namespace mxsweep

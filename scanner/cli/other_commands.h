// The commands that are no run: each gives a text for standard output and the
// exit code of the program. Main thread.
#pragma once

#include <string>

#include "scanner/cli/options.h"
#include "scanner/run/plan.h"

namespace mxsweep {

struct Shown {
  std::string text;
  int code = 0;
};

// To standard output; the exit code of the program.
[[nodiscard]] int show(const Shown& shown);

// `mxsweep doctor`: shows what it finds as it finds it; the exit code of the
// program, a failure when something is not fit.
[[nodiscard]] int doctor_command(const ScanPlan& plan);

// `mxsweep merge DIR`; why it is not whole goes to standard error.
[[nodiscard]] Shown merged(const std::string& path);

// `mxsweep diff OLD NEW`: shows or writes what changed; the exit code of the
// program. REQUIRES: two arguments
[[nodiscard]] int diff_command(const Options& options);

// `mxsweep report RESULT`: writes a result in numbers; the exit code of the
// program. REQUIRES: one argument
[[nodiscard]] int report_command(const Options& options);

// --dry-run
[[nodiscard]] Shown forecast_of(const ScanPlan& plan);

}  // namespace mxsweep

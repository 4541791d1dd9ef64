// The manifest: what was asked, how, and how it went, as one JSON object. It
// goes into the key-value section of formats that have one.
#pragma once

#include <string>

#include "scanner/run/plan.h"
#include "scanner/run/report.h"

namespace mxsweep {

inline constexpr std::string_view kManifestKey = "mxsweep.manifest";

[[nodiscard]] std::string manifest_json(const ScanPlan& plan,
                                        const ScanReport& report);

}  // namespace mxsweep

// The manifest: what was asked, how, and how it went, as one JSON object. It
// goes into the key-value section of formats that have one. Stateless; main
// thread, before the run and when it is over.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "scanner/run/plan.h"
#include "scanner/run/report.h"

namespace mxsweep {

inline constexpr std::string_view kManifestKey = "mxsweep.manifest";

// The settings of the manifest by their keys, each value as JSON, without the
// command line.
[[nodiscard]] std::map<std::string, std::string> manifest_settings(
    const ScanPlan& plan);

// A text as such a value.
[[nodiscard]] std::string setting_text(std::string_view text);

[[nodiscard]] std::string manifest_json(const ScanPlan& plan,
                                        const ScanReport& report);

}  // namespace mxsweep

// What the manifest of a run adds to the report on its result: when it was, how
// long it took, and how the resolvers were. The manifest is JSON out of a file,
// and hostile: what is not as docs/results.md has it is left out. Stateless,
// any thread.
#pragma once

#include <string>
#include <string_view>

#include "scanner/results/report_document.h"

namespace mxsweep {

// Of the result at `path`: inside a Parquet file, or beside the parts of a
// folder. Empty: it has none.
[[nodiscard]] std::string find_manifest(const std::string& path);

// Nothing is added of what is no JSON object.
void add_manifest(std::string_view manifest, ReportDocument& document);

}  // namespace mxsweep

// The value of -r: a comma list of resolvers, or a file with one per line and
// # comments. Errors (ErrorCode::kUsage) name the bad word, the file and the
// line. Main thread, at start.
#pragma once

#include <string>
#include <vector>

#include "io/base/endpoint.h"
#include "io/base/result.h"

namespace mxsweep {

// Duplicates are dropped, with a line in `warnings`. At least one endpoint.
[[nodiscard]] io::Result<std::vector<io::Endpoint>> parse_resolvers(
    const std::string& typed, std::vector<std::string>& warnings);

}  // namespace mxsweep

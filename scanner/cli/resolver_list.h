// The value of -r: a comma list of resolvers, or a file of them with #
// comments, one or several on a line, or resolv.conf. Ports follow ':', '#' or
// '@'. Errors (ErrorCode::kUsage) name the bad word, why it is bad, the file
// and the line. Main thread, at start.
#pragma once

#include <string>
#include <vector>

#include "io/base/endpoint.h"
#include "io/base/result.h"

namespace mxsweep {

// Behind those of a -r before. Duplicates are dropped, with a line in
// `warnings`. At least one endpoint more.
[[nodiscard]] io::Result<std::vector<io::Endpoint>> parse_resolvers(
    const std::string& typed, std::vector<io::Endpoint> before,
    std::vector<std::string>& warnings);

}  // namespace mxsweep

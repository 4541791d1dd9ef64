// The files below a folder, as readers of datasets take them: at every depth,
// but for what is hidden or begins with "_". Stateless, any thread.
#pragma once

#include <string>
#include <vector>

#include "io/base/result.h"

namespace mxsweep::io {

// Their paths, sorted. Errors are ErrorCode::kInput.
[[nodiscard]] Result<std::vector<std::string>> files_below(
    const std::string& folder);

}  // namespace mxsweep::io

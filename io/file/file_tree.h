// The files below a folder, as readers of datasets take them: at every depth,
// but for what is hidden or begins with "_". Stateless, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "io/base/result.h"

namespace mxsweep::io {

// Their paths, sorted. Errors are ErrorCode::kInput.
[[nodiscard]] Result<std::vector<std::string>> files_below(
    const std::string& folder);

// Octets of a file; nothing when there is none.
[[nodiscard]] std::optional<std::uint64_t> file_octets(const std::string& path);

}  // namespace mxsweep::io

// Reads a whole file that is known to be small, such as a piece of
// configuration; where CR alone ends its lines, LF does. Stateless, any thread.
// Errors are ErrorCode::kInput with the path and the reason.
#pragma once

#include <cstddef>
#include <string>

#include "io/base/result.h"

namespace mxsweep::io {

inline constexpr std::size_t kSmallFileBytesMax = 512U << 10U;

// An Error when the file is longer than kSmallFileBytesMax.
[[nodiscard]] Result<std::string> read_small_file(const std::string& path);

}  // namespace mxsweep::io

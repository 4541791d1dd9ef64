// A small file that others read while it is replaced: what they open is the old
// text or the new one, whole. Not durable: after a power cut it may be gone.
// Stateless, any thread but one at a time for a path.
#pragma once

#include <string>
#include <string_view>

#include "io/base/result.h"

namespace mxsweep::io {

// Writes `path`.tmp and renames it; links, folders, devices and pipes are not
// replaced. Errors are ErrorCode::kOutput with the path.
[[nodiscard]] Status replace_file(const std::string& path,
                                  std::string_view text);

}  // namespace mxsweep::io

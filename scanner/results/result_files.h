// The files that a result consists of: itself, or the parts of a folder.
// Stateless; main thread. Errors are ErrorCode::kInput and say what to do.
#pragma once

#include <string>
#include <vector>

#include "io/base/result.h"

namespace mxsweep {

// Sorted by their paths. What a run left when it did not come to its end
// (FILE.partial, a folder of parts without _SUCCESS) is refused, since a name
// that is missing there says nothing; `force` takes it all the same.
[[nodiscard]] io::Result<std::vector<std::string>> result_files(
    const std::string& path, bool force);

}  // namespace mxsweep

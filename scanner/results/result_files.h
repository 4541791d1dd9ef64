// The files that a result consists of: itself, or the parts of a folder.
// Stateless; main thread. Errors are ErrorCode::kInput and say what to do.
#pragma once

#include <string>
#include <vector>

#include "io/base/result.h"

namespace mxsweep {

struct ResultFiles {
  std::vector<std::string> paths;  // sorted
  // Of a file that ends too early, what is there is wanted all the same.
  bool takes_cut = false;
};

// What a run left when it did not come to its end (FILE.partial, FILE.part, a
// folder of parts without _SUCCESS) is refused, since a name that is missing
// there says nothing, and so is a folder that lacks a part or has another one
// in its place; `force` takes it all the same.
[[nodiscard]] io::Result<ResultFiles> result_files(const std::string& path,
                                                   bool force);

}  // namespace mxsweep

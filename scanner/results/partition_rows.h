// lost_rows(): whether files of partitions are all that their run wrote, by the
// manifest that it left in each of them: the count of all rows. Parquet alone
// has one. Stateless; main thread.
#pragma once

#include <string>
#include <vector>

namespace mxsweep {

// What is wrong, for people; empty where nothing is, or nobody can tell: files
// without a manifest, or of several runs.
[[nodiscard]] std::string lost_rows(const std::vector<std::string>& files);

}  // namespace mxsweep

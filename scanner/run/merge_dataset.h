// Merging: says whether the shards that several processes wrote into one folder
// (--shard K/N -o DIR/) are one whole dataset, and then marks it as such. No
// row is moved: readers take the parts where they are. Main thread.
#pragma once

#include <cstdint>
#include <string>

#include "io/base/result.h"

namespace mxsweep {

struct MergeReport {
  std::uint32_t shards = 0;
  std::uint64_t records = 0;
  std::uint64_t rows = 0;
  std::uint64_t parts = 0;
  std::uint64_t octets = 0;
  std::uint64_t left_out = 0;  // duplicates, and what was not sampled
};

// Writes _manifest.json and _SUCCESS into the folder when every shard is there,
// complete, of one plan and of one list, and their records together are those
// of the list, once each. Else an Error (kInput) that names what is missing or
// foreign; nothing is written then, and an old _SUCCESS is taken away.
[[nodiscard]] io::Result<MergeReport> merge_dataset(const std::string& path);

// For people, several lines.
[[nodiscard]] std::string merge_text(const MergeReport& report,
                                     const std::string& path);

}  // namespace mxsweep

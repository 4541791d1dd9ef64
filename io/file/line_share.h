// LineShare: which share of the lines of a file was used so far, for whoever
// says how long it will take. Octets are no measure of that: the first lines of
// a list by rank are shorter than the last ones. So parts of the file, spread
// evenly, are looked at once, and their line ends are counted. One thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "io/file/byte_source.h"

namespace mxsweep::io {

class LineShare {
 public:
  // Of a smaller file, octets are measure enough.
  static constexpr std::uint64_t kSizeLeast = 1U << 20U;

  // A few reads at any place of `file`, which is plain text of `size` octets.
  // False: it cannot be told.
  [[nodiscard]] bool survey(ByteSource& file, std::uint64_t size,
                            char line_end);

  // 0 to 1, when `lines` were used, which end at `place`.
  // REQUIRES: survey() was true
  [[nodiscard]] double used(std::uint64_t lines, std::uint64_t place) const;

 private:
  static constexpr std::size_t kParts = 32;
  static constexpr std::size_t kLookedAt = std::size_t{8} << 10U;  // of a part

  double part_octets_ = 0;
  std::array<double, kParts> lines_{};  // of each part
};

}  // namespace mxsweep::io

#include "scanner/rr/rr_set.h"

#include <algorithm>

namespace mxsweep {

bool RrSet::holds(const Entry& wanted, std::size_t begin) const {
  const std::uint8_t* const octets = rdata_.data();
  const std::size_t size = wanted.end - begin;
  std::size_t other = 0;
  for (const Entry& entry : entries_) {
    if (entry.first == wanted.first && entry.end - other == size &&
        std::equal(octets + other, octets + entry.end, octets + begin)) {
      return true;
    }
    other = entry.end;
  }
  return false;
}

}  // namespace mxsweep

#include "scanner/input/seen_names.h"

#include <xxhash.h>

#include <utility>

namespace mxsweep {

bool SeenNames::add(NameView name) {
  const XXH128_hash_t hash = XXH3_128bits(name.data(), name.size());
  const Key key{hash.low64, hash.high64};
  if (older_.contains(key) || !newer_.insert(key).second) {
    return false;
  }
  if (newer_.size() == half_) {
    forgotten_ = forgotten_ || !older_.empty();
    older_ = std::exchange(newer_, Keys());
  }
  return true;
}

}  // namespace mxsweep

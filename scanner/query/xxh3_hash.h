// The hash functor of every map in the engine: XXH3 over the octets of a
// lower-case wire name. Stateless, any thread. Names are short: inlined, a
// hash costs less than the call of the library would.
#pragma once

// NOLINTNEXTLINE(readability-identifier-naming): xxHash wants it so
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cstddef>
#include <string_view>

namespace mxsweep {

struct Xxh3Hash {
  using is_transparent = void;  // finds a std::string by a std::string_view

  [[nodiscard]] std::size_t operator()(std::string_view octets) const {
    return XXH3_64bits(octets.data(), octets.size());
  }
};

}  // namespace mxsweep

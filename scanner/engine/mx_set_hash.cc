#include "scanner/engine/mx_set_hash.h"

#include <xxhash.h>

#include <array>
#include <cstdint>

namespace mxsweep {

void write_mx_set_hash(const Lookup& lookup, std::string& out) {
  // Each pair is hashed with the hash so far as the seed: no buffer needed.
  std::uint64_t hash = 0;
  for (const Exchange& exchange : lookup.exchanges) {
    const std::uint64_t seed = hash * 65537 + exchange.preference;
    const NameView name = lookup.text(exchange.name);
    hash = XXH3_64bits_withSeed(name.data(), name.size(), seed);
  }
  constexpr std::string_view kDigits = "0123456789abcdef";
  out.assign(16, '0');
  for (std::size_t i = 0; i < 16; ++i) {
    out[15 - i] = kDigits[(hash >> (4 * i)) & 15U];
  }
}

}  // namespace mxsweep

#include "scanner/mail/mx_set_hash.h"

#include <xxhash.h>

#include <cstdint>

#include "io/base/byte_word.h"

namespace mxsweep {
namespace {

using io::kByteOnes;

// Eight hexadecimal digits, the first in the lowest byte.
std::uint64_t hex_digits(std::uint64_t value) {
  // One hexadecimal digit into each byte, then for 10 and more the distance
  // from
  // ':' to 'a'.
  value = ((value >> 16U) | (value << 32U)) & 0x0000'FFFF'0000'FFFFU;
  value = ((value >> 8U) | (value << 16U)) & 0x00FF'00FF'00FF'00FFU;
  value = ((value >> 4U) | (value << 8U)) & 0x0F0F'0F0F'0F0F'0F0FU;
  const std::uint64_t letters = ((value + kByteOnes * 6) >> 4U) & kByteOnes;
  return value + kByteOnes * '0' + letters * ('a' - '0' - 10);
}

}  // namespace

MxSetHash mx_set_hash(const Lookup& lookup) {
  // Each pair is hashed with the hash so far as the seed: no buffer needed.
  std::uint64_t hash = 0;
  for (const Exchange& exchange : lookup.exchanges) {
    const std::uint64_t seed = hash * 65537 + exchange.preference;
    const NameView name = lookup.text(exchange.name);
    hash = XXH3_64bits_withSeed(name.data(), name.size(), seed);
  }
  return hash_text(hash);
}

MxSetHash hash_text(std::uint64_t hash) {
  MxSetHash text{'h'};
  io::put_word(text.data() + 1, hex_digits(hash >> 32U));
  io::put_word(text.data() + 9, hex_digits(hash & 0xFFFF'FFFFU));
  return text;
}

}  // namespace mxsweep

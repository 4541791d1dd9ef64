// Eight bytes in one word, so that one operation tests or writes all of them.
// A test sets the highest bit of each byte that passes it. Pure functions, any
// thread.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace mxsweep::io {

inline constexpr std::size_t kWordBytes = 8;

// The lowest and the highest bit of every byte.
inline constexpr std::uint64_t kByteOnes = 0x0101010101010101U;
inline constexpr std::uint64_t kByteTops = kByteOnes * 0x80;

// The bytes from `first` to `last`. REQUIRES: both below 0x80
[[nodiscard]] constexpr std::uint64_t bytes_between(std::uint64_t word,
                                                    std::uint8_t first,
                                                    std::uint8_t last) {
  const std::uint64_t low = word & ~kByteTops;
  const std::uint64_t from_first = low + kByteOnes * (0x80U - first);
  const std::uint64_t above_last = low + kByteOnes * (0x7FU - last);
  return (from_first ^ above_last) & ~word & kByteTops;
}

// The word in lower case. `capitals`: bytes_between(word, 'A', 'Z')
[[nodiscard]] constexpr std::uint64_t lower_bytes(std::uint64_t word,
                                                  std::uint64_t capitals) {
  return word | (capitals >> 2U);
}

// The word whose lowest byte stands first in memory; of such a one, the word.
[[nodiscard]] constexpr std::uint64_t little_endian(std::uint64_t word) {
  if constexpr (std::endian::native == std::endian::little) {
    return word;
  }
  std::uint64_t turned = 0;
  for (unsigned bit = 0; bit < 8 * kWordBytes; bit += 8) {
    turned = turned << 8U | (word >> bit & 0xFFU);
  }
  return turned;
}

// Reads a word, its lowest byte first. REQUIRES: eight bytes
[[nodiscard]] inline std::uint64_t read_word(const void* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, kWordBytes);
  return little_endian(word);
}

// Writes the word, its lowest byte first, in one store: of a loop over its
// bytes g++ 12 makes vectors, which take longer. REQUIRES: room for eight bytes
inline void put_word(void* at, std::uint64_t word) {
  const std::uint64_t bytes = little_endian(word);
  std::memcpy(at, &bytes, kWordBytes);
}

}  // namespace mxsweep::io

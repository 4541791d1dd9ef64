// Eight bytes in one word, so that one operation tests or writes all of them.
// A test sets the highest bit of each byte that passes it. Pure functions, any
// thread.
#pragma once

#include <cstddef>
#include <cstdint>

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

// Writes the word, its lowest byte first. REQUIRES: room for eight bytes
inline void put_word(char* at, std::uint64_t word) {
  for (unsigned i = 0; i < kWordBytes; ++i) {
    at[i] = static_cast<char>(word >> (8 * i));
  }
}

}  // namespace mxsweep::io

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

// Reads a word, its lowest byte first. REQUIRES: eight bytes
[[nodiscard]] inline std::uint64_t read_word(const char* at) {
  std::uint64_t word = 0;
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(&word, at, kWordBytes);
  } else {
    for (unsigned i = 0; i < kWordBytes; ++i) {
      word |= std::uint64_t{static_cast<unsigned char>(at[i])} << (8 * i);
    }
  }
  return word;
}

// Writes the word, its lowest byte first. REQUIRES: room for eight bytes
template <class Octet>

requires(sizeof(Octet) == 1) void put_word(Octet* at, std::uint64_t word) {
  if constexpr (std::endian::native == std::endian::little) {
    // g++ 12 makes vectors of the loop, which take longer than all digits.
    std::memcpy(at, &word, kWordBytes);
  } else {
    for (unsigned i = 0; i < kWordBytes; ++i) {
      at[i] = static_cast<Octet>(word >> (8 * i));
    }
  }
}

}  // namespace mxsweep::io

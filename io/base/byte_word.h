// Eight octets in one word, so that all of them are looked at or written
// together. What a test found of an octet stands in its highest bit. Pure
// functions, any thread.
#pragma once

#include <cstddef>
#include <cstdint>

namespace mxsweep::io {

inline constexpr std::size_t kWordOctets = 8;

// The lowest and the highest bit of every octet.
inline constexpr std::uint64_t kOctetOnes = 0x0101010101010101U;
inline constexpr std::uint64_t kOctetTops = kOctetOnes * 0x80;

// The octets from `first` to `last`. REQUIRES: both below 0x80
[[nodiscard]] constexpr std::uint64_t octets_between(std::uint64_t word,
                                                     std::uint8_t first,
                                                     std::uint8_t last) {
  const std::uint64_t low = word & ~kOctetTops;
  const std::uint64_t from_first = low + kOctetOnes * (0x80U - first);
  const std::uint64_t above_last = low + kOctetOnes * (0x7FU - last);
  return (from_first ^ above_last) & ~word & kOctetTops;
}

// Capital letters of ASCII, as octets_between() found them, made small.
[[nodiscard]] constexpr std::uint64_t lower_octets(std::uint64_t word,
                                                   std::uint64_t capitals) {
  return word | (capitals >> 2U);
}

// The lowest octet first. REQUIRES: place for eight
inline void put_word(char* at, std::uint64_t word) {
  for (unsigned i = 0; i < kWordOctets; ++i) {
    at[i] = static_cast<char>(word >> (8 * i));
  }
}

}  // namespace mxsweep::io

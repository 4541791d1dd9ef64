// IdPermutation: a secret permutation of the 65,536 query ids: a Feistel
// network of four rounds over the two octets, each round with a table of 256
// random octets. Both directions take a few nanoseconds and the tables (1 KiB)
// stay in the first-level cache, where a shuffle of all ids does not fit.
// Immutable; any thread. Why ids come from slots: docs/decisions/001.
#pragma once

#include <array>
#include <cstdint>

#include "io/base/prng.h"

namespace mxsweep {

class IdPermutation {
 public:
  explicit IdPermutation(io::Prng& prng) {
    for (auto& round : rounds_) {
      for (std::uint8_t& octet : round) {
        octet = static_cast<std::uint8_t>(prng.below(256));
      }
    }
  }

  [[nodiscard]] std::uint16_t id_of(std::uint16_t value) const {
    std::uint32_t high = value >> 8U;
    std::uint32_t low = value & 0xFFU;
    high ^= rounds_[0][low];
    low ^= rounds_[1][high];
    high ^= rounds_[2][low];
    low ^= rounds_[3][high];
    return static_cast<std::uint16_t>(high << 8U | low);
  }

  [[nodiscard]] std::uint16_t value_of(std::uint16_t id) const {
    std::uint32_t high = id >> 8U;
    std::uint32_t low = id & 0xFFU;
    low ^= rounds_[3][high];
    high ^= rounds_[2][low];
    low ^= rounds_[1][high];
    high ^= rounds_[0][low];
    return static_cast<std::uint16_t>(high << 8U | low);
  }

 private:
  std::array<std::array<std::uint8_t, 256>, 4> rounds_;
};

}  // namespace mxsweep

// Randomness as an argument. Prng is xoshiro256**: fast and seedable, so that
// a run replays from its seed. In production the seed is 256 bits of kernel
// entropy (from_entropy), because query ids and ports must not be guessable
// (RFC 5452 section 9.2). One thread per object.
#pragma once

#include <array>
#include <cstdint>

namespace mxsweep::io {

class Prng {
 public:
  using result_type = std::uint64_t;  // usable with <algorithm>

  explicit Prng(std::uint64_t seed);

  // Seeds all 256 bits from the kernel.
  [[nodiscard]] static Prng from_entropy();

  [[nodiscard]] std::uint64_t next();

  // Uniform in [0, bound). REQUIRES: bound > 0
  [[nodiscard]] std::uint32_t below(std::uint32_t bound);

  // Uniform in [0, 1).
  [[nodiscard]] double unit();

  // An independent generator, for a child component.
  [[nodiscard]] Prng split();

  static constexpr result_type min() { return 0; }

  static constexpr result_type max() { return ~std::uint64_t{0}; }

  result_type operator()() { return next(); }

 private:
  explicit Prng(const std::array<std::uint64_t, 4>& state) : state_(state) {}

  std::array<std::uint64_t, 4> state_;
};

}  // namespace mxsweep::io

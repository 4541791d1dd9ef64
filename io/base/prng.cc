#include "io/base/prng.h"

#include <sys/random.h>

#include <bit>
#include <cstddef>

#include "io/base/check.h"

namespace mxsweep::io {
namespace {

// SplitMix64, the generator that xoshiro's authors recommend for seeding it.
std::uint64_t split_mix(std::uint64_t& state) {
  state += 0x9E3779B97F4A7C15U;
  std::uint64_t z = state;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31U);
}

}  // namespace

Prng::Prng(std::uint64_t seed) : state_{} {
  for (std::uint64_t& word : state_) {
    word = split_mix(seed);
  }
}

Prng Prng::from_entropy() {
  std::array<std::uint64_t, 4> words{};
  const ssize_t got = ::getrandom(words.data(), sizeof(words), 0);
  MXSWEEP_CHECK(got == static_cast<ssize_t>(sizeof(words)));
  return Prng(words);
}

std::uint64_t Prng::next() {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17U;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

std::uint32_t Prng::below(std::uint32_t bound) {
  MXSWEEP_DCHECK(bound > 0);
  return static_cast<std::uint32_t>(((next() >> 32U) * bound) >> 32U);
}

double Prng::unit() {
  return static_cast<double>(next() >> 11U) * 0x1.0p-53;
}

Prng Prng::split() {
  return Prng(
      std::array<std::uint64_t, 4>{next(), next(), next(), next() | 1U});
}

}  // namespace mxsweep::io

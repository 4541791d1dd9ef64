// Which seeds a test of random worlds runs through: MXSWEEP_SIM_SEEDS says how
// many, MXSWEEP_SIM_FIRST_SEED where to begin, to replay one.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>

namespace mxsweep::sim {

inline std::uint64_t number_from(const char* variable,
                                 std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

inline std::uint64_t first_seed() {
  return number_from("MXSWEEP_SIM_FIRST_SEED", 1);
}

inline std::uint64_t seeds(std::uint64_t otherwise) {
  return number_from("MXSWEEP_SIM_SEEDS", otherwise);
}

inline std::string replay(std::uint64_t seed) {
  return "replay with MXSWEEP_SIM_FIRST_SEED=" + std::to_string(seed) +
         " MXSWEEP_SIM_SEEDS=1";
}

}  // namespace mxsweep::sim

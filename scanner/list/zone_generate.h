// ZoneGenerate: "$GENERATE 1-20/2 host-${0,3} A 192.0.2.$", BIND's way to write
// many records on a line. Pure, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mxsweep {

inline constexpr std::uint64_t kGeneratedMax = 65'536;

struct ZoneGenerate {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::uint64_t step = 1;
  std::string_view record;  // owner, type and data, with $ for the number
};

// `text` is what stands behind the word $GENERATE. Nothing where it is not
// understood, or more than kGeneratedMax records.
[[nodiscard]] std::optional<ZoneGenerate> parse_generate(std::string_view text);

// The owner with the number in place of $; false where it is not understood.
[[nodiscard]] bool generate_owner(std::string_view pattern,
                                  std::uint64_t number, std::string& out);

}  // namespace mxsweep

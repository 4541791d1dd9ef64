// "Did you mean": the flag whose name looks most like a word that is none.
// Stateless, any thread.
#pragma once

#include <cstddef>
#include <string_view>

namespace mxsweep {

// Letters to insert, delete or replace to make one word of the other.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

// The long name of a visible flag, or empty when nothing is near. A flag found
// by one of its aliases is suggested by its own name.
[[nodiscard]] std::string_view nearest_flag(std::string_view word);

}  // namespace mxsweep

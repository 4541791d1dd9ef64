// "Did you mean": the flag, or the word of a list, that looks most like one
// that is none. Stateless, any thread.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mxsweep {

// As flags are spelled, without dashes and value: "dry-run" of --Dry_run and of
// DRY_RUN.
[[nodiscard]] std::string flag_spelling(std::string_view word);

// Letters to insert, delete, replace or swap with the next one to make one word
// of the other.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

// The long name of a visible flag, or empty when nothing is near. A flag found
// by one of its aliases is suggested by its own name.
[[nodiscard]] std::string_view nearest_flag(std::string_view word);

// The command that is nearly called so, or empty.
[[nodiscard]] std::string_view nearest_command(std::string_view word);

// Those of `words` that are near `typed` or have it as a part, nearest first,
// three at the most.
[[nodiscard]] std::vector<std::string_view> nearest_words(
    std::string_view typed, std::span<const std::string_view> words);

}  // namespace mxsweep

// How people write what a cell points at: in spellings that are no links, and
// between quotes and brackets. Rule I5 of docs/rules.md. Cells are hostile;
// pure but for the scratch that the caller lends.
#pragma once

#include <string>
#include <string_view>

namespace mxsweep {

// In any case of letters.
// REQUIRES: `word` is in lower case
[[nodiscard]] bool begins_with(std::string_view text, std::string_view word);

// The cell in plain spelling, "[.]" as "."; itself, if it is so already.
[[nodiscard]] std::string_view plain_spelling(std::string_view cell,
                                              std::string& scratch);

// Without quotes of any script and brackets around the whole and separators
// behind it; of a link of Markdown, [TEXT](URL), what it points at.
[[nodiscard]] std::string_view unwrapped(std::string_view text);

}  // namespace mxsweep

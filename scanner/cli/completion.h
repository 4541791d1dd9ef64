// What a shell needs to complete the command line: commands, flags and their
// values, made from the arrays of flags, commands and topics. Stateless, any
// thread.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace mxsweep {

inline constexpr std::array<std::string_view, 3> kShells = {"bash", "zsh",
                                                            "fish"};

// Nothing for a shell that is not known.
[[nodiscard]] std::optional<std::string> completion_for(std::string_view shell);

}  // namespace mxsweep

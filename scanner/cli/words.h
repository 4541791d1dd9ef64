// The words of the command line before the parser sees them: what other tools
// call differently is replaced, long flags may have one dash, and a word of
// short flags that holds an unknown one is refused as a whole. Errors are
// ErrorCode::kUsage. Main thread.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "io/base/result.h"

namespace mxsweep {

struct Flag;

// `notes` gets lines for log_warning().
[[nodiscard]] io::Result<std::vector<std::string>> own_words(
    std::span<const char* const> args, std::vector<std::string>& notes);

// "--column has an empty value; it takes N|NAME"
[[nodiscard]] io::Error empty_value(const Flag& flag);

// "unknown flag '--rat'; did you mean --rate?"
[[nodiscard]] io::Error unknown_flag(const std::string& word);

}  // namespace mxsweep

// How texts for a terminal are laid out: wrapped at 80 columns, items with
// their meaning in a column of its own. Shared by help, topics and the like.
// Stateless, any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "io/base/text_wrap.h"

#include "scanner/cli/flags.h"

namespace mxsweep {

inline constexpr std::size_t kHelpColumn = 26;

// `head`, and what it means at kHelpColumn.
void append_item(const std::string& head, std::string_view text,
                 std::string& out);

// "  -s, --concurrency", or with blanks where a name is missing.
[[nodiscard]] std::string head_of(const Flag& flag);

// Its names and value, and what it means.
void append_flag(const Flag& flag, std::string& out);

// All visible ones of the group.
void append_flags(FlagGroup group, std::string& out);

// What the flag means, with the default that the plan has without it.
[[nodiscard]] std::string meaning_of(const Flag& flag);

}  // namespace mxsweep

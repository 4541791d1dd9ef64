// The array of flags: the one place that says which flags exist, how they are
// called, what they mean and where their value goes. The parser, --help, the
// man page and the tests all walk over it. Constants, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/cli/options.h"

namespace mxsweep {

enum class FlagGroup : std::uint8_t { kInput, kAsking, kOutput, kPace, kOther };

struct FlagChoice {
  std::string_view name;
  std::string_view help;  // may be empty
};

struct Flag {
  std::string_view long_name;   // with its dashes; empty for a short-only one
  std::string_view short_name;  // with its dash, or empty
  // Further names, with dashes, that fingers know from other tools.
  std::span<const std::string_view> aliases{};
  std::string_view value_name{};  // empty for a switch
  std::string_view help;
  FlagGroup group = FlagGroup::kOther;
  bool hidden = false;  // parsed, but neither in --help nor in the man page

  // Exactly one of the two: where a value goes, or what a switch turns on.
  std::optional<std::string> Options::*value = nullptr;
  bool Options::*on = nullptr;

  // Allowed values, from the tables that implement them; null for any.
  std::vector<FlagChoice> (*choices)() = nullptr;

  // The name used in messages.
  [[nodiscard]] std::string_view name() const {
    return long_name.empty() ? short_name : long_name;
  }
};

[[nodiscard]] std::span<const Flag> flags();

// By any of its names, with dashes; null when there is none.
[[nodiscard]] const Flag* find_flag(std::string_view name);

[[nodiscard]] std::string_view group_title(FlagGroup group);

// "csv|jsonl|parquet" for a flag with choices, else its value's name.
[[nodiscard]] std::string value_text(const Flag& flag);

// A word of another tool: taken as one of ours, ignored, or answered.
struct ForeignWord {
  std::string_view word;
  std::string_view replacement;  // what it means here; empty: see advice
  std::string_view advice;       // shown to the user
  bool refused = false;          // the run stops with the advice
};

[[nodiscard]] std::span<const ForeignWord> foreign_words();

}  // namespace mxsweep

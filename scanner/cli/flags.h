// The array of flags: the one place that says which flags exist, how they are
// called, what they mean and which field of the plan they set; the type of that
// field says how a value is read, which values there are and what is the
// default. The parser, make_plan(), --help, the man page and the tests walk
// over it. Where the manifest shows a field is said beside it, in plan.h.
// Constants, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "io/base/result.h"

#include "scanner/cli/commands.h"
#include "scanner/run/plan.h"

namespace mxsweep {

enum class FlagGroup : std::uint8_t { kInput, kAsking, kOutput, kPace, kOther };

// Nothing is set by flags that print a text or are accepted for other tools.
using FlagField = std::variant<
    std::monostate,
    bool ScanPlan::*,       // a switch; it turns what the plan has without it
    Verbosity ScanPlan::*,  // a switch; see Flag::sets
    std::uint32_t ScanPlan::*, std::uint64_t ScanPlan::*,
    std::optional<std::uint64_t> ScanPlan::*, io::Duration ScanPlan::*,
    std::string ScanPlan::*, io::Endpoint ScanPlan::*,
    std::vector<io::Endpoint> ScanPlan::*,
    std::vector<std::string> ScanPlan::*,  // words with commas between them
    // One of a list.
    Shape ScanPlan::*, SortOrder ScanPlan::*, PartitionBy ScanPlan::*,
    AddressMode ScanPlan::*, io::TextEncoding ScanPlan::*,
    HeaderWish ScanPlan::*, ColorWish ScanPlan::*, LogFormat ScanPlan::*,
    const ListFormat * ScanPlan::*, const io::WriterKind * ScanPlan::*,
    const io::TransportKind * ScanPlan::*>;

struct CountRange {
  std::uint64_t least;
  std::uint64_t most;
};

// The plan as far as it is known, and lines for log_warning().
struct PlanDraft {
  ScanPlan& plan;
  std::vector<std::string>& warnings;
};

struct Flag {
  std::string_view long_name;   // with its dashes; empty for a short-only one
  std::string_view short_name;  // with its dash, or empty
  // Further names, with dashes, known from other tools.
  std::span<const std::string_view> aliases{};
  std::string_view value_name{};  // empty for a switch
  std::string_view help;          // {} stands for the default
  FlagGroup group = FlagGroup::kOther;
  bool hidden = false;  // parsed, but neither in --help nor in the man page
  // In a few words, for -h; empty: not among those that it shows.
  std::string_view brief{};
  bool repeatable = false;  // each time adds to what was said before
  // That take the flag; others refuse it. Of no weight where `text` answers.
  CommandSet commands = kScanOnly;

  FlagField field{};
  CountRange range{};  // of a number, or in ms of a time that may be long
  Verbosity sets = Verbosity::kNormal;  // of a switch of the verbosity

  // Reads a value that is more than its field's type says; else null.
  io::Status (*read)(const Flag& flag, const std::string& typed,
                     const PlanDraft& draft) = nullptr;
  // Of a switch that prints something in place of a run, or of a value for
  // which `help` does; else null.
  std::string (*text)() = nullptr;

  // The name used in messages.
  [[nodiscard]] std::string_view name() const {
    return long_name.empty() ? short_name : long_name;
  }

  [[nodiscard]] bool takes_value() const { return !value_name.empty(); }

  [[nodiscard]] bool is_for(Command command) const {
    return (commands & set_of(command)) != 0;
  }

  // It does nothing but print a text, with whatever command.
  [[nodiscard]] bool answers() const {
    return text != nullptr && !takes_value();
  }

  // Neither the environment nor a file may set it.
  [[nodiscard]] bool is_only_typed() const {
    return hidden || long_name.empty() || answers();
  }
};

[[nodiscard]] std::span<const Flag> flags();

// By any of its names, with dashes; null when there is none.
[[nodiscard]] const Flag* find_flag(std::string_view name);

// The first one that sets the field. REQUIRES: there is one.
[[nodiscard]] const Flag& flag_of(const FlagField& field);

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

// The commands of the program: the word that may stand before all flags. The
// help, the suggestions, the completion and main.cc walk over this array; a
// file that is called like a command is read as ./NAME. Constants, any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace mxsweep {

enum class Command : std::uint8_t {
  kScan,
  kExplain,
  kDoctor,
  kMerge,
  kDiff,
  kReport,
  kCompletion,
  kHelp,
};

// A bit for each command.
using CommandSet = std::uint8_t;

[[nodiscard]] constexpr CommandSet set_of(Command command) {
  return static_cast<CommandSet>(1U << static_cast<unsigned>(command));
}

inline constexpr CommandSet kScanOnly = set_of(Command::kScan);
inline constexpr CommandSet kAsksNames =
    static_cast<CommandSet>(kScanOnly | set_of(Command::kExplain));
inline constexpr CommandSet kWritesFiles = static_cast<CommandSet>(
    kScanOnly | set_of(Command::kDiff) | set_of(Command::kReport));
inline constexpr CommandSet kAsksResolvers =
    static_cast<CommandSet>(kAsksNames | set_of(Command::kDoctor));
inline constexpr CommandSet kSaysMuch = static_cast<CommandSet>(
    kAsksResolvers | set_of(Command::kDiff) | set_of(Command::kReport));

struct CommandRow {
  Command command;
  std::string_view name;
  std::string_view arguments;
  std::string_view help;
};

inline constexpr std::array kCommands = {
    CommandRow{Command::kScan, "scan", "[FILE|-|NAME...]",
               "asks a list, or a few names; the word may be left out"},
    CommandRow{Command::kExplain, "explain", "NAME",
               "asks one name and shows every step in words"},
    CommandRow{Command::kDoctor, "doctor", "",
               "looks whether this machine and the resolvers are fit"},
    CommandRow{Command::kMerge, "merge", "DIR",
               "says whether the shards in a folder are one whole result"},
    CommandRow{Command::kDiff, "diff", "OLD NEW",
               "says what changed between two results"},
    CommandRow{Command::kReport, "report", "RESULT",
               "puts a result into numbers: a page, Markdown or JSON"},
    CommandRow{Command::kCompletion, "completion", "bash|zsh|fish",
               "prints what the shell needs to complete flags"},
    CommandRow{Command::kHelp, "help", "[TOPIC]",
               "explains a topic; without one it lists them"}};

// Null when there is none.
[[nodiscard]] constexpr const CommandRow* find_command(std::string_view name) {
  for (const CommandRow& row : kCommands) {
    if (row.name == name) {
      return &row;
    }
  }
  return nullptr;
}

}  // namespace mxsweep

#include "scanner/cli/command_help.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "scanner/cli/help_format.h"

namespace mxsweep {
namespace {

struct CommandText {
  Command command;
  std::string_view meaning;
  std::array<std::string_view, 2> examples;
};

constexpr std::array kTexts = {
    CommandText{Command::kScan,
                "Asks the MX records of a list of names and the addresses of "
                "their mail hosts, and writes a table. The word scan may be "
                "left out.",
                {"mxsweep domains.txt -o results.csv",
                 "mxsweep scan example.com example.org"}},
    CommandText{Command::kExplain,
                "Asks one name and shows each step: whom it asked what, what "
                "came, which rule decided, and whom a sender would try in "
                "which order.",
                {"mxsweep explain example.com",
                 "mxsweep explain example.com -r 192.0.2.53"}},
    CommandText{Command::kDoctor,
                "Looks at the kernel, io_uring, limits, the right to raw "
                "sockets, unbound, the clock and the resolvers, and says what "
                "to do about what is unfit.",
                {"mxsweep doctor", "mxsweep doctor -r resolvers.txt"}},
    CommandText{Command::kMerge,
                "Looks whether all shards of one plan are in DIR, each of them "
                "complete, and then writes the manifest of the whole and "
                "_SUCCESS. Else it names those that are missing.",
                {"mxsweep merge night/", {}}},
    CommandText{Command::kDiff,
                "Compares two results, each a CSV, JSON lines or Parquet file "
                "or a folder of parts; - is standard input. Without -o and -O "
                "it is a text. A name whose question failed is never said to "
                "have changed. The exit code is 0 when nothing changed, 14 "
                "when something did.",
                {"mxsweep diff monday.parquet tuesday/",
                 "mxsweep diff old.csv new.csv -q -O jsonl"}},
    CommandText{Command::kReport,
                "Puts a result (a CSV, JSON lines or Parquet file, or a folder "
                "of parts; - is standard input) into numbers: who runs the "
                "mail, findings, time to live, failures. Without -o it is "
                "Markdown.",
                {"mxsweep report results.parquet -o report.html",
                 "mxsweep report new.csv --since old.csv -o report.md"}},
    CommandText{Command::kCompletion,
                "Prints what the shell needs to complete commands, flags and "
                "their values.",
                {"source <(mxsweep completion bash)",
                 "mxsweep completion fish | source"}},
    CommandText{Command::kHelp,
                "Explains a topic, a command or a flag; without one it lists "
                "the topics.",
                {"mxsweep help exit-codes", "mxsweep help --rate"}},
};

// The row of the command, in a table that has one for each.
template <class Table>
const auto& row_of(const Table& table, Command command) {
  return *std::find_if(table.begin(), table.end(), [command](const auto& row) {
    return row.command == command;
  });
}

}  // namespace

std::string command_help_text(Command command) {
  const CommandRow& row = row_of(kCommands, command);
  const CommandText& text = row_of(kTexts, command);
  std::string out = "Usage: mxsweep ";
  out += row.name;
  out += row.arguments.empty() ? "" : " ";
  out += row.arguments;
  out += "\n\n";
  io::append_wrapped(text.meaning, 0, out);
  out += '\n';
  for (const std::string_view example : text.examples) {
    out += example.empty() ? "" : "  " + std::string(example) + '\n';
  }
  std::string taken;
  for (const Flag& flag : flags()) {
    if (!flag.hidden && !flag.answers() && flag.is_for(command)) {
      append_flag(flag, taken);
    }
  }
  out += taken.empty() ? "" : "\nFlags:\n" + taken;
  out +=
      "\nmxsweep --help shows all flags and commands, mxsweep help topics.\n";
  return out;
}

}  // namespace mxsweep

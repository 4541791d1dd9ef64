// The help of one command: its flags and no others, wherever it is asked for.

#include "scanner/cli/command_help.h"

#include <gtest/gtest.h>

#include <array>
#include <sstream>
#include <string>

#include "scanner/cli/flags.h"
#include "scanner/cli/help.h"
#include "scanner/cli/parse.h"
#include "scanner/cli/topics.h"

namespace mxsweep {
namespace {

std::string answer_to(const char* command, const char* flag) {
  const std::array args = {"mxsweep", command, flag};
  const io::Result<ParsedArgs> parsed = parse_args(args);
  return parsed.ok() ? parsed.value().text.value_or("") : "(refused)";
}

// At the place of its name in a line, as a flag that is explained.
bool explains(const std::string& help, const Flag& flag) {
  constexpr std::size_t kNameColumn = 6;
  const std::string name = std::string(flag.name()) + ' ';
  std::istringstream lines(help);
  std::string line;
  while (std::getline(lines, line)) {
    line += ' ';
    if (line.size() > kNameColumn &&
        line.compare(kNameColumn, name.size(), name) == 0) {
      return true;
    }
  }
  return false;
}

TEST(CommandHelp, HasTheFlagsThatTheCommandTakesAndNoOthers) {
  for (const CommandRow& row : kCommands) {
    const std::string help = command_help_text(row.command);
    const std::string flags_part =
        help.substr(std::min(help.find("\nFlags:"), help.size()));
    for (const Flag& flag : flags()) {
      EXPECT_EQ(explains(flags_part, flag),
                !flag.hidden && !flag.answers() && flag.is_for(row.command))
          << row.name << ' ' << flag.name();
    }
  }
}

TEST(CommandHelp, FitsEightyColumns) {
  for (const CommandRow& row : kCommands) {
    std::istringstream lines(command_help_text(row.command));
    std::string line;
    while (std::getline(lines, line)) {
      EXPECT_LE(line.size(), 80U) << line;
    }
  }
}

TEST(CommandHelp, IsWhatHelpMeansBehindTheWord) {
  const std::string diff = command_help_text(Command::kDiff);
  EXPECT_TRUE(diff.starts_with("Usage: mxsweep diff OLD NEW\n")) << diff;
  EXPECT_EQ(answer_to("diff", "--help"), diff);
  EXPECT_EQ(answer_to("diff", "-h"), diff);
  EXPECT_EQ(topic_text("diff"), diff);
  EXPECT_EQ(answer_to("explain", "--help"),
            command_help_text(Command::kExplain));
}

TEST(CommandHelp, OfAScanIsThatOfTheProgram) {
  EXPECT_EQ(answer_to("scan", "--help"), help_text());
  EXPECT_EQ(answer_to("example.com", "-h"), short_help_text());
  EXPECT_EQ(answer_to("help", "--help"), help_text());
}

}  // namespace
}  // namespace mxsweep

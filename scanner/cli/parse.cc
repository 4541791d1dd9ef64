#include "scanner/cli/parse.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/cli/command_help.h"
#include "scanner/cli/completion.h"
#include "scanner/cli/flags.h"
#include "scanner/cli/help.h"
#include "scanner/cli/topics.h"
#include "scanner/cli/values.h"
#include "scanner/cli/words.h"

namespace mxsweep {
namespace {

constexpr std::string_view kSeeHelp = "; mxsweep --help shows all flags";

std::string all_names(const Flag& flag) {
  std::string names(flag.name());
  if (!flag.long_name.empty() && !flag.short_name.empty()) {
    names += ',';
    names += flag.short_name;
  }
  for (const std::string_view alias : flag.aliases) {
    names += ',';
    names += alias;
  }
  return names;
}

// The library says "--rate: 1 required TEXT missing"; we know what is missing.
io::Error missing_value(const std::string& library_text) {
  const std::string name = library_text.substr(0, library_text.find(':'));
  const Flag* flag = find_flag(name);
  if (flag == nullptr) {
    return usage_error(library_text + std::string(kSeeHelp));
  }
  return usage_error(std::string(flag->name()) +
                     " needs a value: " + value_text(*flag));
}

io::Status take_value(const Flag& flag, const std::vector<std::string>& given,
                      Options& options) {
  const std::string name(flag.name());
  if (given.size() > 1 && !flag.repeatable) {
    return usage_error(name + " is given twice; once is enough");
  }
  for (const std::string& typed : given) {
    if (typed.empty()) {
      return empty_value(flag);
    }
    // A file that is really called so can be written as ./-name.
    if (find_flag(typed.substr(0, typed.find('='))) != nullptr) {
      std::string what = name;
      what += " needs a value (" + value_text(flag) + ") but the flag ";
      what += typed + " follows it";
      return usage_error(std::move(what));
    }
    options.typed.push_back({&flag, typed, {}});
  }
  return {};
}

class Registered {
 public:
  Registered() : app_("mxsweep") {
    app_.set_help_flag();
    app_.allow_extras();
    for (const Flag& flag : flags()) {
      CLI::Option* option = flag.takes_value()
                                ? app_.add_option(all_names(flag))
                                : app_.add_flag(all_names(flag));
      if (flag.takes_value()) {
        option->expected(1);
      } else {
        option->disable_flag_override();
      }
      option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
      options_.push_back(option);
    }
    app_.add_option("NAME", arguments_);
  }

  io::Status parse(std::vector<std::string> words) {
    std::reverse(words.begin(), words.end());  // as the library wants them
    try {
      app_.parse(std::move(words));
    } catch (const CLI::ArgumentMismatch& error) {
      return missing_value(error.what());
    } catch (const CLI::Error& error) {
      return usage_error(error.what() + std::string(kSeeHelp));
    }
    for (const std::string& word : app_.remaining()) {
      if (word != "--") {
        return unknown_flag(word);
      }
    }
    return {};
  }

  io::Status fill(Options& options) const {
    for (std::size_t i = 0; i < options_.size(); ++i) {
      const Flag& flag = flags()[i];
      if (options_[i]->count() == 0) {
        continue;
      }
      if (!flag.takes_value()) {
        options.typed.push_back({&flag, {}, {}});
        continue;
      }
      io::Status taken = take_value(flag, options_[i]->results(), options);
      if (!taken.ok()) {
        return taken;
      }
    }
    options.arguments = arguments_;
    return {};
  }

 private:
  CLI::App app_;
  std::vector<CLI::Option*> options_;   // parallel to flags()
  std::vector<std::string> arguments_;  // FILE or NAMEs
};

constexpr std::string_view kHelpValue = "help";

bool is_help(std::string (*text)()) {
  return text == &help_text || text == &short_help_text;
}

// Of several the last in the array: help before all others. Behind the word
// for another command than the scan it is the help of that command.
std::optional<std::string> requested_text(const Options& options) {
  std::string (*text)() = nullptr;
  for (const TypedFlag& given : options.typed) {
    if (given.flag->text != nullptr &&
        (!given.flag->takes_value() || given.value == kHelpValue)) {
      text = given.flag->text;
    }
  }
  if (is_help(text) && options.command != Command::kScan &&
      options.command != Command::kHelp) {
    return command_help_text(options.command);
  }
  return text == nullptr ? std::nullopt : std::optional(text());
}

// Too few, too many, or another word than there is.
io::Error wrong_arguments(const CommandRow& row,
                          const std::vector<std::string>& words,
                          std::size_t most) {
  std::string what(row.name);
  if (words.size() > most) {
    what += most == 0 ? " takes no argument: " : " takes no further argument: ";
    what += in_quotes(words[most]);
  } else if (words.size() < most) {
    what += " needs ";
    what += row.arguments;
  } else {
    what += " does not know " + in_quotes(words.back());
  }
  what += "; use: mxsweep ";
  what += row.name;
  what += row.arguments.empty() ? "" : " ";
  what += row.arguments;
  return usage_error(std::move(what));
}

// "scan, explain or doctor"
std::string commands_of(const Flag& flag) {
  std::vector<std::string_view> names;
  for (const CommandRow& row : kCommands) {
    if (flag.is_for(row.command)) {
      names.push_back(row.name);
    }
  }
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += i == 0 ? "" : (i + 1 == names.size() ? " or " : ", ");
    text += names[i];
  }
  return text;
}

io::Status check_flags(const CommandRow& row, const Options& options) {
  for (const TypedFlag& typed : options.typed) {
    if (!typed.flag->is_for(row.command)) {
      return usage_error("mxsweep " + std::string(row.name) +
                         " does not take " + std::string(typed.flag->name()) +
                         ", which is for " + commands_of(*typed.flag));
    }
  }
  return {};
}

io::Error no_topic(const std::string& word) {
  const std::vector<std::string_view> near = nearest_topics(word);
  if (!near.empty()) {
    return usage_error("there is no topic " + in_quotes(word) +
                       "; did you mean: mxsweep help " +
                       std::string(near.front()));
  }
  return usage_error("there is no topic " + in_quotes(word) +
                     "; mxsweep help lists them, and mxsweep help "
                     "--FLAG explains a flag");
}

io::Result<std::optional<std::string>> help_of(
    const CommandRow& row, const std::vector<std::string>& words) {
  if (words.size() > 1) {
    return wrong_arguments(row, words, 1);
  }
  std::optional<std::string> text =
      topic_text(words.empty() ? "" : words.front());
  if (!text.has_value()) {
    return no_topic(words.front());
  }
  return text;
}

// The text that the command prints in place of a run.
io::Result<std::optional<std::string>> text_of_command(const CommandRow& row,
                                                       const Options& options) {
  const std::vector<std::string>& words = options.arguments;
  std::optional<std::string> text;
  switch (row.command) {
    case Command::kScan:
      break;
    case Command::kExplain:
    case Command::kMerge:
    case Command::kReport:
      if (words.size() != 1) {
        return wrong_arguments(row, words, 1);
      }
      break;
    case Command::kDiff:
      if (words.size() != 2) {
        return wrong_arguments(row, words, 2);
      }
      break;
    case Command::kDoctor:
      if (!words.empty()) {
        return wrong_arguments(row, words, 0);
      }
      break;
    case Command::kCompletion:
      text = words.size() == 1 ? completion_for(words.front()) : std::nullopt;
      if (!text.has_value()) {
        return wrong_arguments(row, words, 1);
      }
      break;
    case Command::kHelp:
      return help_of(row, words);
  }
  return text;
}

// The word of a command, if one stands before all flags; a file called so is
// ./scan. Null: none does.
const CommandRow* take_command(std::span<const char* const>& rest) {
  const CommandRow* row =
      rest.empty() ? nullptr : find_command(std::string_view(rest.front()));
  if (row != nullptr) {
    rest = rest.subspan(1);
  }
  return row;
}

// The same where flags stand before it; `scan` where none is.
const CommandRow& take_command(std::vector<std::string>& arguments) {
  const CommandRow* row =
      arguments.empty() ? nullptr : find_command(arguments.front());
  if (row == nullptr) {
    return kCommands.front();
  }
  arguments.erase(arguments.begin());
  return *row;
}

// "help --rate" is about the flag, which is not set.
void quote_flags(std::vector<std::string>& words) {
  if (words.size() == 1 && words.front().starts_with('-') &&
      words.front() != "-h" && words.front() != "--help") {
    words.insert(words.begin(), "--");
  }
}

io::Result<std::vector<std::string>> words_of(const CommandRow* command,
                                              std::span<const char* const> rest,
                                              std::vector<std::string>& notes) {
  if (command == nullptr || command->command != Command::kHelp) {
    return own_words(rest, notes);
  }
  std::vector<std::string> words(rest.begin(), rest.end());
  quote_flags(words);
  return words;
}

// "--help rate", which is "help rate".
bool is_help_of_word(std::span<const char* const> rest) {
  if (rest.size() != 2) {
    return false;
  }
  const std::string_view first = rest.front();
  const std::string_view word = rest.back();
  return (first == "-h" || first == "--help") && !word.starts_with('-');
}

// The row of the command that was typed.
io::Result<const CommandRow*> read_command_line(
    std::span<const char* const> args, Options& options) {
  options.command_line.assign(args.begin(), args.end());
  std::span<const char* const> rest = args.subspan(args.empty() ? 0 : 1);
  const CommandRow* command = take_command(rest);
  if (command == nullptr && is_help_of_word(rest)) {
    command = find_command("help");
    rest = rest.subspan(1);
  }
  io::Result<std::vector<std::string>> words =
      words_of(command, rest, options.notes);
  if (!words.ok()) {
    return words.error();
  }
  Registered registered;
  io::Status status = registered.parse(words.take());
  if (status.ok()) {
    status = registered.fill(options);
  }
  if (!status.ok()) {
    return status.error();
  }
  if (command == nullptr) {
    command = &take_command(options.arguments);
  }
  options.command = command->command;
  return command;
}

}  // namespace

io::Result<ParsedArgs> parse_args(std::span<const char* const> args,
                                  Environment environment) {
  ParsedArgs parsed;
  Options& options = parsed.options;
  const io::Result<const CommandRow*> command =
      read_command_line(args, options);
  if (!command.ok()) {
    return command.error();
  }
  parsed.text = requested_text(options);
  if (parsed.text.has_value()) {
    return parsed;
  }
  io::Status status = check_flags(*command.value(), options);
  if (!status.ok()) {
    return status.error();
  }
  io::Result<std::optional<std::string>> text =
      text_of_command(*command.value(), options);
  if (!text.ok()) {
    return text.error();
  }
  parsed.text = text.take();
  if (!parsed.text.has_value()) {
    status = add_settings(environment, options);
  }
  return status.ok() ? io::Result<ParsedArgs>(std::move(parsed))
                     : status.error();
}

}  // namespace mxsweep

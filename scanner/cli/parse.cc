#include "scanner/cli/parse.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/cli/flags.h"
#include "scanner/cli/suggest.h"
#include "scanner/cli/values.h"

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

const ForeignWord* find_foreign(std::string_view word) {
  for (const ForeignWord& foreign : foreign_words()) {
    if (foreign.word == word) {
      return &foreign;
    }
  }
  return nullptr;
}

// The words after the program's name, with those of other tools replaced.
io::Result<std::vector<std::string>> own_words(
    std::span<const char* const> args, std::vector<std::string>& notes) {
  std::vector<std::string> words;
  bool only_files = false;
  for (const char* arg : args) {
    const std::string_view word(arg);
    only_files = only_files || word == "--";
    const ForeignWord* foreign = only_files ? nullptr : find_foreign(word);
    if (foreign == nullptr) {
      words.emplace_back(word);
    } else if (foreign->refused) {
      return usage_error(std::string(foreign->advice));
    } else if (foreign->replacement.empty()) {
      notes.emplace_back(foreign->advice);
    } else {
      words.emplace_back(foreign->replacement);
    }
  }
  return words;
}

io::Error unknown_word(const std::string& word) {
  if (word.size() < 2 || word.front() != '-') {
    return usage_error("only one FILE is read, and " + in_quotes(word) +
                       " is a second one");
  }
  std::string what = "unknown flag " + in_quotes(word);
  const std::string_view near = nearest_flag(word);
  if (near.empty()) {
    what += kSeeHelp;
  } else {
    what += "; did you mean ";
    what += near;
    what += '?';
  }
  return usage_error(std::move(what));
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
  if (given.size() > 1) {
    return usage_error(name + " is given twice; once is enough");
  }
  const std::string& typed = given.front();
  if (typed.empty()) {
    return usage_error(name + " has an empty value; it takes " +
                       value_text(flag));
  }
  // A file that is really called so can be written as ./-name.
  if (find_flag(typed.substr(0, typed.find('='))) != nullptr) {
    return usage_error(name + " needs a value (" + value_text(flag) +
                       ") but the flag " + typed + " follows it");
  }
  options.typed.push_back({&flag, typed});
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
    file_ = app_.add_option("FILE")->expected(1);
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
        return unknown_word(word);
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
        options.typed.push_back({&flag, {}});
        continue;
      }
      io::Status taken = take_value(flag, options_[i]->results(), options);
      if (!taken.ok()) {
        return taken;
      }
    }
    if (file_->count() > 0) {
      options.file = file_->results().front();
    }
    return {};
  }

 private:
  CLI::App app_;
  std::vector<CLI::Option*> options_;  // parallel to flags()
  CLI::Option* file_ = nullptr;
};

constexpr std::string_view kHelpValue = "help";

// Of several the last in the array: help before all others.
std::optional<std::string> requested_text(const Options& options) {
  std::string (*text)() = nullptr;
  for (const TypedFlag& given : options.typed) {
    if (given.flag->text != nullptr &&
        (!given.flag->takes_value() || given.value == kHelpValue)) {
      text = given.flag->text;
    }
  }
  return text == nullptr ? std::nullopt : std::optional(text());
}

}  // namespace

io::Result<ParsedArgs> parse_args(std::span<const char* const> args) {
  ParsedArgs parsed;
  parsed.options.command_line.assign(args.begin(), args.end());
  std::span<const char* const> rest = args.subspan(args.empty() ? 0 : 1);
  // The one command there is may be named; a file called so is ./scan.
  if (!rest.empty() && std::string_view(rest.front()) == "scan") {
    rest = rest.subspan(1);
  }
  io::Result<std::vector<std::string>> words =
      own_words(rest, parsed.options.notes);
  if (!words.ok()) {
    return words.error();
  }
  Registered registered;
  io::Status status = registered.parse(words.take());
  if (status.ok()) {
    status = registered.fill(parsed.options);
  }
  if (!status.ok()) {
    return status.error();
  }
  parsed.text = requested_text(parsed.options);
  return parsed;
}

}  // namespace mxsweep

#include "scanner/cli/completion.h"

#include <algorithm>
#include <vector>

#include "io/base/join.h"

#include "scanner/cli/column_list.h"
#include "scanner/cli/commands.h"
#include "scanner/cli/flags.h"
#include "scanner/cli/read_value.h"
#include "scanner/cli/topics.h"

namespace mxsweep {
namespace {

// All names of a flag, with dashes.
std::vector<std::string_view> names_of(const Flag& flag) {
  std::vector<std::string_view> names;
  for (const std::string_view name : {flag.long_name, flag.short_name}) {
    if (!name.empty()) {
      names.push_back(name);
    }
  }
  names.insert(names.end(), flag.aliases.begin(), flag.aliases.end());
  return names;
}

std::vector<std::string_view> choice_names(const Flag& flag) {
  std::vector<std::string_view> names;
  for (const FlagChoice& choice : choices_of(flag)) {
    names.push_back(choice.name);
  }
  if (flag.field == FlagField(&ScanPlan::list_format)) {
    names.emplace_back("auto");
    for (const ListFormat& format : list_formats()) {
      names.push_back(format.name);
    }
  } else if (flag.field == FlagField(&ScanPlan::columns)) {
    names = column_words();
  }
  return names;
}

std::vector<std::string_view> command_names() {
  std::vector<std::string_view> names;
  names.reserve(kCommands.size());
  for (const CommandRow& row : kCommands) {
    names.push_back(row.name);
  }
  return names;
}

// What stands behind help.
std::vector<std::string_view> topic_names() {
  std::vector<std::string_view> names = command_names();
  for (const Topic& topic : topics()) {
    if (std::find(names.begin(), names.end(), topic.name) == names.end()) {
      names.push_back(topic.name);
    }
  }
  return names;
}

bool takes_file(const Flag& flag) {
  return flag.value_name.find("FILE") != std::string_view::npos;
}

std::vector<const Flag*> visible_flags() {
  std::vector<const Flag*> visible;
  for (const Flag& flag : flags()) {
    if (!flag.hidden) {
      visible.push_back(&flag);
    }
  }
  return visible;
}

// A few words, without what would need escapes in some shell: all of what is
// short, of other texts what comes before their details.
std::string short_text(std::string_view whole, std::string_view details) {
  constexpr std::size_t kMost = 60;
  std::size_t end = whole.size();
  if (end > kMost) {
    end = std::min(whole.find_first_of(details), whole.size());
  }
  if (end > kMost) {
    end = whole.rfind(' ', kMost);
  }
  std::string text(whole.substr(0, end));
  while (!text.empty() && text.back() == ' ') {
    text.pop_back();
  }
  for (char& c : text) {
    c = std::string_view("'\"[]$`\\{}").find(c) == std::string_view::npos ? c
                                                                          : ' ';
  }
  return text;
}

std::string short_meaning(const Flag& flag) {
  return flag.brief.empty() ? short_text(flag.help, ":;(,")
                            : short_text(flag.brief, {});
}

bool takes_comma_list(const Flag& flag) {
  return flag.field == FlagField(&ScanPlan::columns);
}

// 'flat\t"one row" ...', as fish wants choices with their meaning.
std::string fish_choices(const Flag& flag) {
  std::string out;
  for (const FlagChoice& choice : choices_of(flag)) {
    out += out.empty() ? "" : " ";
    out += std::string(choice.name) + "\\t\"" +
           short_text(choice.help, ":;(,") + '"';
  }
  const std::string words = io::joined(choice_names(flag), " ");
  return !out.empty()             ? out
         : takes_comma_list(flag) ? "(__mxsweep_behind_comma " + words + ')'
                                  : words;
}

// Help explains each flag.
bool is_offered(const Flag& flag, Command command) {
  return command == Command::kHelp || flag.answers() || flag.is_for(command);
}

std::string bash_flags(Command command) {
  std::vector<std::string_view> names;
  for (const Flag* flag : visible_flags()) {
    if (!is_offered(*flag, command)) {
      continue;
    }
    names.push_back(flag->name());
    if (!flag->short_name.empty() && !flag->long_name.empty()) {
      names.push_back(flag->short_name);
    }
  }
  return io::joined(names, " ");
}

// A line for each command that takes other flags than a scan.
std::string bash_flags_by_command() {
  std::string out;
  for (const CommandRow& row : kCommands) {
    if (row.command != Command::kScan) {
      out += "    " + std::string(row.name) + ") flags=\"" +
             bash_flags(row.command) + "\" ;;\n";
    }
  }
  return out;
}

std::string bash_values() {
  std::string out;
  for (const Flag* flag : visible_flags()) {
    if (!flag->takes_value()) {
      continue;
    }
    out += "    " + io::joined(names_of(*flag), "|") + ")\n";
    const std::vector<std::string_view> choices = choice_names(*flag);
    if (!choices.empty()) {
      out += takes_comma_list(*flag)
                 ? "      [[ $cur == *,* ]] && before=\"${cur%,*},\"\n"
                   "      COMPREPLY=($(compgen -P \"$before\" -W \""
                 : "      COMPREPLY=($(compgen -W \"";
      out += io::joined(choices, " ") + "\" -- \"${cur##*,}\"))\n";
    } else if (takes_file(*flag)) {
      out += "      COMPREPLY=($(compgen -f -- \"$cur\"))\n";
    }
    out += "      return ;;\n";
  }
  return out;
}

std::string bash_completion() {
  return R"(# bash completion for mxsweep; load it with:
#   source <(mxsweep completion bash)
_mxsweep() {
  local cur="${COMP_WORDS[COMP_CWORD]}" prev="${COMP_WORDS[COMP_CWORD-1]}"
  local command="${COMP_WORDS[1]}" before="" flags
  COMPREPLY=()
  if [[ $cur == "=" ]]; then
    cur=""
  elif [[ $prev == "=" ]]; then
    prev="${COMP_WORDS[COMP_CWORD-2]}"
  fi
  case "$prev" in
)" + bash_values() +
         R"(  esac
  if [[ $cur == -* ]]; then
    flags=")" +
         bash_flags(Command::kScan) + R"("
    case "$command" in
)" + bash_flags_by_command() +
         R"(    esac
    COMPREPLY=($(compgen -W "$flags" -- "$cur"))
    return
  fi
  case "$command" in
    help)
      COMPREPLY=($(compgen -W ")" +
         io::joined(topic_names(), " ") + R"(" -- "$cur"))
      return ;;
    completion)
      COMPREPLY=($(compgen -W ")" +
         io::joined(kShells, " ") + R"(" -- "$cur"))
      return ;;
    explain|doctor)
      return ;;
  esac
  COMPREPLY=($(compgen -f -- "$cur"))
  if [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY+=($(compgen -W ")" +
         io::joined(command_names(), " ") + R"(" -- "$cur"))
  fi
}
complete -o filenames -F _mxsweep mxsweep
)";
}

std::string zsh_spec(const Flag& flag, std::string_view name) {
  std::string spec = "        '";
  spec += flag.repeatable ? "*" : "";
  spec += name;
  // A value may follow in the same word, or in the next one.
  spec += !flag.takes_value() ? "" : name.starts_with("--") ? "=" : "+";
  spec += "[" + short_meaning(flag) + "]";
  if (flag.takes_value()) {
    spec += ":" +
            std::string(flag.value_name.substr(0, flag.value_name.find('|'))) +
            ":";
    const std::vector<std::string_view> choices = choice_names(flag);
    const std::string words = io::joined(choices, " ");
    if (choices.empty()) {
      spec += takes_file(flag) ? "_files" : " ";
    } else {
      spec += takes_comma_list(flag) ? "_values -s , column " + words
                                     : '(' + words + ')';
    }
  }
  return spec + "'\n";
}

// The flags of a command, and what its arguments are.
std::string zsh_specs(const CommandRow& row) {
  std::string out = "    " + std::string(row.name) + ")\n      specs=(\n";
  for (const Flag* flag : visible_flags()) {
    if (!is_offered(*flag, row.command)) {
      continue;
    }
    for (const std::string_view name : {flag->long_name, flag->short_name}) {
      out += name.empty() ? "" : zsh_spec(*flag, name);
    }
  }
  return out + "      ) ;;\n";
}

std::string zsh_completion() {
  std::string out = R"(#compdef mxsweep
# zsh completion for mxsweep; put it as _mxsweep into a folder of $fpath, or:
#   source <(mxsweep completion zsh)
_mxsweep() {
  local command=scan word
  local -a specs
  for word in "${(@)words[2,CURRENT-1]}"; do
    case "$word" in
      )" + io::joined(command_names(), "|") +
                    R"() command=$word; break ;;
    esac
  done
  case "$command" in
    help) (( CURRENT == 3 )) && { compadd )" +
                    io::joined(topic_names(), " ") + R"(; return } ;;
    completion) (( CURRENT == 3 )) && { compadd )" +
                    io::joined(kShells, " ") +
                    R"(; return } ;;
  esac
  (( CURRENT == 2 )) && compadd )" +
                    io::joined(command_names(), " ") + R"(
  case "$command" in
)";
  for (const CommandRow& row : kCommands) {
    out += zsh_specs(row);
  }
  return out + R"(  esac
  _arguments -s $specs '*:list or name:_files'
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _mxsweep "$@"
else
  compdef _mxsweep mxsweep
fi
)";
}

// "scan explain", as the function in the completion for fish takes them.
std::string fish_commands(const Flag& flag) {
  std::vector<std::string_view> names;
  for (const CommandRow& row : kCommands) {
    if (is_offered(flag, row.command)) {
      names.push_back(row.name);
    }
  }
  return io::joined(names, " ");
}

std::string fish_completion() {
  std::string out =
      "# fish completion for mxsweep; load it with:\n"
      "#   mxsweep completion fish | source\n"
      "function __mxsweep_command_is\n"
      "  for word in (commandline -opc)[2..-1]\n"
      "    if contains -- $word " +
      io::joined(command_names(), " ") +
      "\n"
      "      contains -- $word $argv\n"
      "      return\n"
      "    end\n"
      "  end\n"
      "  contains scan $argv\n"
      "end\n"
      "function __mxsweep_behind_comma\n"
      "  set -l typed (commandline -ct | string replace -r '^--[^=]*=' '')\n"
      "  set -l before (string match -r '.*,' -- $typed)\n"
      "  for word in $argv\n"
      "    echo \"$before$word\"\n"
      "  end\n"
      "end\n";
  for (const CommandRow& row : kCommands) {
    out += "complete -c mxsweep -n __fish_is_first_arg -a " +
           std::string(row.name) + " -d '" + std::string(row.help) + "'\n";
  }
  out += "complete -c mxsweep -n '__mxsweep_command_is help' -f -a '" +
         io::joined(topic_names(), " ") + "'\n";
  out +=
      "complete -c mxsweep -n '__mxsweep_command_is completion' -f "
      "-a '" +
      io::joined(kShells, " ") + "'\n";
  for (const Flag* flag : visible_flags()) {
    out += "complete -c mxsweep -n '__mxsweep_command_is " +
           fish_commands(*flag) + "'";
    if (!flag->long_name.empty()) {
      out += " -l " + std::string(flag->long_name.substr(2));
    }
    if (!flag->short_name.empty()) {
      out += " -s " + std::string(flag->short_name.substr(1));
    }
    const std::string choices = fish_choices(*flag);
    if (!choices.empty()) {
      out += " -x -a '" + choices + "'";
    } else if (flag->takes_value()) {
      out += takes_file(*flag) ? " -r -F" : " -x";
    }
    out += " -d '" + short_meaning(*flag) + "'\n";
  }
  return out;
}

}  // namespace

std::optional<std::string> completion_for(std::string_view shell) {
  if (shell == "bash") {
    return bash_completion();
  }
  if (shell == "zsh") {
    return zsh_completion();
  }
  return shell == "fish" ? std::optional(fish_completion()) : std::nullopt;
}

}  // namespace mxsweep

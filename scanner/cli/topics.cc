#include "scanner/cli/topics.h"

#include <array>

#include "scanner/cli/column_list.h"
#include "scanner/cli/command_help.h"
#include "scanner/cli/exit_codes.h"
#include "scanner/cli/flags.h"
#include "scanner/cli/help.h"
#include "scanner/cli/help_format.h"
#include "scanner/cli/read_value.h"
#include "scanner/cli/suggest.h"
#include "scanner/mail/finding_meanings.h"

namespace mxsweep {
namespace {

std::string paragraphs(std::span<const std::string_view> texts) {
  std::string out;
  for (const std::string_view text : texts) {
    out += out.empty() ? "" : "\n";
    io::append_wrapped(text, 0, out);
  }
  return out;
}

std::string with_flags(std::span<const std::string_view> texts,
                       FlagGroup group) {
  std::string out = paragraphs(texts);
  out += '\n';
  append_flags(group, out);
  return out;
}

std::string input_topic() {
  constexpr std::array<std::string_view, 4> kTexts = {
      "Names come from one list (FILE), from standard input (-, or no FILE) or "
      "from the arguments: mxsweep example.com example.org asks two names.",
      "An argument is a list where there is a file of that name, or where it "
      "has a slash or ends as lists do (.txt, .csv, .gz and the like). Else it "
      "is a name. Where both could be meant, a line says what it is taken for: "
      "example.com. (with a dot at its end) is always a name, ./example.com "
      "always a list.",
      "Plain lists, CSV and its kin, JSON, Parquet, zone and hosts files, "
      "block "
      "lists and top lists are recognised, packed or not; the format and the "
      "column are said in one line, or the list is refused before anything is "
      "asked. Mail addresses and URLs are reduced to their domain.",
      "docs/lists.md has every format."};
  return with_flags(kTexts, FlagGroup::kInput);
}

std::string output_topic() {
  constexpr std::array<std::string_view, 4> kTexts = {
      "The result is a table. -o FILE chooses the format by the end of its "
      "name: .csv, .jsonl, .parquet, .text; .csv.gz and .jsonl.zst are "
      "compressed. On a terminal, columns stand side by side (text).",
      "--shape says what a row is: of flat an address, of mx a mail host, of "
      "domain and nested a domain. domain suits a spreadsheet, nested a "
      "program that reads lists.",
      "FILE appears when it is complete. An interrupted run leaves "
      "FILE.partial, a failed one FILE.part; an older FILE stays what it was. "
      "-o DIR/ (with the slash) fills a folder with parts that survive a "
      "crash, and --resume goes on with it.",
      "docs/results.md has every column, status and finding."};
  return with_flags(kTexts, FlagGroup::kOutput);
}

std::string resolvers_topic() {
  constexpr std::array<std::string_view, 4> kTexts = {
      "-r names the resolvers that are asked: addresses (192.0.2.53, "
      "[2001:db8::53]:5353, 192.0.2.53#5353), a file of them, or "
      "/etc/resolv.conf; several -r add up. Without -r a private unbound on "
      "loopback does the recursion. There is no list of public resolvers: ask "
      "their operators first.",
      "Before a run each resolver is asked for names that cannot exist. One "
      "that finds them, or that does not recurse, is left out and named.",
      "--recursive asks no resolver at all but the authoritative servers, from "
      "those of the root on, each gently; docs/recursion.md says what it does "
      "and what it does not (it does not validate DNSSEC).",
      "mxsweep doctor -r 192.0.2.53 looks at a resolver more closely."};
  return with_flags(kTexts, FlagGroup::kAsking);
}

std::string pacing_topic() {
  constexpr std::array<std::string_view, 2> kTexts = {
      "Without --rate the pace of each resolver is found: it starts low, rises "
      "while replies come, and falls when they are lost or slow. With --rate "
      "all packets together, retries included, keep to that rate.",
      "Numbers may be written 10k, 2M, 1_000 or 10,000."};
  return with_flags(kTexts, FlagGroup::kPace);
}

std::string settings_topic() {
  constexpr std::array<std::string_view, 3> kTexts = {
      "Every long flag can also be set by a variable of the environment or in "
      "a "
      "file; a flag goes before a variable, a variable before the file.",
      "Variables: MXSWEEP_ and the flag in capitals, with _ for -: "
      "MXSWEEP_RATE=5k, MXSWEEP_RESOLVER_CONFIG=unbound.conf, "
      "MXSWEEP_CONFIG=mxsweep.toml. Switches take yes or no.",
      "File: --config FILE, a line for each flag without its dashes, as in "
      "TOML "
      "or INI:"};
  return paragraphs(kTexts) +
         "\n  # night.toml\n  resolvers = \"192.0.2.53,192.0.2.54\"\n"
         "  rate = 5000\n  shape = \"domain\"\n  quiet = true\n";
}

std::string exit_codes_topic() {
  std::string out;
  for (const ExitCode& exit : kExitCodes) {
    append_item("  " + std::to_string(exit.code), exit.meaning, out);
  }
  out += '\n';
  io::append_wrapped(kInterruptText, 0, out);
  return out;
}

// The worst first; of each severity in the order of results.
std::string findings_topic() {
  std::string out;
  io::append_wrapped(
      "What is remarkable stands in the column findings. How bad each is, and "
      "what whoever runs the domain should do:",
      0, out);
  for (std::size_t its = 0; its < kSeverityLabels.size(); ++its) {
    out.append("\n").append(kSeverityLabels[its]).append("\n");
    for (std::size_t at = 0; at < kFindingCount; ++at) {
      const FindingMeaning& meaning = kFindingMeanings[at];
      if (meaning.severity != static_cast<Severity>(its)) {
        continue;
      }
      std::string text(meaning.text);
      if (!meaning.advice.empty()) {
        text.append(". ").append(meaning.advice);
      }
      append_item("  " + std::string(kFindingLabels[at]), text, out);
    }
  }
  return out;
}

std::string commands_topic() {
  std::string out;
  for (const CommandRow& row : kCommands) {
    std::string head = "  ";
    head += row.name;
    head += row.arguments.empty() ? "" : " ";
    head += row.arguments;
    append_item(head, row.help, out);
  }
  out += '\n';
  io::append_wrapped("A list that is called like a command is read as ./NAME.",
                     0, out);
  return out;
}

constexpr std::array kTopics = {
    Topic{"input", "lists, standard input and names as arguments", input_topic},
    Topic{"output", "formats, shapes and files", output_topic},
    Topic{"columns", "what stands in the table", columns_text},
    Topic{"findings", "what is remarkable, and what to do about it",
          findings_topic},
    Topic{"resolvers", "who is asked", resolvers_topic},
    Topic{"pacing", "rates, retries, timeouts, threads", pacing_topic},
    Topic{"settings", "the environment and the file of --config",
          settings_topic},
    Topic{"exit-codes", "how a run ends, and interrupts", exit_codes_topic},
    Topic{"commands", "what else it does than to scan a list", commands_topic},
    Topic{"examples", "whole command lines", examples_text},
};

std::string list_of_topics() {
  std::string out = "mxsweep help TOPIC, where TOPIC is one of:\n\n";
  for (const Topic& topic : kTopics) {
    append_item("  " + std::string(topic.name), topic.summary, out);
  }
  out +=
      "\nmxsweep help --FLAG explains one flag; mxsweep -h shows the flags "
      "that are\nused most, mxsweep --help all of them.\n";
  return out;
}

std::string text_of_flag(const Flag& flag) {
  std::string out;
  append_flag(flag, out);
  for (const FlagChoice& choice : choices_of(flag)) {
    append_item("      " + std::string(choice.name), choice.help, out);
  }
  return out;
}

}  // namespace

std::span<const Topic> topics() {
  return kTopics;
}

std::vector<std::string_view> nearest_topics(std::string_view typed) {
  std::vector<std::string_view> names;
  names.reserve(kTopics.size() + kCommands.size());
  for (const Topic& topic : kTopics) {
    names.push_back(topic.name);
  }
  for (const CommandRow& row : kCommands) {
    names.push_back(row.name);
  }
  const std::string_view flag = nearest_flag(typed);
  std::vector<std::string_view> near = nearest_words(typed, names);
  if (near.empty() && !flag.empty()) {
    near.push_back(flag);
  }
  return near;
}

std::optional<std::string> topic_text(std::string_view word) {
  if (word.empty()) {
    return list_of_topics();
  }
  for (const Topic& topic : kTopics) {
    if (topic.name == word) {
      return topic.text();
    }
  }
  if (const CommandRow* row = find_command(word); row != nullptr) {
    return command_help_text(row->command);
  }
  const Flag* flag = find_flag(word);
  flag = flag == nullptr ? find_flag("--" + std::string(word)) : flag;
  return flag == nullptr || flag->hidden ? std::nullopt
                                         : std::optional(text_of_flag(*flag));
}

}  // namespace mxsweep

#include "scanner/cli/help.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "io/net/transport.h"
#include "io/table/writer.h"

#include "scanner/cli/exit_codes.h"
#include "scanner/cli/flags.h"
#include "scanner/cli/read_value.h"
#include "scanner/run/version.h"

namespace mxsweep {
namespace {

constexpr std::size_t kWidth = 80;
constexpr std::size_t kHelpColumn = 26;

constexpr std::array kGroups = {FlagGroup::kInput, FlagGroup::kAsking,
                                FlagGroup::kOutput, FlagGroup::kPace,
                                FlagGroup::kOther};

constexpr std::string_view kSummary =
    "Asks the MX records of a list of names and the addresses of their mail "
    "hosts, and writes one truthful result per name as a table.";

constexpr std::string_view kInputText =
    "FILE has one name per line, or lines like \"rank,domain\"; mail addresses "
    "and URLs are reduced to their domain, # starts a comment. Without FILE, "
    "or with -, the names come from standard input.";

constexpr std::string_view kInterruptText =
    "An interrupt (Ctrl-C) ends the run in order and keeps what is done as "
    "FILE.partial; a second one ends it at once.";

struct Example {
  std::string_view command;
  std::string_view meaning;
};

constexpr std::array kExamples = {
    Example{"mxsweep domains.txt -o results.csv",
            "with a private resolver of its own"},
    Example{"mxsweep -r resolvers.txt --rate 5000 top.csv -o mx.parquet",
            "through resolvers of your own"},
    Example{"zcat names.gz | mxsweep --shape nested -O jsonl",
            "from a pipe into a pipe"},
};

// Appends `text` wrapped between `column` and kWidth; the cursor stands at
// `column` already.
void append_wrapped(std::string_view text, std::size_t column,
                    std::string& out) {
  std::size_t at = column;
  bool first = true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!first && at + 1 + word.size() > kWidth) {
      out += '\n';
      out.append(column, ' ');
      at = column;
    } else if (!first) {
      out += ' ';
      ++at;
    }
    out += word;
    at += word.size();
    first = false;
  }
  out += '\n';
}

void append_item(const std::string& head, std::string_view text,
                 std::string& out) {
  out += head;
  if (head.size() + 2 > kHelpColumn) {
    out += '\n';
    out.append(kHelpColumn, ' ');
  } else {
    out.append(kHelpColumn - head.size(), ' ');
  }
  append_wrapped(text, kHelpColumn, out);
}

// What the flag means, with the default that the plan has without it.
std::string meaning_of(const Flag& flag) {
  std::string out(flag.help);
  constexpr std::string_view kDefault = "{}";
  const std::size_t at = out.find(kDefault);
  if (at != std::string::npos) {
    out.replace(at, kDefault.size(), default_text(flag));
  }
  if (flag.aliases.empty()) {
    return out;
  }
  out += " (also ";
  for (const std::string_view& alias : flag.aliases) {
    out += &alias == flag.aliases.data() ? "" : ", ";
    out += alias;
  }
  out += ')';
  return out;
}

void append_flag(const Flag& flag, std::string& out) {
  std::string head = "  ";
  head += flag.short_name.empty() ? "  " : flag.short_name;
  head += flag.short_name.empty() ? "  " : ", ";
  head += flag.long_name;
  if (flag.takes_value()) {
    head += ' ';
    head += value_text(flag);
  }
  append_item(head, meaning_of(flag), out);
}

// Why there is roff here: docs/decisions/014. A hyphen is a typographic one
// unless escaped, and a dot or a quote at the start of a line is a request.
void append_roff(std::string_view text, std::string& out) {
  if (!text.empty() && (text.front() == '.' || text.front() == '\'')) {
    out += "\\&";
  }
  for (const char c : text) {
    if (c == '-') {
      out += "\\-";
    } else if (c == '\\') {
      out += "\\e";
    } else {
      out += c;
    }
  }
}

void append_roff_flag(const Flag& flag, std::string& out) {
  out += ".TP\n";
  if (!flag.short_name.empty()) {
    out += "\\fB";
    append_roff(flag.short_name, out);
    out += "\\fR, ";
  }
  out += "\\fB";
  append_roff(flag.long_name, out);
  out += "\\fR";
  if (flag.takes_value()) {
    out += " \\fI";
    append_roff(value_text(flag), out);
    out += "\\fR";
  }
  out += '\n';
  append_roff(meaning_of(flag), out);
  out += ".\n";
  for (const FlagChoice& choice : choices_of(flag)) {
    out += ".br\n\\fB";
    append_roff(choice.name, out);
    out += "\\fR: ";
    append_roff(choice.help, out);
    out += '\n';
  }
}

void append_roff_exit_codes(std::string& out) {
  out += ".SH EXIT STATUS\n";
  for (const ExitCode& exit : kExitCodes) {
    out += ".TP\n\\fB" + std::to_string(exit.code) + "\\fR\n";
    append_roff(exit.meaning, out);
    out += '\n';
  }
}

void append_roff_examples(std::string& out) {
  out += ".SH EXAMPLES\n";
  for (const Example& example : kExamples) {
    out += ".TP\n\\fB";
    append_roff(example.command, out);
    out += "\\fR\n";
    append_roff(example.meaning, out);
    out += '\n';
  }
}

}  // namespace

std::string help_text() {
  std::string out = "Usage: mxsweep [scan] [options] [FILE|-]\n\n";
  append_wrapped(kSummary, 0, out);
  out += '\n';
  append_wrapped(kInputText, 0, out);
  for (const FlagGroup group : kGroups) {
    out += '\n';
    out += group_title(group);
    out += ":\n";
    for (const Flag& flag : flags()) {
      if (flag.group == group && !flag.hidden) {
        append_flag(flag, out);
      }
    }
  }
  out += "\nExit codes:\n";
  for (const ExitCode& exit : kExitCodes) {
    append_item("  " + std::to_string(exit.code), exit.meaning, out);
  }
  out += '\n';
  append_wrapped(kInterruptText, 0, out);
  out += "\nExamples:\n";
  for (const Example& example : kExamples) {
    out += "  ";
    out += example.command;
    out += "\n      ";
    out += example.meaning;
    out += '\n';
  }
  return out;
}

std::string version_text() {
  std::string out = "mxsweep ";
  out += kVersion;
  out += "\nformats:";
  for (const io::WriterKind& kind : io::writer_kinds()) {
    out += ' ';
    out += kind.name;
  }
  out += "\ntransports:";
  for (const io::TransportKind& kind : io::transport_kinds()) {
    out += ' ';
    out += kind.name;
  }
  out += '\n';
  return out;
}

std::string man_page() {
  std::string out = ".TH MXSWEEP 1 \"\" \"mxsweep ";
  out += kVersion;
  out += "\" \"User Commands\"\n.SH NAME\nmxsweep \\- bulk MX scanner\n";
  out += ".SH SYNOPSIS\n\\fBmxsweep\\fR [\\fBscan\\fR] [\\fIoptions\\fR] ";
  out += "[\\fIFILE\\fR|\\fB\\-\\fR]\n.SH DESCRIPTION\n";
  append_roff(kSummary, out);
  out += "\n.PP\n";
  append_roff(kInputText, out);
  out += "\n.SH OPTIONS\n";
  for (const FlagGroup group : kGroups) {
    out += ".SS ";
    out += group_title(group);
    out += '\n';
    for (const Flag& flag : flags()) {
      if (flag.group == group && !flag.hidden) {
        append_roff_flag(flag, out);
      }
    }
  }
  out += ".SH SIGNALS\n";
  append_roff(kInterruptText, out);
  out += '\n';
  append_roff_exit_codes(out);
  append_roff_examples(out);
  return out;
}

}  // namespace mxsweep

#include "scanner/cli/help.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "io/net/transport.h"
#include "io/table/writer.h"

#include "scanner/cli/exit_codes.h"
#include "scanner/cli/flags.h"
#include "scanner/cli/help_format.h"
#include "scanner/cli/read_value.h"
#include "scanner/cli/topics.h"
#include "scanner/run/commit.h"
#include "scanner/run/version.h"

namespace mxsweep {
namespace {

constexpr std::array kGroups = {FlagGroup::kInput, FlagGroup::kAsking,
                                FlagGroup::kOutput, FlagGroup::kPace,
                                FlagGroup::kOther};

constexpr std::string_view kUsage =
    "Usage: mxsweep [scan] [flags] [FILE|-|NAME...]\n"
    "       mxsweep explain NAME | doctor | merge DIR | diff OLD NEW |\n"
    "               report RESULT | completion SHELL | help [TOPIC]\n";

constexpr std::string_view kSummary =
    "Asks the MX records of a list of names and the addresses of their mail "
    "hosts, and writes one truthful result per name as a table.";

constexpr std::string_view kInputText =
    "FILE is a list of names, whatever its format; mail addresses and URLs are "
    "reduced to their domain. Without FILE, or with -, it comes from standard "
    "input. A few names may be given in its place.";

struct Example {
  std::string_view command;
  std::string_view meaning;
};

// The first ones are shown by -h.
constexpr std::array kExamples = {
    Example{"mxsweep example.com example.org",
            "a few names, as a table on the terminal"},
    Example{"mxsweep domains.txt -o results.csv",
            "a list, with a private resolver of its own"},
    Example{"mxsweep -r resolvers.txt --rate 5k top.csv -o mx.parquet",
            "through resolvers of your own, at a rate"},
    Example{"mxsweep --shape domain customers.csv -o mail.csv",
            "a row a domain, for a spreadsheet"},
    Example{"zcat names.gz | mxsweep --shape nested -O jsonl",
            "from a pipe into a pipe"},
    Example{"mxsweep explain example.com",
            "who was asked what, and what it means for mail"},
    Example{"mxsweep --dry-run -r 192.0.2.53 domains.txt",
            "what a run would ask, and how long it would take"},
};
constexpr std::size_t kShortExamples = 3;

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

void append_roff_settings(std::string& out) {
  out += ".SH ENVIRONMENT\n.TP\n\\fBMXSWEEP_\\fR\\fIFLAG\\fR\n";
  append_roff(
      "sets the long flag of that name, in capitals with _ for -: "
      "MXSWEEP_RATE=5k. A flag goes before it, and it goes before the file of "
      "--config.",
      out);
  out += "\n.TP\n\\fBNO_COLOR\\fR\n";
  append_roff(
      "when it is set and not empty: no colours, unless --color says "
      "so.",
      out);
  out += "\n.TP\n\\fBTMPDIR\\fR\n";
  append_roff(
      "where long lists, and rows that wait for --sort or --partition-by, keep "
      "their files (default /tmp).",
      out);
  out += '\n';
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

std::string examples_text() {
  std::string out;
  for (const Example& example : kExamples) {
    out += "  ";
    out += example.command;
    out += "\n      ";
    out += example.meaning;
    out += '\n';
  }
  return out;
}

std::string short_help_text() {
  std::string out(kUsage);
  out += '\n';
  io::append_wrapped(kSummary, 0, out);
  out += '\n';
  for (const Flag& flag : flags()) {
    if (!flag.brief.empty()) {
      append_item(head_of(flag), flag.brief, out);
    }
  }
  out += '\n';
  for (const Example& example : std::span(kExamples).first(kShortExamples)) {
    out += "  ";
    out += example.command;
    out += '\n';
  }
  out += "\nmxsweep --help shows every flag, mxsweep help lists topics.\n";
  return out;
}

std::string help_text() {
  std::string out(kUsage);
  out += '\n';
  io::append_wrapped(kSummary, 0, out);
  out += "\nExamples:\n" + examples_text() + '\n';
  io::append_wrapped(kInputText, 0, out);
  for (const FlagGroup group : kGroups) {
    out += '\n';
    out += group_title(group);
    out += ":\n";
    append_flags(group, out);
  }
  out += "\nCommands:\n" + *topic_text("commands");
  out += "\nExit codes:\n" + *topic_text("exit-codes");
  std::string more = "mxsweep help TOPIC explains";
  for (const Topic& topic : topics()) {
    more += &topic == topics().data() ? " " : ", ";
    more += topic.name;
  }
  out += '\n';
  io::append_wrapped(more, 0, out);
  return out;
}

std::string version_text() {
  std::string out = "mxsweep ";
  out += kVersion;
  out += " (commit ";
  out += kCommit;
  out += ", ";
  out += kCompiler;
  out += ")\n";
  io::append_wrapped("libraries: " + std::string(kLibraries), 0, out);
  out += "formats:";
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
  out +=
      "[\\fIFILE\\fR|\\fB\\-\\fR|\\fINAME\\fR...]\n.br\n"
      "\\fBmxsweep explain\\fR [\\fIoptions\\fR] \\fINAME\\fR\n.br\n"
      "\\fBmxsweep doctor\\fR [\\fIoptions\\fR]\n.br\n"
      "\\fBmxsweep merge\\fR \\fIDIR\\fR\n.br\n"
      "\\fBmxsweep diff\\fR [\\fIoptions\\fR] \\fIOLD NEW\\fR\n.br\n"
      "\\fBmxsweep report\\fR [\\fIoptions\\fR] \\fIRESULT\\fR\n.br\n"
      "\\fBmxsweep completion bash\\fR|\\fBzsh\\fR|\\fBfish\\fR\n.br\n"
      "\\fBmxsweep help\\fR [\\fItopic\\fR]\n.SH DESCRIPTION\n";
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
  append_roff_settings(out);
  out += ".SH SIGNALS\n";
  append_roff(kInterruptText, out);
  out += '\n';
  append_roff_exit_codes(out);
  append_roff_examples(out);
  return out;
}

}  // namespace mxsweep

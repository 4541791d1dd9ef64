// The table of flags, and the help and suggestions made of it.

#include "scanner/cli/flags.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>

#include "io/net/transport.h"
#include "io/table/writer.h"

#include "scanner/cli/exit_codes.h"
#include "scanner/cli/help.h"
#include "scanner/cli/suggest.h"

namespace mxsweep {
namespace {

std::string roff(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    escaped += c == '-' ? "\\-" : std::string(1, c);
  }
  return escaped;
}

TEST(Flags, NoNameIsUsedTwice) {
  std::set<std::string_view> names;
  const auto add = [&names](std::string_view name) {
    if (!name.empty()) {
      EXPECT_TRUE(names.insert(name).second) << name;
    }
  };
  for (const Flag& flag : flags()) {
    add(flag.long_name);
    add(flag.short_name);
    for (const std::string_view alias : flag.aliases) {
      add(alias);
    }
  }
  for (const ForeignWord& foreign : foreign_words()) {
    add(foreign.word);
  }
}

TEST(Flags, EveryRowIsComplete) {
  for (const Flag& flag : flags()) {
    SCOPED_TRACE(flag.name());
    EXPECT_FALSE(flag.name().empty());
    EXPECT_FALSE(flag.help.empty());
    EXPECT_NE(flag.value == nullptr, flag.on == nullptr);
    EXPECT_EQ(flag.value_name.empty(), flag.value == nullptr);
    EXPECT_EQ(find_flag(flag.name()), &flag);
    if (!flag.long_name.empty()) {
      EXPECT_EQ(flag.long_name.substr(0, 2), "--");
    }
    if (!flag.short_name.empty()) {
      EXPECT_EQ(flag.short_name.size(), 2U);
      EXPECT_EQ(flag.short_name.front(), '-');
    }
  }
}

// Two flags for one field would overwrite each other.
TEST(Flags, EveryFieldHasOneFlag) {
  for (const Flag& a : flags()) {
    for (const Flag& b : flags()) {
      if (&a != &b) {
        EXPECT_FALSE(a.value != nullptr && a.value == b.value) << a.name();
        EXPECT_FALSE(a.on != nullptr && a.on == b.on) << a.name();
      }
    }
  }
}

TEST(Flags, TheContractIsKept) {
  for (const char* name : {"-r",
                           "--resolvers",
                           "-o",
                           "--output",
                           "--format",
                           "--shape",
                           "--addresses",
                           "--rate",
                           "-s",
                           "--concurrency",
                           "--retries",
                           "--timeout",
                           "--give-up-after",
                           "--transport",
                           "-T",
                           "--threads",
                           "--seed",
                           "-q",
                           "-v",
                           "--version",
                           "--help",
                           "--allow-special",
                           "--lenient",
                           "--query-literals",
                           "--resolver-config",
                           "--local-addr",
                           "--bindto",
                           "--source-ip",
                           "--port-per-query"}) {
    EXPECT_NE(find_flag(name), nullptr) << name;
  }
  EXPECT_EQ(find_flag("--no-such"), nullptr);
  EXPECT_EQ(find_flag(""), nullptr);
}

TEST(Flags, ChoicesComeFromTheTables) {
  const std::string formats = value_text(*find_flag("--format"));
  for (const io::WriterKind& kind : io::writer_kinds()) {
    EXPECT_NE(formats.find(kind.name), std::string::npos);
  }
  const std::string transports = value_text(*find_flag("--transport"));
  EXPECT_EQ(transports.rfind("auto|", 0), 0U);
  for (const io::TransportKind& kind : io::transport_kinds()) {
    EXPECT_NE(transports.find(kind.name), std::string::npos);
  }
  EXPECT_EQ(value_text(*find_flag("--shape")), "flat|mx|nested");
  EXPECT_EQ(value_text(*find_flag("--addresses")), "both|4|6|none");
}

TEST(Flags, ForeignWordsLeadSomewhere) {
  for (const ForeignWord& foreign : foreign_words()) {
    SCOPED_TRACE(foreign.word);
    EXPECT_NE(foreign.replacement.empty(), foreign.advice.empty());
    const std::string_view target = foreign.replacement;
    EXPECT_TRUE(target.empty() ||
                find_flag(target.substr(0, target.find('='))) != nullptr);
  }
}

// The name behind `before`, not as the beginning of another one.
bool shows(const std::string& help, std::string_view before,
           std::string_view name) {
  const std::string wanted = std::string(before) + std::string(name);
  std::size_t at = help.find(wanted);
  while (at != std::string::npos &&
         std::string_view(" ,\n").find(help[at + wanted.size()]) ==
             std::string_view::npos) {
    at = help.find(wanted, at + 1);
  }
  return at != std::string::npos;
}

TEST(Help, NamesEveryVisibleFlagAndNoHiddenOne) {
  const std::string help = help_text();
  const std::string man = man_page();
  for (const Flag& flag : flags()) {
    SCOPED_TRACE(flag.name());
    const bool in_help =
        shows(help, ", ", flag.name()) || shows(help, "      ", flag.name());
    const bool in_man =
        man.find("\\fB" + roff(flag.name()) + "\\fR") != std::string::npos;
    EXPECT_EQ(in_help, !flag.hidden);
    EXPECT_EQ(in_man, !flag.hidden);
    for (const std::string_view alias : flag.aliases) {
      EXPECT_NE(help.find(alias), std::string::npos);
    }
  }
}

TEST(Help, DocumentsEveryExitCode) {
  const std::string help = help_text();
  const std::string man = man_page();
  std::set<int> codes;
  for (const ExitCode& exit : kExitCodes) {
    EXPECT_TRUE(codes.insert(exit.code).second);
    EXPECT_NE(help.find(exit.meaning), std::string::npos);
    EXPECT_NE(man.find(roff(exit.meaning)), std::string::npos);
  }
  const std::set<int> contract = {0, 1, 2, 3, 4, 5, 6, 7, 130};
  EXPECT_EQ(codes, contract);
}

TEST(Help, StatesTheDefaults) {
  std::string help = help_text();
  std::replace(help.begin(), help.end(), '\n', ' ');
  for (const Flag& flag : flags()) {
    if (flag.choices != nullptr || flag.group == FlagGroup::kPace) {
      EXPECT_NE(flag.help.find("(default"), std::string_view::npos)
          << flag.name();
    }
  }
  EXPECT_NE(help.find("default 1000"), std::string::npos);
}

TEST(Help, FitsEightyColumns) {
  std::istringstream lines(help_text());
  std::string line;
  while (std::getline(lines, line)) {
    EXPECT_LE(line.size(), 80U) << line;
    EXPECT_TRUE(line.empty() || line.back() != ' ') << line;
  }
}

TEST(Help, ManPageHasTheUsualParts) {
  const std::string man = man_page();
  EXPECT_EQ(man.rfind(".TH MXSWEEP 1 ", 0), 0U);
  for (const char* part : {".SH NAME\n", ".SH SYNOPSIS\n", ".SH DESCRIPTION\n",
                           ".SH OPTIONS\n", ".SH EXIT STATUS\n"}) {
    EXPECT_NE(man.find(part), std::string::npos) << part;
  }
}

TEST(Help, VersionNamesFormatsAndTransports) {
  const std::string version = version_text();
  EXPECT_EQ(version.rfind("mxsweep ", 0), 0U);
  for (const io::WriterKind& kind : io::writer_kinds()) {
    EXPECT_NE(version.find(kind.name), std::string::npos);
  }
}

TEST(ExitCodes, OneForEachKindOfError) {
  EXPECT_EQ(exit_code(io::ErrorCode::kInternal), 1);
  EXPECT_EQ(exit_code(io::ErrorCode::kUsage), 2);
  EXPECT_EQ(exit_code(io::ErrorCode::kInput), 3);
  EXPECT_EQ(exit_code(io::ErrorCode::kOutput), 4);
  EXPECT_EQ(exit_code(io::ErrorCode::kNetwork), 5);
  EXPECT_EQ(exit_code(io::ErrorCode::kResolver), 6);
}

TEST(Suggest, EditDistance) {
  EXPECT_EQ(edit_distance("", ""), 0U);
  EXPECT_EQ(edit_distance("abc", ""), 3U);
  EXPECT_EQ(edit_distance("rate", "rats"), 1U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

TEST(Suggest, NearestFlag) {
  EXPECT_EQ(nearest_flag("--rat"), "--rate");
  EXPECT_EQ(nearest_flag("--ratte=5"), "--rate");
  EXPECT_EQ(nearest_flag("--resolver-list"), "--resolvers");
  EXPECT_EQ(nearest_flag("--concurency"), "--concurrency");
  EXPECT_EQ(nearest_flag("--output-fil"), "--output");
  EXPECT_EQ(nearest_flag("--frobnicate"), "");
  EXPECT_EQ(nearest_flag("--man-page"), "");
  EXPECT_EQ(nearest_flag("-x"), "");
  EXPECT_EQ(nearest_flag(std::string(100000, 'x')), "");
}

}  // namespace
}  // namespace mxsweep

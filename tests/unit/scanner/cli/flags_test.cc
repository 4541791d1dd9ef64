// The table of flags, and the help and suggestions made of it.

#include "scanner/cli/flags.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <type_traits>
#include <vector>

#include "io/net/transport.h"
#include "io/table/writer.h"

#include "scanner/cli/exit_codes.h"
#include "scanner/cli/help.h"
#include "scanner/cli/read_value.h"
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

bool is_number(const FlagField& field) {
  return std::holds_alternative<std::uint32_t ScanPlan::*>(field) ||
         std::holds_alternative<std::uint64_t ScanPlan::*>(field) ||
         std::holds_alternative<std::optional<std::uint64_t> ScanPlan::*>(
             field);
}

TEST(Flags, EveryRowIsComplete) {
  for (const Flag& flag : flags()) {
    SCOPED_TRACE(flag.name());
    EXPECT_FALSE(flag.name().empty());
    EXPECT_FALSE(flag.help.empty());
    const bool sets = flag.field != FlagField();
    EXPECT_FALSE(sets && flag.text != nullptr && !flag.takes_value());
    EXPECT_TRUE(sets || flag.text != nullptr || flag.hidden);
    EXPECT_EQ(flag.range.most != 0,
              is_number(flag.field) ||
                  flag.field == FlagField(&ScanPlan::max_runtime));
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

// Two flags for one field would overwrite each other, but for switches that
// say which value they set; these stand together, as make_plan() wants them.
TEST(Flags, EveryFieldHasOneFlag) {
  const std::span<const Flag> all = flags();
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = i + 1; j < all.size(); ++j) {
      if (all[i].field == all[j].field && all[i].field != FlagField()) {
        EXPECT_EQ(j, i + 1) << all[i].name();
        EXPECT_NE(all[i].sets, all[j].sets) << all[i].name();
      }
    }
  }
}

bool in_manifest(const FlagField& wanted) {
  return std::any_of(
      kManifestSettings.begin(), kManifestSettings.end(),
      [&wanted](const ManifestKey& key) {
        return std::visit(
            [&wanted](const auto& value) {
              if constexpr (std::is_constructible_v<FlagField,
                                                    decltype(value)>) {
                return wanted == FlagField(value);
              }
              return false;
            },
            key.value);
      });
}

// Who reads a result wants to know how it was asked for.
TEST(Flags, TheManifestShowsWhateverAFlagSetsButWhatItSaysInOtherWords) {
  const std::set<std::string_view> elsewhere = {
      "--resolvers",
      "--transport",
      "--input-format",     // as found when the run began
      "--resolver-config",  // a text of any length
      "--policies",         // each of them
      "--root-hints",       // the same; its path is shown
      "--run-id",           // as it was in the end
      "--output",
      "--manifest",
      "--status-file",
      "--metrics-file",
      "--metrics",
      "--user",
      "--log-format",
      "--resume",
      "--resume-despite",
      "--overwrite",  // of the moment
      "--format",     // where it stands itself
      "--quiet",
      "--verbose",
      "--color",    // nothing of the result
      "--dry-run",  // there is none
      "--all",
      "--since"};  // of results
  for (const Flag& flag : flags()) {
    if (flag.field != FlagField()) {
      EXPECT_NE(in_manifest(flag.field), elsewhere.count(flag.name()) == 1)
          << flag.name();
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
                           "--max-unknown",
                           "--color",
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
                           "--port-per-query",
                           "--columns",
                           "--fields",
                           "--output-format"}) {
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
  // Too many to stand in its value's place.
  const std::string_view lists = find_flag("--input-format")->help;
  for (const ListFormat& format : list_formats()) {
    EXPECT_NE(lists.find(format.name), std::string::npos) << format.name;
  }
  EXPECT_EQ(value_text(*find_flag("--shape")), "flat|mx|domain|nested");
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
  const std::set<int> contract = {0, 1,  2,  3,  4,  5,  6,  7,  8,
                                  9, 10, 11, 12, 13, 14, 15, 130};
  EXPECT_EQ(codes, contract);
}

TEST(Help, StatesTheDefaults) {
  for (const Flag& flag : flags()) {
    if (!choices_of(flag).empty() || flag.group == FlagGroup::kPace) {
      EXPECT_NE(flag.help.find("(default"), std::string_view::npos)
          << flag.name();
    }
  }
  const std::string man = man_page();  // which is not wrapped
  EXPECT_EQ(man.find("{}"), std::string::npos);
  for (const char* text :
       {"(default 1000)", "(default 3)", "(default 2s)", "(default 30s,",
        "(default both)", "(default flat)", "(default 0)"}) {
    EXPECT_NE(man.find(text), std::string::npos) << text;
  }
}

TEST(Help, FitsEightyColumns) {
  std::istringstream lines(help_text());
  std::string line;
  while (std::getline(lines, line)) {
    EXPECT_LE(line.size(), 80U) << line;
    EXPECT_TRUE(line.empty() || line.back() != ' ') << line;
  }
}

TEST(Help, TheShortOneFitsAScreen) {
  const std::string help = short_help_text();
  EXPECT_LE(std::count(help.begin(), help.end(), '\n'), 30);
  std::istringstream lines(help);
  std::string line;
  while (std::getline(lines, line)) {
    EXPECT_LE(line.size(), 80U) << line;
  }
  for (const char* wanted : {"--resolvers", "--output", "--rate", "explain",
                             "doctor", "mxsweep --help"}) {
    EXPECT_NE(help.find(wanted), std::string::npos) << wanted;
  }
}

TEST(Help, ExamplesComeFirst) {
  const std::string help = help_text();
  EXPECT_LT(help.find("\nExamples:\n"), help.find("\nInput:\n"));
}

TEST(Help, ManPageHasTheUsualParts) {
  const std::string man = man_page();
  EXPECT_EQ(man.rfind(".TH MXSWEEP 1 ", 0), 0U);
  for (const char* part :
       {".SH NAME\n", ".SH SYNOPSIS\n", ".SH DESCRIPTION\n", ".SH OPTIONS\n",
        ".SH ENVIRONMENT\n", ".SH EXIT STATUS\n"}) {
    EXPECT_NE(man.find(part), std::string::npos) << part;
  }
}

TEST(Help, VersionNamesFormatsAndTransports) {
  const std::string version = version_text();
  EXPECT_EQ(version.rfind("mxsweep ", 0), 0U);
  for (const char* part : {"commit ", "liburing ", "CLI11 ", "ICU ", "xxHash ",
                           "libpsl ", "Arrow"}) {
    EXPECT_NE(version.find(part), std::string::npos) << part;
  }
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
  EXPECT_EQ(exit_code(io::ErrorCode::kSilence), 7);
  EXPECT_EQ(exit_code(io::ErrorCode::kDistrust), 9);
  EXPECT_EQ(exit_code(io::ErrorCode::kMemory), 11);
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
  EXPECT_EQ(nearest_flag("--colums"), "--columns");
  EXPECT_EQ(nearest_flag("--colum"), "--column");
  EXPECT_EQ(nearest_flag("--frobnicate"), "");
  EXPECT_EQ(nearest_flag("--man-page"), "");
  EXPECT_EQ(nearest_flag("-x"), "");
  EXPECT_EQ(nearest_flag(std::string(100000, 'x')), "");
}

TEST(Suggest, NearestWords) {
  using Words = std::vector<std::string_view>;
  const Words words = {"status", "a_status", "mx_ttl_s", "address_ttl_s"};
  EXPECT_EQ(nearest_words("statis", words), (Words{"status"}));
  EXPECT_EQ(nearest_words("ttl", words), (Words{"mx_ttl_s", "address_ttl_s"}));
  EXPECT_EQ(nearest_words("frobnicate", words), Words());
  EXPECT_EQ(nearest_words("", words), Words());
  EXPECT_EQ(nearest_words(std::string(100000, 'x'), words), Words());
}

}  // namespace
}  // namespace mxsweep

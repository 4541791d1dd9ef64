// The command line becomes Options, or one line that says what is wrong.

#include "scanner/cli/parse.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "scanner/cli/flags.h"

namespace mxsweep {
namespace {

io::Result<ParsedArgs> parse(std::vector<const char*> args) {
  args.insert(args.begin(), "mxsweep");
  return parse_args(args);
}

Options options_of(const std::vector<const char*>& args) {
  const io::Result<ParsedArgs> parsed = parse(args);
  EXPECT_TRUE(parsed.ok()) << (parsed.ok() ? "" : parsed.error().what);
  return parsed.ok() ? parsed.value().options : Options();
}

// What was typed for the flag; a switch has an empty text.
std::string value_of(const Options& options, std::string_view name) {
  const Flag* flag = find_flag(name);
  const std::string* value = flag == nullptr ? nullptr : options.find(*flag);
  return value == nullptr ? "(absent)" : *value;
}

std::string value_in(const std::vector<const char*>& args,
                     std::string_view name) {
  return value_of(options_of(args), name);
}

std::string error_of(const std::vector<const char*>& args) {
  const io::Result<ParsedArgs> parsed = parse(args);
  if (parsed.ok()) {
    return "(accepted)";
  }
  EXPECT_EQ(parsed.error().code, io::ErrorCode::kUsage);
  EXPECT_EQ(parsed.error().what.find('\n'), std::string::npos);
  return parsed.error().what;
}

TEST(Parse, NothingGivenIsNothingSet) {
  const Options options = options_of({});
  EXPECT_FALSE(options.file.has_value());
  EXPECT_TRUE(options.typed.empty());
  EXPECT_TRUE(options.notes.empty());
}

TEST(Parse, EveryFlagReachesItsField) {
  const Options options = options_of({"-r",
                                      "192.0.2.1",
                                      "-o",
                                      "x.csv",
                                      "--manifest",
                                      "m.json",
                                      "--format",
                                      "csv",
                                      "--shape",
                                      "mx",
                                      "--addresses",
                                      "4",
                                      "--rate",
                                      "10",
                                      "-s",
                                      "20",
                                      "--retries",
                                      "2",
                                      "--timeout",
                                      "1s",
                                      "--transport",
                                      "mmsg",
                                      "-T",
                                      "2",
                                      "--seed",
                                      "7",
                                      "-q",
                                      "-v",
                                      "--allow-special",
                                      "--lenient",
                                      "--query-literals",
                                      "--resolver-config",
                                      "u.conf",
                                      "--local-addr",
                                      "192.0.2.9",
                                      "--port-per-query",
                                      "names.txt"});
  EXPECT_EQ(value_of(options, "--resolvers"), "192.0.2.1");
  EXPECT_EQ(value_of(options, "--output"), "x.csv");
  EXPECT_EQ(value_of(options, "--manifest"), "m.json");
  EXPECT_EQ(value_of(options, "--format"), "csv");
  EXPECT_EQ(value_of(options, "--shape"), "mx");
  EXPECT_EQ(value_of(options, "--addresses"), "4");
  EXPECT_EQ(value_of(options, "--rate"), "10");
  EXPECT_EQ(value_of(options, "--concurrency"), "20");
  EXPECT_EQ(value_of(options, "--retries"), "2");
  EXPECT_EQ(value_of(options, "--timeout"), "1s");
  EXPECT_EQ(value_of(options, "--transport"), "mmsg");
  EXPECT_EQ(value_of(options, "--threads"), "2");
  EXPECT_EQ(value_of(options, "--seed"), "7");
  EXPECT_EQ(value_of(options, "--quiet"), "");
  EXPECT_EQ(value_of(options, "--verbose"), "");
  EXPECT_EQ(value_of(options, "--allow-special"), "");
  EXPECT_EQ(value_of(options, "--lenient"), "");
  EXPECT_EQ(value_of(options, "--query-literals"), "");
  EXPECT_EQ(value_of(options, "--resolver-config"), "u.conf");
  EXPECT_EQ(value_of(options, "--local-addr"), "192.0.2.9");
  EXPECT_EQ(value_of(options, "--port-per-query"), "");
  EXPECT_EQ(options.file, "names.txt");
}

TEST(Parse, FormsOfValuesAndPositions) {
  EXPECT_EQ(value_in({"--rate=5"}, "--rate"), "5");
  EXPECT_EQ(value_in({"-s5"}, "--concurrency"), "5");
  EXPECT_EQ(value_in({"-qv", "x"}, "--verbose"), "");
  EXPECT_EQ(options_of({"x", "--rate", "5"}).file, "x");
  EXPECT_EQ(options_of({"-"}).file, "-");
  EXPECT_EQ(value_in({"-o", "-", "x"}, "--output"), "-");
  EXPECT_EQ(options_of({"--", "-odd-name"}).file, "-odd-name");
  EXPECT_EQ(value_in({"--rate", "-5"}, "--rate"), "-5");
}

TEST(Parse, TheCommandMayBeNamed) {
  EXPECT_EQ(options_of({"scan", "x"}).file, "x");
  EXPECT_EQ(options_of({"./scan"}).file, "./scan");
  EXPECT_EQ(options_of({"x", "-q"}).command_line,
            (std::vector<std::string>{"mxsweep", "x", "-q"}));
}

TEST(Parse, NamesOfOtherToolsAreKnown) {
  EXPECT_EQ(value_in({"-w", "x"}, "--output"), "x");
  EXPECT_EQ(value_in({"--outfile", "x"}, "--output"), "x");
  EXPECT_EQ(value_in({"--name-servers", "x"}, "--resolvers"), "x");
  EXPECT_EQ(value_in({"--hashmap-size", "9"}, "--concurrency"), "9");
  EXPECT_EQ(value_in({"-rl", "9"}, "--rate"), "9");
  EXPECT_EQ(value_in({"-l", "x"}, "--list"), "x");
  EXPECT_EQ(value_in({"-json"}, "--format"), "jsonl");
  EXPECT_EQ(value_in({"-silent"}, "--quiet"), "");
  EXPECT_TRUE(options_of({"--verify-ip"}).notes.empty());
  EXPECT_EQ(options_of({"-mx", "-duc", "x"}).notes.size(), 2U);
  EXPECT_EQ(options_of({"--", "-mx"}).file, "-mx");
  EXPECT_EQ(error_of({"-retry", "3"}),
            "-retry counts attempts elsewhere; here use --retries N, the "
            "further tries after the first");
  EXPECT_NE(error_of({"-c", "3"}).find("--retries"), std::string::npos);
}

TEST(Parse, UnknownFlagsGetASuggestion) {
  EXPECT_EQ(error_of({"--rat", "5", "x"}),
            "unknown flag '--rat'; did you mean --rate?");
  EXPECT_EQ(error_of({"x", "--concurency=5"}),
            "unknown flag '--concurency=5'; did you mean --concurrency?");
  EXPECT_EQ(error_of({"--frobnicate"}),
            "unknown flag '--frobnicate'; mxsweep --help shows all flags");
  EXPECT_EQ(error_of({"-x"}),
            "unknown flag '-x'; mxsweep --help shows all flags");
}

TEST(Parse, ValuesThatAreMissingOrDoubled) {
  EXPECT_EQ(error_of({"--rate"}), "--rate needs a value: PPS|auto");
  EXPECT_EQ(error_of({"x", "-o"}), "--output needs a value: FILE");
  EXPECT_EQ(error_of({"-o", "--rate", "5"}),
            "--output needs a value (FILE) but the flag --rate follows it");
  EXPECT_EQ(error_of({"-r", ""}),
            "--resolvers has an empty value; it takes LIST|FILE|@FILE");
  EXPECT_EQ(error_of({"--rate", "5", "--rate", "6"}),
            "--rate is given twice; once is enough");
  EXPECT_EQ(error_of({"a", "b"}),
            "only one FILE is read, and 'b' is a second one");
  EXPECT_NE(error_of({"--quiet=maybe"}), "(accepted)");
}

TEST(Parse, HostileArgumentsGiveOneLine) {
  EXPECT_EQ(error_of({"--a\nb\x1b[2J"}),
            "unknown flag '--a?b?[2J'; mxsweep --help shows all flags");
}

TEST(Parse, HelpVersionAndManAreTexts) {
  for (const char* flag : {"--help", "-h", "--version", "-V", "--man"}) {
    const io::Result<ParsedArgs> parsed = parse({flag});
    ASSERT_TRUE(parsed.ok());
    ASSERT_TRUE(parsed.value().text.has_value()) << flag;
    EXPECT_FALSE(parsed.value().text->empty());
  }
  EXPECT_FALSE(parse({"x"}).value().text.has_value());
}

TEST(Parse, HelpIsWhatAPersonWantsMost) {
  const auto text_of = [](const std::vector<const char*>& args) {
    return parse(args).value().text.value_or("");
  };
  EXPECT_EQ(text_of({"-V", "-h", "--man"}), text_of({"-h"}));
  EXPECT_EQ(text_of({"--man", "-V"}), text_of({"--man"}));
  EXPECT_NE(text_of({"--man"}), text_of({"-V"}));
}

}  // namespace
}  // namespace mxsweep

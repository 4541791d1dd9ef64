// The command line becomes Options, or one line that says what is wrong.

#include "scanner/cli/parse.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

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
  EXPECT_FALSE(options.resolvers.has_value());
  EXPECT_FALSE(options.quiet);
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
  EXPECT_EQ(options.resolvers, "192.0.2.1");
  EXPECT_EQ(options.output, "x.csv");
  EXPECT_EQ(options.manifest, "m.json");
  EXPECT_EQ(options.format, "csv");
  EXPECT_EQ(options.shape, "mx");
  EXPECT_EQ(options.addresses, "4");
  EXPECT_EQ(options.rate, "10");
  EXPECT_EQ(options.concurrency, "20");
  EXPECT_EQ(options.retries, "2");
  EXPECT_EQ(options.timeout, "1s");
  EXPECT_EQ(options.transport, "mmsg");
  EXPECT_EQ(options.threads, "2");
  EXPECT_EQ(options.seed, "7");
  EXPECT_TRUE(options.quiet);
  EXPECT_TRUE(options.verbose);
  EXPECT_TRUE(options.allow_special);
  EXPECT_TRUE(options.lenient);
  EXPECT_TRUE(options.query_literals);
  EXPECT_EQ(options.resolver_config, "u.conf");
  EXPECT_EQ(options.local_addr, "192.0.2.9");
  EXPECT_TRUE(options.port_per_query);
  EXPECT_EQ(options.file, "names.txt");
}

TEST(Parse, FormsOfValuesAndPositions) {
  EXPECT_EQ(options_of({"--rate=5"}).rate, "5");
  EXPECT_EQ(options_of({"-s5"}).concurrency, "5");
  EXPECT_EQ(options_of({"-qv", "x"}).verbose, true);
  EXPECT_EQ(options_of({"x", "--rate", "5"}).file, "x");
  EXPECT_EQ(options_of({"-"}).file, "-");
  EXPECT_EQ(options_of({"-o", "-", "x"}).output, "-");
  EXPECT_EQ(options_of({"--", "-odd-name"}).file, "-odd-name");
  EXPECT_EQ(options_of({"--rate", "-5"}).rate, "-5");
}

TEST(Parse, TheCommandMayBeNamed) {
  EXPECT_EQ(options_of({"scan", "x"}).file, "x");
  EXPECT_EQ(options_of({"./scan"}).file, "./scan");
  EXPECT_EQ(options_of({"x", "-q"}).command_line,
            (std::vector<std::string>{"mxsweep", "x", "-q"}));
}

TEST(Parse, NamesOfOtherToolsAreKnown) {
  EXPECT_EQ(options_of({"-w", "x"}).output, "x");
  EXPECT_EQ(options_of({"--outfile", "x"}).output, "x");
  EXPECT_EQ(options_of({"--name-servers", "x"}).resolvers, "x");
  EXPECT_EQ(options_of({"--hashmap-size", "9"}).concurrency, "9");
  EXPECT_EQ(options_of({"-rl", "9"}).rate, "9");
  EXPECT_EQ(options_of({"-l", "x"}).list, "x");
  EXPECT_EQ(options_of({"-json"}).format, "jsonl");
  EXPECT_TRUE(options_of({"-silent"}).quiet);
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

}  // namespace
}  // namespace mxsweep

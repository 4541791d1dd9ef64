// The command line becomes Options, or one line that says what is wrong.

#include "scanner/cli/parse.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/cli/flags.h"
#include "scanner/cli/topics.h"

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

using Words = std::vector<std::string>;

Words arguments_of(const std::vector<const char*>& args) {
  return options_of(args).arguments;
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

io::Result<ParsedArgs> parse_in(std::vector<const char*> environment,
                                std::vector<const char*> args) {
  args.insert(args.begin(), "mxsweep");
  return parse_args(args, environment);
}

TEST(Parse, NothingGivenIsNothingSet) {
  const Options options = options_of({});
  EXPECT_TRUE(options.arguments.empty());
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
  EXPECT_EQ(options.arguments, std::vector<std::string>{"names.txt"});
}

TEST(Parse, FormsOfValuesAndPositions) {
  EXPECT_EQ(value_in({"--rate=5"}, "--rate"), "5");
  EXPECT_EQ(value_in({"-s5"}, "--concurrency"), "5");
  EXPECT_EQ(value_in({"-qv", "x"}, "--verbose"), "");
  EXPECT_EQ(arguments_of({"x", "--rate", "5"}), Words{"x"});
  EXPECT_EQ(arguments_of({"-"}), Words{"-"});
  EXPECT_EQ(value_in({"-o", "-", "x"}, "--output"), "-");
  EXPECT_EQ(arguments_of({"--", "-odd-name"}), Words{"-odd-name"});
  EXPECT_EQ(value_in({"--rate", "-5"}, "--rate"), "-5");
}

TEST(Parse, TheCommandMayBeNamed) {
  EXPECT_EQ(arguments_of({"scan", "x"}), Words{"x"});
  EXPECT_EQ(arguments_of({"./scan"}), Words{"./scan"});
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
  EXPECT_EQ(arguments_of({"--", "-mx"}), Words{"-mx"});
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
  EXPECT_NE(error_of({"--quiet=maybe"}), "(accepted)");
}

TEST(Parse, HostileArgumentsGiveOneLine) {
  EXPECT_EQ(error_of({"--a\nb\x1b[2J"}),
            "unknown flag '--a?b?[2J'; mxsweep --help shows all flags");
}

TEST(Parse, HelpVersionAndManAreTexts) {
  for (const char* flag :
       {"--help", "-h", "-help", "--version", "-version", "-V", "--man"}) {
    const io::Result<ParsedArgs> parsed = parse({flag});
    ASSERT_TRUE(parsed.ok());
    ASSERT_TRUE(parsed.value().text.has_value()) << flag;
    EXPECT_FALSE(parsed.value().text->empty());
  }
  EXPECT_FALSE(parse({"x"}).value().text.has_value());
}

TEST(Parse, CommandsStandFirst) {
  EXPECT_EQ(options_of({"x"}).command, Command::kScan);
  EXPECT_EQ(options_of({"explain", "x"}).command, Command::kExplain);
  EXPECT_EQ(options_of({"explain", "-r", "192.0.2.1", "x"}).arguments,
            Words{"x"});
  EXPECT_EQ(options_of({"doctor", "-r", "192.0.2.1"}).command,
            Command::kDoctor);
  EXPECT_EQ(options_of({"-r", "192.0.2.1", "explain", "x"}).command,
            Command::kExplain);
  EXPECT_EQ(options_of({"-r", "192.0.2.1", "explain", "x"}).arguments,
            Words{"x"});
  EXPECT_EQ(options_of({"scan", "doctor"}).arguments, Words{"doctor"});
  EXPECT_EQ(options_of({"x", "explain"}).command, Command::kScan);
  EXPECT_EQ(error_of({"explain"}),
            "explain needs NAME; use: mxsweep explain NAME");
  EXPECT_EQ(error_of({"explain", "a", "b"}),
            "explain takes no further argument: 'b'; use: mxsweep explain "
            "NAME");
  EXPECT_EQ(error_of({"doctor", "a"}),
            "doctor takes no argument: 'a'; use: mxsweep doctor");
  EXPECT_EQ(options_of({"diff", "a.csv", "b/"}).arguments,
            (Words{"a.csv", "b/"}));
  EXPECT_EQ(error_of({"report"}),
            "report needs RESULT; use: mxsweep report RESULT");
  EXPECT_EQ(error_of({"diff", "a.csv"}),
            "diff needs OLD NEW; use: mxsweep diff OLD NEW");
  EXPECT_EQ(error_of({"diff", "a", "b", "c"}),
            "diff takes no further argument: 'c'; use: mxsweep diff OLD NEW");
  EXPECT_EQ(error_of({"completion"}),
            "completion needs bash|zsh|fish; use: mxsweep completion "
            "bash|zsh|fish");
  EXPECT_EQ(error_of({"completion", "tcsh"}),
            "completion does not know 'tcsh'; use: mxsweep completion "
            "bash|zsh|fish");
}

TEST(Parse, CommandsRefuseFlagsOfOthers) {
  EXPECT_EQ(error_of({"explain", "--dry-run", "a.com"}),
            "mxsweep explain does not take --dry-run, which is for scan");
  EXPECT_EQ(error_of({"doctor", "--retries", "2"}),
            "mxsweep doctor does not take --retries, which is for scan or "
            "explain");
  EXPECT_EQ(error_of({"merge", "-r", "192.0.2.1", "d"}),
            "mxsweep merge does not take --resolvers, which is for scan, "
            "explain or doctor");
  for (const Flag& flag : flags()) {
    const bool of_results =
        flag.long_name == "--all" || flag.long_name == "--since";
    EXPECT_NE(flag.is_for(Command::kScan), of_results) << flag.name();
  }
  EXPECT_EQ(error_of({"--all", "a.com"}),
            "mxsweep scan does not take --all, which is for diff");
  // What is set for all runs is no fault.
  EXPECT_EQ(parse_in({"MXSWEEP_OUTPUT=x.csv", "MXSWEEP_THREADS=2"},
                     {"explain", "a.com"})
                .value()
                .options.typed.size(),
            0U);
}

TEST(Parse, LongFlagsMayHaveOneDash) {
  EXPECT_EQ(value_in({"-rate", "5"}, "--rate"), "5");
  EXPECT_EQ(value_in({"-rate=5"}, "--rate"), "5");
  EXPECT_EQ(options_of({"-rate", "5"}).notes,
            Words{"'-rate' is read as --rate"});
  EXPECT_EQ(value_in({"-r", "-rate"}, "--resolvers"), "-rate");
  EXPECT_EQ(value_in({"-r192.0.2.1"}, "--resolvers"), "192.0.2.1");
  EXPECT_EQ(value_in({"-qT4"}, "--threads"), "4");
}

std::string topic_of(const std::vector<const char*>& args) {
  return parse(args).value().text.value_or("");
}

TEST(Parse, EveryTopicHasAText) {
  const std::string list = topic_of({"help"});
  for (const Topic& topic : topics()) {
    SCOPED_TRACE(topic.name);
    EXPECT_NE(list.find(topic.name), std::string::npos);
    const std::string text =
        topic_of({"help", std::string(topic.name).c_str()});
    EXPECT_FALSE(text.empty());
    std::istringstream lines(text);
    std::string line;
    while (std::getline(lines, line)) {
      EXPECT_LE(line.size(), 80U) << line;
    }
  }
  EXPECT_EQ(topic_of({"help", "--rate"}), topic_of({"help", "rate"}));
  EXPECT_NE(topic_of({"help", "--shape"}).find("flat|"), std::string::npos);
  EXPECT_NE(topic_of({"help", "doctor"}), "");
  EXPECT_EQ(error_of({"help", "blurb"}),
            "there is no topic 'blurb'; mxsweep help lists them, and mxsweep "
            "help --FLAG explains a flag");
  EXPECT_EQ(error_of({"help", "column"}).rfind("there is no topic", 0),
            std::string::npos);  // it is a flag
  EXPECT_EQ(error_of({"help", "pacings"}),
            "there is no topic 'pacings'; did you mean: mxsweep help pacing");
  EXPECT_EQ(error_of({"help", "rates"}),
            "there is no topic 'rates'; did you mean: mxsweep help --rate");
  EXPECT_EQ(error_of({"help", "columns", "x"}),
            "help takes no further argument: 'x'; use: mxsweep help [TOPIC]");
}

class Config : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "config_XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    path_ = folder_ + "/c.toml";
  }

  void TearDown() override { std::filesystem::remove_all(folder_); }

  Options with(const std::string& text, std::vector<const char*> args = {},
               std::vector<const char*> environment = {}) {
    std::ofstream(path_) << text;
    args.push_back("--config");
    args.push_back(path_.c_str());
    io::Result<ParsedArgs> parsed = parse_in(std::move(environment), args);
    error_ = parsed.ok() ? "" : parsed.error().what;
    return parsed.ok() ? parsed.value().options : Options();
  }

  std::string folder_;
  std::string path_;
  std::string error_;
};

TEST_F(Config, SetsWhatIsLeftOpen) {
  const Options options = with(
      "# night\nrate = 5000\nshape = \"mx\"\nquiet = true\n"
      "lenient = no\nresolvers = \"192.0.2.1,192.0.2.2\"\n"
      "run-id = \"night 7\"\n");
  EXPECT_EQ(error_, "");
  EXPECT_EQ(value_of(options, "--rate"), "5000");
  EXPECT_EQ(value_of(options, "--shape"), "mx");
  EXPECT_EQ(value_of(options, "--quiet"), "");
  EXPECT_EQ(value_of(options, "--lenient"), "(absent)");
  EXPECT_EQ(value_of(options, "--resolvers"), "192.0.2.1,192.0.2.2");
  EXPECT_EQ(value_of(options, "--run-id"), "night 7");
}

TEST_F(Config, FlagGoesBeforeVariableBeforeFile) {
  const std::string file = "rate = 1\nretries = 1\ntimeout = \"1s\"\n";
  const Options options =
      with(file, {"--rate", "3"}, {"MXSWEEP_RATE=2", "MXSWEEP_RETRIES=2"});
  EXPECT_EQ(value_of(options, "--rate"), "3");
  EXPECT_EQ(value_of(options, "--retries"), "2");
  EXPECT_EQ(value_of(options, "--timeout"), "1s");
  // One of two that contradict each other.
  EXPECT_EQ(value_of(with("quiet = yes\n", {"-v"}), "--quiet"), "(absent)");
  EXPECT_EQ(value_of(with("list = \"a.txt\"\n", {"b.txt"}), "--list"),
            "(absent)");
}

TEST_F(Config, MistakesAreNamed) {
  const std::string start = "--config " + path_ + ":1: ";
  with("raet = 5\n");
  EXPECT_EQ(error_, start + "there is no setting 'raet'; did you mean rate?");
  with("frobnicate = 5\n");
  EXPECT_EQ(error_, start +
                        "there is no setting 'frobnicate'; settings are "
                        "the long flags without their dashes");
  with("help = yes\n");
  EXPECT_EQ(error_, start + "'help' is for the command line only");
  with("[scan]\nrate = 5\n");
  EXPECT_EQ(
      error_.rfind(
          "--config " + path_ + ":2: sections like [scan] have no meaning", 0),
      0U);
  for (const char* line : {"rate 5k\n", " rate: 5k\n"}) {
    with(line);
    EXPECT_EQ(error_, start + "write it with a sign, like rate = VALUE");
  }
  EXPECT_EQ(value_of(with("\xEF\xBB\xBFrate = 5\n"), "--rate"), "5");
  with("quiet = perhaps\n");
  EXPECT_EQ(error_, path_ + ":1: --quiet is yes or no, and not 'perhaps'");
  EXPECT_EQ(error_of({"--config", "/no/such.toml"}),
            "--config: cannot read /no/such.toml: No such file or directory");
  EXPECT_EQ(
      parse_in({"MXSWEEP_CONFIG=/no/such.toml"}, {"x.qm"}).error().what,
      "MXSWEEP_CONFIG: cannot read /no/such.toml: No such file or directory");
}

TEST_F(Config, AKeyStandsOnce) {
  const std::string start = "--config " + path_ + ":";
  with("rate = 5\nrate = 600\n");
  EXPECT_EQ(error_, start + "2: rate is given twice; once is enough");
  with("limit=1\nshape = \"mx\"\n limit = 000\n");
  EXPECT_EQ(error_, start + "3: limit is given twice; once is enough");
  const Options options = with("rate = 5,600\n");
  EXPECT_EQ(value_of(options, "--rate"), "5,600");
  EXPECT_EQ(value_of(with("resolvers = \"192.0.2.1\"\n"
                          "resolvers = \"192.0.2.2\"\n"),
                     "--resolvers"),
            "192.0.2.1,192.0.2.2");
  with("config = \"b.toml\"\n");
  EXPECT_EQ(error_,
            start + "1: one file cannot name another; write its lines here");
}

TEST_F(Config, EmptyValuesAreNamed) {
  with("output = \"\"\n");
  EXPECT_EQ(error_, path_ + ":1: --output has an empty value; it takes FILE");
  with("resolvers = \"\"\n");
  EXPECT_EQ(error_, path_ +
                        ":1: --resolvers has an empty value; it takes "
                        "LIST|FILE|@FILE");
}

TEST(Settings, WhatIsIdleIsLeftOut) {
  const auto typed = [](std::vector<const char*> environment,
                        const std::vector<const char*>& args) {
    std::string names;
    const auto parsed = parse_in(std::move(environment), args);
    EXPECT_TRUE(parsed.ok());
    for (const TypedFlag& flag : parsed.value().options.typed) {
      names += std::string(flag.flag->long_name) + ' ';
    }
    return names;
  };
  EXPECT_EQ(typed({"MXSWEEP_COLUMN=2"}, {"example.com"}), "");
  EXPECT_EQ(typed({"MXSWEEP_COLUMN=2"}, {"./l.csv"}), "--column ");
  EXPECT_EQ(
      typed({"MXSWEEP_RESOLVERS=192.0.2.1"}, {"--resolver-config", "u.conf"}),
      "--resolver-config ");
  EXPECT_EQ(typed({"MXSWEEP_RESOLVER_CONFIG=u.conf"}, {"-r", "192.0.2.1"}),
            "--resolvers ");
  EXPECT_EQ(typed({"MXSWEEP_LOCAL_ADDR=192.0.2.9"}, {}), "");
  EXPECT_EQ(typed({"MXSWEEP_RESUME=yes"}, {"-o", "x.csv"}), "--output ");
  EXPECT_EQ(typed({"MXSWEEP_RESUME=yes"}, {"-o", "d/", "--overwrite"}),
            "--output --overwrite ");
  EXPECT_EQ(typed({"MXSWEEP_UNIQUE_MEMORY=5"}, {}), "");
  EXPECT_EQ(typed({"MXSWEEP_SORT_MEMORY=5"}, {}), "");
  EXPECT_EQ(typed({"MXSWEEP_OWN_RESOLVERS=yes"}, {}), "");
}

TEST(Settings, ASlipIsSaid) {
  const auto notes = [](const char* variable) {
    return parse_in({variable}, {}).value().options.notes;
  };
  EXPECT_EQ(notes("MXSWEEP_RATTE=5"),
            Words{"MXSWEEP_RATTE is no setting; is MXSWEEP_RATE meant?"});
  EXPECT_EQ(notes("MXSWEEP_R=192.0.2.1"),
            Words{"MXSWEEP_R is no setting; is MXSWEEP_RESOLVERS meant?"});
  EXPECT_EQ(notes("MXSWEEP_RATE_LIMIT=5"),
            Words{"MXSWEEP_RATE_LIMIT is no setting; is MXSWEEP_RATE meant?"});
  EXPECT_EQ(notes("MXSWEEP_RATE=5"), Words());
  EXPECT_EQ(notes("MXSWEEP_SOURCE=/y"), Words());
  EXPECT_EQ(notes("MXSWEEP_T=MX"), Words());
  EXPECT_EQ(notes("MXSWEEP_=x"), Words());
}

TEST(Settings, VariablesAreNamedAfterFlags) {
  const auto parsed =
      parse_in({"MXSWEEP_RESOLVER_CONFIG=u.conf", "MXSWEEP_LENIENT=yes",
                "MXSWEEP_TIMEOUT=", "MXSWEEP=/x", "MXSWEEP_SOURCE=/y"},
               {});
  ASSERT_TRUE(parsed.ok());
  const Options& options = parsed.value().options;
  EXPECT_EQ(value_of(options, "--resolver-config"), "u.conf");
  EXPECT_EQ(value_of(options, "--lenient"), "");
  EXPECT_EQ(options.typed.size(), 2U);
  EXPECT_EQ(options.typed.front().source.rfind("MXSWEEP_", 0), 0U);
  EXPECT_EQ(parse_in({"MXSWEEP_QUIET=x"}, {}).error().what,
            "MXSWEEP_QUIET: --quiet is yes or no, and not 'x'");
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

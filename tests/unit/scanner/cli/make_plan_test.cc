// Options become a plan, or one line that says what is wrong.

#include "scanner/cli/make_plan.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "io/file/compression.h"
#include "io/net/transport.h"

#include "scanner/cli/parse.h"

namespace mxsweep {
namespace {

constexpr PlanContext kPipes{};

class MakePlan : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "make_plan_XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }

  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string write_file(const std::string& content) {
    const std::string path = folder_ + "/r.txt";
    std::ofstream(path) << content;
    return path;
  }

  io::Result<ScanPlan> make(std::vector<std::string> args,
                            const PlanContext& context = kPipes) {
    args.insert(args.begin(), "mxsweep");
    std::vector<const char*> words;
    for (const std::string& arg : args) {
      words.push_back(arg.c_str());
    }
    const io::Result<ParsedArgs> parsed = parse_args(words);
    if (!parsed.ok()) {
      return parsed.error();
    }
    warnings_.clear();
    return make_plan(parsed.value().options, context, warnings_);
  }

  ScanPlan plan_of(const std::vector<std::string>& args) {
    io::Result<ScanPlan> plan = make(args);
    EXPECT_TRUE(plan.ok()) << (plan.ok() ? "" : plan.error().what);
    return plan.ok() ? plan.take() : ScanPlan();
  }

  std::string error_of(const std::vector<std::string>& args,
                       const PlanContext& context = kPipes) {
    const io::Result<ScanPlan> plan = make(args, context);
    if (plan.ok()) {
      return "(accepted)";
    }
    EXPECT_EQ(plan.error().code, io::ErrorCode::kUsage);
    EXPECT_EQ(plan.error().what.find('\n'), std::string::npos);
    return plan.error().what;
  }

  std::vector<std::string> resolvers_of(const std::string& typed) {
    std::vector<std::string> texts;
    for (const io::Endpoint& endpoint : plan_of({"-r", typed}).resolvers) {
      texts.push_back(io::to_text(endpoint));
    }
    return texts;
  }

  std::string folder_;
  std::vector<std::string> warnings_;
};

TEST_F(MakePlan, Defaults) {
  const ScanPlan plan = plan_of({});
  EXPECT_EQ(plan.input_path, "-");
  EXPECT_EQ(plan.output_path, "-");
  ASSERT_NE(plan.writer, nullptr);
  EXPECT_EQ(plan.writer->name, "csv");
  EXPECT_EQ(plan.shape, Shape::kFlat);
  EXPECT_EQ(plan.addresses, AddressMode::kBoth);
  EXPECT_TRUE(plan.resolvers.empty());
  EXPECT_EQ(plan.transport, nullptr);
  EXPECT_EQ(plan.threads, 1U);
  EXPECT_EQ(plan.concurrency, 1000U);
  EXPECT_EQ(plan.rate_pps, 0U);
  EXPECT_TRUE(plan.pace_resolvers);
  EXPECT_EQ(plan.retries, 3U);
  EXPECT_EQ(plan.timeout, io::Duration::seconds(2));
  EXPECT_EQ(plan.give_up_after, io::Duration::seconds(30));
  EXPECT_FALSE(plan.seed.has_value());
  EXPECT_EQ(plan.verbosity, Verbosity::kNormal);
  EXPECT_TRUE(warnings_.empty());
}

TEST_F(MakePlan, ValuesArrive) {
  const ScanPlan plan = plan_of({"-o",          "x.jsonl",
                                 "--shape",     "nested",
                                 "--addresses", "6",
                                 "--transport", "mmsg",
                                 "-T",          "4",
                                 "-s",          "64",
                                 "--rate",      "0",
                                 "--retries",   "0",
                                 "--timeout",   "1500ms",
                                 "--seed",      "18446744073709551615",
                                 "-v",          "--allow-special",
                                 "--lenient",   "--query-literals",
                                 "--encoding",  "latin1",
                                 "in.txt"});
  EXPECT_EQ(plan.input_path, "in.txt");
  EXPECT_EQ(plan.encoding, io::TextEncoding::kLatin1);
  EXPECT_EQ(plan_of({"--encoding", "UTF8"}).encoding, io::TextEncoding::kUtf8);
  EXPECT_EQ(plan_of({"--shape", "DOMAIN"}).shape, Shape::kDomain);
  EXPECT_EQ(plan.output_path, "x.jsonl");
  EXPECT_EQ(plan.writer->name, "jsonl");
  EXPECT_EQ(plan.shape, Shape::kNested);
  EXPECT_EQ(plan.addresses, AddressMode::kIpv6);
  ASSERT_NE(plan.transport, nullptr);
  EXPECT_EQ(plan.transport->name, "mmsg");
  EXPECT_EQ(plan.threads, 4U);
  EXPECT_EQ(plan.concurrency, 64U);
  EXPECT_EQ(plan.rate_pps, 0U);
  EXPECT_EQ(plan.retries, 0U);
  EXPECT_EQ(plan.timeout, io::Duration::milliseconds(1500));
  EXPECT_EQ(plan.seed, ~std::uint64_t{0});
  EXPECT_EQ(plan.verbosity, Verbosity::kVerbose);
  EXPECT_TRUE(plan.allow_special);
  EXPECT_TRUE(plan.lenient);
  EXPECT_TRUE(plan.query_literals);
  EXPECT_EQ(plan.command_line.front(), "mxsweep");
}

TEST_F(MakePlan, EveryChoiceOfShapeAndAddresses) {
  EXPECT_EQ(plan_of({"--shape", "flat"}).shape, Shape::kFlat);
  EXPECT_EQ(plan_of({"--shape", "mx"}).shape, Shape::kMx);
  EXPECT_EQ(plan_of({"-A", "both"}).addresses, AddressMode::kBoth);
  EXPECT_EQ(plan_of({"-A", "4"}).addresses, AddressMode::kIpv4);
  EXPECT_EQ(plan_of({"-A", "none"}).addresses, AddressMode::kNone);
  EXPECT_EQ(plan_of({"--transport", "auto"}).transport, nullptr);
}

TEST_F(MakePlan, TimeUnits) {
  EXPECT_EQ(plan_of({"--timeout", "3s"}).timeout, io::Duration::seconds(3));
  EXPECT_EQ(plan_of({"--timeout", "1m"}).give_up_after,
            io::Duration::seconds(60));
  EXPECT_EQ(plan_of({"--timeout", "1m", "--give-up-after", "5s"}).give_up_after,
            io::Duration::seconds(5));
  EXPECT_EQ(plan_of({"--timeout", "1m"}).timeout, io::Duration::seconds(60));
  EXPECT_EQ(plan_of({"--timeout", "1ms"}).timeout,
            io::Duration::milliseconds(1));
}

TEST_F(MakePlan, TimesThatAreNone) {
  EXPECT_EQ(error_of({"--timeout", "2"}),
            "--timeout: '2' lacks a unit; write 2s for seconds, or use ms or "
            "m");
  EXPECT_EQ(error_of({"--timeout", "soon"}),
            "--timeout: 'soon' is not a time; write it like 2s or 500ms");
  EXPECT_EQ(error_of({"--timeout", "2h"}),
            "--timeout: '2h' has an unknown unit; use ms, s or m");
  for (const char* typed : {"0", "0s", "6m", "301s", "300001ms", "5m1ms",
                            "99999999999999999999s"}) {
    EXPECT_EQ(error_of({"--timeout", typed}),
              "--timeout: '" + std::string(typed) +
                  "' is out of range; from 1ms to 5m is possible");
  }
}

TEST_F(MakePlan, TimesThatMayBeLong) {
  EXPECT_EQ(plan_of({}).max_runtime, io::Duration{});
  EXPECT_EQ(plan_of({"--max-runtime", "8h"}).max_runtime,
            io::Duration::seconds(8 * 3600));
  EXPECT_EQ(plan_of({"--max-runtime", "90m"}).max_runtime,
            io::Duration::seconds(5400));
  EXPECT_EQ(plan_of({"--max-runtime", "1h30m"}).max_runtime,
            io::Duration::seconds(5400));
  EXPECT_EQ(plan_of({"--timeout", "1m2s500ms"}).timeout,
            io::Duration::milliseconds(62'500));
  EXPECT_EQ(error_of({"--max-runtime", "1h30"}),
            "--max-runtime: '1h30' has no unit at its end; write it like "
            "1h30m");
  EXPECT_EQ(error_of({"--max-runtime", "30m1h"}),
            "--max-runtime: '30m1h' has larger units behind smaller ones; "
            "write it like 1h30m");
  EXPECT_EQ(error_of({"--max-runtime", "8"}),
            "--max-runtime: '8' lacks a unit; write 8s for seconds, or use m "
            "or h");
  EXPECT_EQ(error_of({"--max-runtime", "2d"}),
            "--max-runtime: '2d' has an unknown unit; use s, m or h");
  for (const char* typed : {"0s", "745h", "99999999999999999999h"}) {
    EXPECT_EQ(error_of({"--max-runtime", typed}),
              "--max-runtime: '" + std::string(typed) +
                  "' is out of range; from 1ms to 744h is possible");
  }
}

TEST_F(MakePlan, NumbersThatAreNone) {
  EXPECT_EQ(error_of({"--rate", "100000001"}),
            "--rate: '100000001' is out of range; from 0 to 100,000,000 "
            "is possible");
  EXPECT_EQ(error_of({"-s", "0"}),
            "--concurrency: '0' is out of range; from 1 to 1,000,000 is "
            "possible");
  EXPECT_EQ(error_of({"-T", "65"}),
            "--threads: '65' is out of range; from 1 to 64 is possible");
  EXPECT_EQ(error_of({"--retries", "101"}),
            "--retries: '101' is out of range; from 0 to 100 is possible");
  EXPECT_EQ(error_of({"--seed", "18446744073709551616"}),
            "--seed: '18446744073709551616' is out of range; from 0 to "
            "18,446,744,073,709,551,615 is possible");
  EXPECT_EQ(error_of({"--timeout", "1.5s"}),
            "--timeout: '1.5s' has a fraction; write whole numbers, like "
            "1500ms");
  EXPECT_EQ(error_of({"-s", "2", "-T", "3"}),
            "--concurrency 2 gives nothing to do to some of --threads 3");
  EXPECT_EQ(error_of({"--rate", "3", "-T", "4"}),
            "--rate 3 gives nothing to do to some of --threads 4");
  EXPECT_EQ(plan_of({"--rate", "4", "-T", "4"}).rate_pps, 4U);
}

TEST_F(MakePlan, ColumnsThatAreNone) {
  for (const char* typed : {"0", "-1", "1.5", "+1", "00", "1.", "-", "9999999",
                            "99999999999999999999"}) {
    EXPECT_EQ(error_of({"--column", typed}),
              "--column: '" + std::string(typed) +
                  "' is no column; give its number, counted from 1, or what "
                  "the header calls it");
  }
  EXPECT_EQ(error_of({"--column=", "-o", "x.csv"}),
            "--column has an empty value; it takes N|NAME");
  EXPECT_EQ(plan_of({"--column", "12"}).list_column, "12");
  EXPECT_EQ(plan_of({"--column", "1st host"}).list_column, "1st host");
}

TEST_F(MakePlan, NumbersMayBeWrittenAsPeopleDo) {
  const auto rate = [this](const char* typed) {
    return plan_of({"--rate", typed}).rate_pps;
  };
  EXPECT_EQ(rate("10k"), 10'000U);
  EXPECT_EQ(rate("10K"), 10'000U);
  EXPECT_EQ(rate("2M"), 2'000'000U);
  EXPECT_EQ(rate("10,000"), 10'000U);
  EXPECT_EQ(rate("1,000k"), 1'000'000U);
  EXPECT_EQ(rate("1_000"), 1'000U);
  EXPECT_EQ(rate("1_0_0_0"), 1'000U);
  EXPECT_EQ(plan_of({"--limit", "1G"}).limit, 1'000'000'000U);
  EXPECT_EQ(plan_of({"--sample", "10k"}).sample_count, 10'000U);
  EXPECT_EQ(plan_of({"-s", "1k", "-T", "4"}).concurrency, 1000U);
}

TEST_F(MakePlan, ArgumentsAreNamesOrOneList) {
  using Names = std::vector<std::string>;
  const std::string list = write_file("example.org\n");
  EXPECT_EQ(plan_of({list}).input_path, list);
  EXPECT_TRUE(plan_of({list}).names.empty());
  for (const char* file : {"-", "no/such", "nosuch.txt", "nosuch.csv.gz",
                           "nosuch.zip", "nosuch.parquet"}) {
    EXPECT_EQ(plan_of({file}).input_path, file);
  }
  for (const char* name :
       {"example.com", "example.com.", "com.", "www.example.co.uk",
        "jane@example.com", "https://example.com/x.txt", "\u00fcber.example"}) {
    EXPECT_EQ(plan_of({name}).names, Names{name});
    EXPECT_TRUE(warnings_.empty()) << name;
  }
  const ScanPlan two = plan_of({"example.com", "--rate", "5", "example.org"});
  EXPECT_EQ(two.names, (Names{"example.com", "example.org"}));
  EXPECT_EQ(two.input_path, kGivenNames);
}

TEST_F(MakePlan, ArgumentsThatCouldBeMeantOtherwiseAreSaid) {
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder_);
  std::ofstream("example.com") << "example.org\n";
  std::filesystem::create_directory("example.net");
  const ScanPlan list = plan_of({"example.com"});
  EXPECT_EQ(list.input_path, "example.com");
  EXPECT_EQ(list.taken_for,
            std::vector<std::string>{
                "'example.com' is a file here and read as a list; as a name it "
                "is asked as example.com."});
  EXPECT_EQ(plan_of({"example.com."}).names.size(), 1U);
  EXPECT_TRUE(plan_of({"example.com."}).taken_for.empty());
  EXPECT_EQ(plan_of({"./example.com"}).input_path, "./example.com");
  EXPECT_TRUE(plan_of({"./example.com"}).taken_for.empty());
  EXPECT_EQ(plan_of({"example.net"}).names.size(), 1U);
  EXPECT_EQ(plan_of({"example.net"}).taken_for,
            std::vector<std::string>{
                "'example.net' is also a folder here; it is asked as a name"});
  const ScanPlan zip = plan_of({"names.zip"});
  EXPECT_EQ(zip.input_path, "names.zip");
  EXPECT_EQ(zip.taken_for.size(), 1U);
  std::filesystem::current_path(before);
}

TEST_F(MakePlan, ChoicesThatAreNone) {
  EXPECT_EQ(error_of({"--shape", "long"}),
            "--shape: 'long' is none of flat|mx|domain|nested");
  EXPECT_EQ(error_of({"--addresses", "5"}),
            "--addresses: '5' is none of both|4|6|none");
  EXPECT_EQ(error_of({"--format", "xml"})
                .rfind("--format: 'xml' is none of csv|jsonl", 0),
            0U);
  EXPECT_EQ(error_of({"--transport", "tcp"})
                .rfind("--transport: 'tcp' is none of auto|", 0),
            0U);
}

TEST_F(MakePlan, FormatByNameOrFlag) {
  EXPECT_EQ(plan_of({"-o", "a/b.csv"}).writer->name, "csv");
  EXPECT_EQ(plan_of({"--format", "jsonl"}).writer->name, "jsonl");
  EXPECT_EQ(plan_of({"-o", "/dev/null"}).writer->name, "csv");
  EXPECT_EQ(plan_of({"-o", "x.txt", "-O", "jsonl"}).writer->name, "jsonl");
  EXPECT_TRUE(warnings_.empty());
  EXPECT_EQ(plan_of({"-o", "x.csv", "-O", "jsonl"}).writer->name, "jsonl");
  ASSERT_EQ(warnings_.size(), 1U);
  EXPECT_EQ(warnings_[0],
            "the name of 'x.csv' says csv but --format says jsonl, which is "
            "what will be written");
  EXPECT_EQ(error_of({"-o", "x.txt"})
                .rfind("cannot tell the format of 'x.txt' from its name (did "
                       "you mean .text?); end it in one of .csv, .jsonl",
                       0),
            0U);
}

TEST_F(MakePlan, PassthroughNamesColumnsOnce) {
  EXPECT_EQ(plan_of({"--passthrough", "rank,2,,x y"}).passthrough,
            (std::vector<std::string>{"rank", "2", "x y"}));
  EXPECT_NE(error_of({"--passthrough", "a,b,a"}).find("'a' is named twice"),
            std::string::npos);
  EXPECT_NE(error_of({"--passthrough", ","}).find("takes 1 to 16"),
            std::string::npos);
  EXPECT_NE(error_of({"--passthrough", "a", "example.com"})
                .find("--passthrough is about a list"),
            std::string::npos);
}

TEST_F(MakePlan, OrderNeedsItsColumn) {
  EXPECT_EQ(plan_of({"--sort", "domain"}).sort, SortOrder::kDomain);
  EXPECT_EQ(plan_of({}).sort, SortOrder::kNone);
  EXPECT_NE(error_of({"--sort", "seq", "--columns", "domain"})
                .find("--sort seq needs the column seq"),
            std::string::npos);
  EXPECT_NE(
      error_of({"--sort-memory", "5"}).find("--sort-memory is for --sort"),
      std::string::npos);
}

TEST_F(MakePlan, PartitionsAreAFolderOfParquet) {
  const ScanPlan plan = plan_of({"--partition-by", "tld", "-o", "out/"});
  if (io::find_writer_kind("parquet") != nullptr) {
    EXPECT_EQ(plan.writer, io::find_writer_kind("parquet"));
  }
  EXPECT_EQ(
      plan_of({"--partition-by", "tld", "-o", "out", "-O", "csv"}).writer->name,
      "csv");
  EXPECT_NE(error_of({"--partition-by", "tld"}).find("-o DIR"),
            std::string::npos);
  EXPECT_NE(error_of({"--partition-by", "tld", "-o", "s3://b/k"})
                .find("aws s3 cp --recursive"),
            std::string::npos);
  EXPECT_NE(error_of({"--partition-by", "tld", "-o", "out", "--columns", "seq",
                      "-O", "csv"})
                .find("--partition-by needs the column domain"),
            std::string::npos);
}

TEST_F(MakePlan, ObjectsOfS3) {
  if (io::find_writer_kind("parquet") == nullptr) {
    EXPECT_NE(error_of({"-o", "s3://b/r.csv"}).find("this build has no S3"),
              std::string::npos);
    return;
  }
  const ScanPlan plan = plan_of({"-o", "s3://b/night/r.csv.gz", "--sort", "seq",
                                 "--manifest", "s3://b/r.json"});
  EXPECT_EQ(plan.output_path, "s3://b/night/r.csv.gz");
  EXPECT_EQ(plan.writer->name, "csv");
  EXPECT_NE(plan.compression, nullptr);
  EXPECT_FALSE(plan.parts);
  for (const char* path : {"s3://b", "s3://b/", "s3:///r.csv", "s3://b/dir/"}) {
    EXPECT_NE(error_of({"-o", path}).find("a bucket and a key"),
              std::string::npos);
    EXPECT_NE(error_of({"--manifest", path, "-o", "r.csv"})
                  .find("a bucket and a key"),
              std::string::npos);
  }
}

TEST_F(MakePlan, NestedNeedsAFormatWithLists) {
  EXPECT_EQ(error_of({"--shape", "nested"})
                .rfind("--shape nested needs a format with lists, which csv is "
                       "not; use --format jsonl",
                       0),
            0U);
}

TEST_F(MakePlan, LettersOfOtherToolsGetAKindAnswer) {
  EXPECT_EQ(error_of({"-r", "1000"}),
            "-r takes resolvers; the rate is --rate 1000");
  for (const char* code : {"J", "S", "Je", "Snl"}) {
    EXPECT_EQ(
        error_of({"-o", code})
            .rfind("-o is a file here; for a format use --format csv|", 0),
        0U)
        << code;
  }
  EXPECT_EQ(plan_of({"-o", "./J", "-O", "csv"}).output_path, "./J");
  EXPECT_EQ(plan_of({"-o", "Java", "-O", "csv"}).output_path, "Java");
  EXPECT_EQ(error_of({"-t", "1000"}),
            "-t: a record type was expected and only MX is asked, not '1000'; "
            "did you mean --threads or --concurrency?");
  EXPECT_EQ(plan_of({"-t", "MX"}).input_path, "-");
}

TEST_F(MakePlan, TheListIsNotOverwritten) {
  const std::string why =
      "the list 'x.csv' would be overwritten; name another file";
  EXPECT_EQ(error_of({"--list", "x.csv", "-o", "x.csv"}), why);
  EXPECT_EQ(error_of({"--list", "x.csv", "-o", "y.csv", "--manifest", "x.csv"}),
            why);
}

TEST_F(MakePlan, TheManifestHasAFileOfItsOwn) {
  EXPECT_EQ(plan_of({}).manifest_path, "");
  EXPECT_EQ(plan_of({"--manifest", "m.json"}).manifest_path, "m.json");
  EXPECT_EQ(plan_of({"-o", "x.csv", "--manifest", "-"}).manifest_path, "-");
  for (const char* output : {"-", "x.csv"}) {
    EXPECT_EQ(error_of({"-o", output, "--manifest", output}),
              "--manifest needs a file of its own");
  }
}

TEST_F(MakePlan, ContradictionsAreNamed) {
  EXPECT_EQ(error_of({"-q", "-v"}),
            "--quiet and --verbose contradict each other");
  EXPECT_EQ(error_of({"-l", "a", "b"}),
            "names come from 'b' or from --list 'a', not from both");
  EXPECT_EQ(error_of({"-r", "192.0.2.1", "--resolver-config", "x"}),
            "--resolver-config is for the private unbound, which -r replaces; "
            "use one of the two");
}

TEST_F(MakePlan, TerminalsAreNotFiles) {
  const PlanContext keyboard{.stdin_is_terminal = true,
                             .stdout_is_terminal = true};
  EXPECT_EQ(error_of({}, keyboard),
            "no FILE and no NAME given; try: mxsweep names.txt -o results.csv, "
            "or mxsweep example.com (mxsweep -h shows more; - lets you type "
            "names)");
  EXPECT_EQ(error_of({"-"}, keyboard), "(accepted)");
  EXPECT_EQ(error_of({"x.txt"}, keyboard), "(accepted)");
  if (io::find_writer_kind_for_path("x.parquet") != nullptr) {
    EXPECT_EQ(error_of({"x.y", "-O", "parquet"}, keyboard),
              "parquet is binary and standard output is a terminal; name a "
              "file with -o");
    EXPECT_EQ(error_of({"x.y", "-O", "parquet"}), "(accepted)");
  }
}

TEST_F(MakePlan, DevicesGetCsvAndFilesBelowDevWhatTheirNameSays) {
  for (const char* device : {"-", "/dev/null", "/dev/fd/3"}) {
    EXPECT_EQ(plan_of({"-o", device}).writer->name, "csv") << device;
  }
  for (const io::WriterKind& kind : io::writer_kinds()) {
    const std::string path = "/dev/shm/r" + std::string(kind.extension);
    EXPECT_EQ(plan_of({"-o", path}).writer->name, kind.name) << path;
  }
  EXPECT_TRUE(warnings_.empty());
}

TEST_F(MakePlan, ResolversAsAList) {
  EXPECT_EQ(resolvers_of("192.0.2.1"),
            (std::vector<std::string>{"192.0.2.1:53"}));
  EXPECT_EQ(resolvers_of("192.0.2.1:5353, [2001:db8::1]:54,2001:db8::2"),
            (std::vector<std::string>{"192.0.2.1:5353", "[2001:db8::1]:54",
                                      "[2001:db8::2]:53"}));
}

TEST_F(MakePlan, ResolversFromAFile) {
  const std::string path = write_file(
      "# ours\r\n192.0.2.1\r\n\n  192.0.2.2:5353 # second\n2001:db8::1");
  const std::vector<std::string> expected = {"192.0.2.1:53", "192.0.2.2:5353",
                                             "[2001:db8::1]:53"};
  EXPECT_EQ(resolvers_of(path), expected);
  EXPECT_EQ(resolvers_of("@" + path), expected);
}

TEST_F(MakePlan, PortsOfResolversMayBeWrittenAsServersDo) {
  const std::vector<std::string> expected = {
      "192.0.2.1:5399", "[2001:db8::1]:54", "[2001:db8::2]:55", "192.0.2.2:56"};
  EXPECT_EQ(resolvers_of("192.0.2.1#5399,2001:db8::1#54,[2001:db8::2]@55,"
                         "192.0.2.2@56"),
            expected);
  EXPECT_EQ(resolvers_of("192.0.2.1#5399"),
            (std::vector<std::string>{"192.0.2.1:5399"}));
  EXPECT_EQ(resolvers_of(write_file("192.0.2.1#5399 # dnsmasq's\n"
                                    "2001:db8::1#54, [2001:db8::2]@55\n"
                                    "\t192.0.2.2@56\t#unbound's\n")),
            expected);
}

TEST_F(MakePlan, ResolversFromResolvConf) {
  EXPECT_EQ(resolvers_of(write_file("\xEF\xBB\xBF# made by hand\n"
                                    "; and so is this\n"
                                    "domain example.com\n"
                                    "search example.com example.org\n"
                                    "options edns0 trust-ad\n"
                                    "sortlist 192.0.2.0\n"
                                    "nameserver 192.0.2.1\n"
                                    "\xEF\xBB\xBFnameserver\t2001:db8::1 #x\n"
                                    "nameserver\n"
                                    "192.0.2.2 192.0.2.3\r\n")),
            (std::vector<std::string>{"192.0.2.1:53", "[2001:db8::1]:53",
                                      "192.0.2.2:53", "192.0.2.3:53"}));
}

TEST_F(MakePlan, AddressesThatEndInDigitsStayWhatTheyAre) {
  EXPECT_EQ(resolvers_of("2620:fe::fe:9,2001:4860:4860::8888,[2001:db8::1:53],"
                         "2620:74:1b::1:1,2001:db8::1:53#53"),
            (std::vector<std::string>{
                "[2620:fe::fe:9]:53", "[2001:4860:4860::8888]:53",
                "[2001:db8::1:53]:53", "[2620:74:1b::1:1]:53"}));
  EXPECT_EQ(resolvers_of(write_file("nameserver 2001:db8::1:53\n")),
            (std::vector<std::string>{"[2001:db8::1:53]:53"}));
}

TEST_F(MakePlan, DuplicateResolversAreDroppedWithAWarning) {
  EXPECT_EQ(resolvers_of("192.0.2.2,192.0.2.1,192.0.2.2:53,192.0.2.3"),
            (std::vector<std::string>{"192.0.2.2:53", "192.0.2.1:53",
                                      "192.0.2.3:53"}));
  ASSERT_EQ(warnings_.size(), 1U);
  EXPECT_EQ(warnings_[0], "--resolvers: 192.0.2.2:53 is given more than once");
}

TEST_F(MakePlan, SeveralListsOfResolversAddUp) {
  const std::string path = write_file("192.0.2.3\n192.0.2.1\n");
  std::vector<std::string> texts;
  for (const io::Endpoint& endpoint :
       plan_of(
           {"-r", "192.0.2.1", "-r", "192.0.2.2,192.0.2.4", "--resolver", path})
           .resolvers) {
    texts.push_back(io::to_text(endpoint));
  }
  EXPECT_EQ(texts, (std::vector<std::string>{"192.0.2.1:53", "192.0.2.2:53",
                                             "192.0.2.4:53", "192.0.2.3:53"}));
  EXPECT_EQ(warnings_.size(), 1U);
}

TEST_F(MakePlan, BadResolversAreNamedWithTheirPlace) {
  const auto refused = [](const std::string& place, const std::string& word,
                          const std::string& reason) {
    return "--resolvers: " + place + "'" + word +
           "' is not a resolver: " + reason +
           "; write an IP address with an optional port, like 192.0.2.1:53 or "
           "[2001:db8::1]:53";
  };
  const std::string port = "a port is a number from 1 to 65535";
  EXPECT_EQ(error_of({"-r", "192.0.2.1,foo"}),
            refused("", "foo", "it is no IP address"));
  EXPECT_EQ(error_of({"-r", "192.0.2.1,"}),
            refused("", "", "there is nothing"));
  EXPECT_EQ(error_of({"-r", "0.0.0.0"}),
            refused("", "0.0.0.0", "it is the address of no host"));
  for (const std::string word :
       {"192.0.2.1:99999", "192.0.2.1:x", "192.0.2.1#", "192.0.2.1#0",
        "192.0.2.1@53a", "192.0.2.1#65536", "[2001:db8::1]:0"}) {
    EXPECT_EQ(error_of({"-r", word}), refused("", word, port));
  }
  EXPECT_EQ(error_of({"-r", "192.0.2.1:53#54"}),
            refused("", "192.0.2.1:53#54", "it has two ports"));
  EXPECT_EQ(error_of({"-r", "tls://192.0.2.1"}),
            refused("", "tls://192.0.2.1",
                    "only plain DNS is spoken, not TLS or HTTPS"));
  const std::string path = write_file("192.0.2.1\n\nbad:host:99x\n");
  EXPECT_EQ(error_of({"-r", path}), refused(path + ", line 3: ", "bad:host:99x",
                                            "it is no IP address"));
  // What looks like a comment, and what is one of several.
  EXPECT_EQ(error_of({"-r", write_file("192.0.2.1#ours\n")}),
            refused(path + ", line 1: ", "192.0.2.1#ours", port));
  EXPECT_EQ(error_of({"-r", write_file("nameserver 192.0.2.1 dns.example\n")}),
            "--resolvers: " + path +
                ", line 1: 'dns.example' is not a "
                "resolver: it is a name, and resolvers are named by their "
                "addresses; look it up first: getent hosts dns.example");
  EXPECT_EQ(error_of({"-r", "@" + folder_ + "/none"}),
            "--resolvers: cannot read " + folder_ +
                "/none: No such file or directory");
  const std::string empty = write_file("# nothing\n");
  EXPECT_EQ(error_of({"-r", empty}),
            "--resolvers: '" + empty + "' names no resolver at all");
}

TEST_F(MakePlan, ResolversArePacedUnlessARateIsGiven) {
  ScanPlan plan = plan_of({"-r", "192.0.2.1"});
  EXPECT_TRUE(plan.pace_resolvers);
  EXPECT_EQ(plan.rate_pps, 0U);
  EXPECT_TRUE(plan.check_resolvers);
  plan = plan_of({"-r", "192.0.2.1", "--rate", "7"});
  EXPECT_FALSE(plan.pace_resolvers);
  EXPECT_EQ(plan.rate_pps, 7U);
  plan = plan_of({"-r", "192.0.2.1", "--rate", "0"});
  EXPECT_FALSE(plan.pace_resolvers);
  EXPECT_EQ(plan.rate_pps, 0U);
  EXPECT_TRUE(plan_of({"--rate", "auto"}).pace_resolvers);
  EXPECT_TRUE(plan_of({}).pace_resolvers);
  EXPECT_FALSE(plan_of({"--rate", "2000"}).pace_resolvers);
}

TEST_F(MakePlan, EachResolverMayHaveALimit) {
  const ScanPlan plan = plan_of({"-r", "192.0.2.1", "--per-resolver-rate",
                                 "1500", "--no-resolver-check"});
  EXPECT_EQ(plan.resolver_pps, 1500U);
  EXPECT_TRUE(plan.pace_resolvers);
  EXPECT_FALSE(plan.check_resolvers);
  EXPECT_EQ(error_of({"--per-resolver-rate", "3", "-T", "4"}),
            "--per-resolver-rate 3 gives nothing to do to some of --threads 4");
}

TEST_F(MakePlan, ResolverConfigMustBeReadable) {
  const std::string path = write_file("server:\n");
  EXPECT_EQ(plan_of({"--resolver-config", path}).resolver_config, "server:\n");
  EXPECT_EQ(error_of({"--resolver-config", folder_ + "/none"}),
            "--resolver-config: cannot read " + folder_ +
                "/none: No such file or directory");
}

TEST_F(MakePlan, LocalAddressesAreAddressesOfWhicheverFamily) {
  EXPECT_TRUE(plan_of({"-r", "192.0.2.1"}).local_addresses.empty());
  const auto given =
      plan_of({"-r", "192.0.2.1", "--local-addr", "192.0.2.8,2001:db8::8"})
          .local_addresses;
  ASSERT_EQ(given.size(), 2U);
  EXPECT_EQ(given[0], *io::parse_endpoint("192.0.2.8", 0));
  EXPECT_EQ(given[1], *io::parse_endpoint("2001:db8::8", 0));
}

TEST_F(MakePlan, LocalAddressesThatAreNone) {
  const auto error = [this](const char* list) {
    return error_of({"-r", "192.0.2.1", "--local-addr", list});
  };
  const std::string no_address = " is not an IP address without a port";
  EXPECT_EQ(error("eth0"), "--local-addr: 'eth0'" + no_address);
  EXPECT_EQ(error("192.0.2.8,"), "--local-addr: ''" + no_address);
  EXPECT_EQ(error("192.0.2.8:53"), "--local-addr: '192.0.2.8:53'" + no_address);
  EXPECT_EQ(error("192.0.2.8,192.0.2.8"),
            "--local-addr: '192.0.2.8' is given more than once");
  EXPECT_EQ(error_of({"--local-addr", "192.0.2.8"}),
            "--local-addr needs resolvers to send to (-r); the private unbound "
            "is asked within this machine");
}

TEST_F(MakePlan, NotesOfTheParserBecomeWarnings) {
  plan_of({"-mx", "x.y"});
  EXPECT_EQ(warnings_.size(), 1U);
}

TEST_F(MakePlan, AllColumnsAreAlsoThoseThatFlagsAskFor) {
  const ScanPlan plan = plan_of(
      {"--spf", "--dmarc", "--columns", "full,dmarc_p,mx_operator_country"});
  EXPECT_TRUE(plan.spf);
  EXPECT_EQ(std::count(plan.columns.begin(), plan.columns.end(), "spf_record"),
            1);
  EXPECT_EQ(std::count(plan.columns.begin(), plan.columns.end(), "dmarc_p"), 1);
  EXPECT_EQ(plan.columns.back(), "mx_operator_country");
  EXPECT_TRUE(warnings_.empty());
}

TEST_F(MakePlan, ColumnsAreAllInAFileAndFewOnATerminal) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(plan_of({"a.txt"}).columns, Names());
  EXPECT_EQ(plan_of({"--columns", "seq,exchange"}).columns,
            (Names{"seq", "exchange"}));
  EXPECT_EQ(plan_of({"--fields=domain", "--shape", "mx"}).columns,
            Names{"domain"});
  const PlanContext terminal = {.stdin_is_terminal = false,
                                .stdout_is_terminal = true};
  const auto on_terminal = [&](const std::vector<std::string>& args) {
    return make(args, terminal).value().columns;
  };
  EXPECT_EQ(on_terminal({"a.txt"}).size(), 6U);
  EXPECT_EQ(on_terminal({"a.txt", "-o", "r.csv"}), Names());
  EXPECT_EQ(on_terminal({"a.txt", "--columns", "seq"}), Names{"seq"});
  EXPECT_GT(on_terminal({"a.txt", "--columns", "full"}).size(), 30U);
  EXPECT_NE(
      error_of({"--shape", "mx", "--columns", "address"}).find("--shape flat"),
      std::string::npos);
}

TEST_F(MakePlan, CompressionFollowsFromTheName) {
  EXPECT_EQ(plan_of({"-o", "r.csv"}).compression, nullptr);
  EXPECT_EQ(plan_of({"a.txt"}).compression, nullptr);
  const ScanPlan plan = plan_of({"-o", "r.jsonl.zst"});
  EXPECT_EQ(plan.compression->name, "zstd");
  EXPECT_EQ(plan.writer->name, "jsonl");
  EXPECT_EQ(plan_of({"-o", "r.csv.gz"}).writer->name, "csv");
  EXPECT_EQ(plan_of({"-O", "csv", "-o", "r.gz"}).compression->name, "gzip");
  EXPECT_TRUE(warnings_.empty());
  EXPECT_NE(error_of({"-o", "r.gz"}).find(".csv"), std::string::npos);
  EXPECT_NE(error_of({"-o", "r.parquet.gz"}).find("compressed already"),
            std::string::npos);
}

TEST_F(MakePlan, RunsMayBeTold) {
  EXPECT_EQ(plan_of({"--seq-from", "1000000"}).seq_from, 1'000'000U);
  EXPECT_EQ(plan_of({"--run-id", "night 7"}).run_id, "night 7");
  EXPECT_EQ(plan_of({"--run-id", "7"}).columns.back(), "run_id");
  EXPECT_EQ(plan_of({"--run-id", "7"}).columns.front(), "seq");
  EXPECT_EQ(plan_of({"--run-id", "7", "--columns", "seq"}).columns,
            std::vector<std::string>{"seq"});
  EXPECT_EQ(plan_of({"--columns", "run_id,seq"}).run_id, "");
  EXPECT_NE(error_of({"--run-id", "a\tb"}).find("printable"),
            std::string::npos);
  EXPECT_NE(error_of({"--run-id", std::string(101, 'x')}).find("100"),
            std::string::npos);
}

TEST_F(MakePlan, FlagsWithoutEffectAreSaid) {
  (void)plan_of({"--query-literals", "--addresses", "none"});
  ASSERT_EQ(warnings_.size(), 1U);
  EXPECT_NE(warnings_[0].find("--query-literals has no effect"),
            std::string::npos);
  (void)plan_of({"--query-literals"});
  EXPECT_TRUE(warnings_.empty());
}

TEST_F(MakePlan, FlagsThatOthersMakeIdleAreSaidToBe) {
  struct Case {
    std::vector<std::string> args;
    std::string warning;
  };

  const std::string file = "/dev/null";
  const std::vector<Case> cases = {
      {{"--no-resolver-check"},
       "--no-resolver-check has no effect: the private unbound is not checked"},
      {{"--no-resolver-check", "-r", "192.0.2.1"}, ""},
      {{"--shard", "1/2", "--own-resolvers"},
       "--own-resolvers has no effect: no rate is given that would be divided"},
      {{"--shard", "1/2", "--own-resolvers", "--rate", "50"}, ""},
      {{"--max-names", "9", "--limit", "9"},
       "--max-names has no effect: --limit ends the list before that"},
      {{"--max-names", "9", "--limit", "10"}, ""},
      {{"--seq-from", "9", "--columns", "domain"},
       "--seq-from has no effect: no column shows the number of a record"},
      {{"--seq-from", "9", "--columns", "minimal,seq"}, ""},
      {{"--seq-from", "9"}, ""},
      {{"--log-format", "json", "--color", "always"},
       "--color has no effect: --log-format json has no colours"},
      {{"--log-format", "json", "--color", "never"}, ""},
      {{"--public-suffix-list", file, "--columns", "domain"},
       "--public-suffix-list has no effect: no column shows who runs a mail "
       "host, and neither --registrable nor --shard is given"},
      {{"--public-suffix-list", file, "--columns", "domain", "--registrable"},
       ""}};
  for (const Case& each : cases) {
    SCOPED_TRACE(each.args.front() + " " + each.args.back());
    (void)plan_of(each.args);
    EXPECT_EQ(warnings_, each.warning.empty()
                             ? std::vector<std::string>()
                             : std::vector<std::string>{each.warning});
  }
}

TEST_F(MakePlan, FiltersOfColumnsThatAreNotThereAreSaidToBeIdle) {
  if (io::find_writer_kind("parquet") == nullptr) {
    GTEST_SKIP() << "built without Parquet";
  }
  (void)plan_of({"-o", "x.parquet", "--parquet-bloom", "--columns", "status"});
  EXPECT_EQ(warnings_, std::vector<std::string>{
                           "--parquet-bloom has no effect: neither domain nor "
                           "exchange is among the columns"});
  (void)plan_of({"-o", "x.parquet", "--parquet-bloom", "--columns", "domain"});
  EXPECT_TRUE(warnings_.empty());
}

TEST_F(MakePlan, AddressesOfAnotherFamilyAreIdle) {
  plan_of({"-r", "127.0.0.1", "--local-addr", "::1", "x.txt"});
  EXPECT_EQ(warnings_.size(), 1U);
  EXPECT_EQ(warnings_.front(),
            "--local-addr ::1 has no effect: no resolver is of its family");
  plan_of({"-r", "127.0.0.1,::1", "--local-addr", "::1", "x.txt"});
  EXPECT_TRUE(warnings_.empty());
}

}  // namespace
}  // namespace mxsweep

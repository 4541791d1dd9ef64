#include "scanner/cli/flags.h"

#include <algorithm>
#include <array>
#include <limits>

#include "io/base/check.h"

#include "scanner/cli/column_list.h"
#include "scanner/cli/help.h"
#include "scanner/cli/read_value.h"

namespace mxsweep {
namespace {

using Names = std::string_view;

constexpr std::array<Names, 3> kListAliases = {"--input-file", "-f", "-i"};
constexpr std::array<Names, 2> kResolversAliases = {"--resolver",
                                                    "--name-servers"};
constexpr std::array<Names, 2> kLocalAddrAliases = {"--bindto", "--source-ip"};
constexpr std::array<Names, 3> kOutputAliases = {"--output-file", "--outfile",
                                                 "-w"};
constexpr std::array<Names, 2> kColumnsAliases = {"--fields",
                                                  "--output-fields"};
constexpr std::array<Names, 1> kConcurrencyAliases = {"--hashmap-size"};
constexpr std::array<Names, 1> kRateAliases = {"--rate-limit"};
constexpr std::array<Names, 1> kQuietAliases = {"--silent"};

constexpr CountRange kRateRange = {0, 100'000'000};
constexpr CountRange kSeqRange = {0, 1'000'000'000'000'000'000};
constexpr CountRange kAnyCount = {0, std::numeric_limits<std::uint64_t>::max()};

constexpr std::array kFlags = {
    Flag{.long_name = "--list",
         .short_name = "-l",
         .aliases = kListAliases,
         .value_name = "FILE",
         .help = "read the names from FILE; the same as naming FILE alone",
         .group = FlagGroup::kInput,
         .field = &ScanPlan::input_path},
    Flag{.long_name = "--encoding",
         .short_name = "",
         .value_name = "NAME",
         .help = "of the characters of the list, unless it begins with a byte "
                 "order mark (default {})",
         .group = FlagGroup::kInput,
         .field = &ScanPlan::encoding},
    Flag{.long_name = "--input-format",
         .short_name = "",
         .value_name = "FORMAT",
         .help = "format of the list (default {}: it is recognised and said in "
                 "one line, or refused before anything is asked): plain, csv, "
                 "semicolon, tsv, pipe, blank, json, ndjson, parquet, zone, "
                 "rpz, hosts, adblock, config, words",
         .group = FlagGroup::kInput,
         .field = &ScanPlan::list_format},
    Flag{.long_name = "--column",
         .short_name = "",
         .value_name = "N|NAME",
         .help = "the column, or key of JSON, that holds the names: its "
                 "number from 1, or what the header calls it (default: found "
                 "by the header, else by what the columns hold)",
         .group = FlagGroup::kInput,
         .field = &ScanPlan::list_column},
    Flag{.long_name = "--header",
         .short_name = "",
         .value_name = "WHETHER",
         .help = "whether the first record names the columns (default {})",
         .group = FlagGroup::kInput,
         .field = &ScanPlan::list_header},
    Flag{.long_name = "--force",
         .short_name = "",
         .help = "read a list that looks like none: most of its first 1,000 "
                 "lines hold no domain name",
         .group = FlagGroup::kInput,
         .field = &ScanPlan::force},
    Flag{.long_name = "--allow-special",
         .short_name = "",
         .help = "ask special-use names too (.test, .local, .onion and the "
                 "like), which are otherwise reported as invalid",
         .group = FlagGroup::kInput,
         .field = &ScanPlan::allow_special},
    Flag{.long_name = "--lenient",
         .short_name = "",
         .help = "ask internationalised names, in either spelling, that break "
                 "rules, and names with hyphens at the edge of a label",
         .group = FlagGroup::kInput,
         .field = &ScanPlan::lenient},
    Flag{.long_name = "--registrable",
         .short_name = "",
         .help = "ask for the registrable domain of each name, by the public "
                 "suffix list: example.co.uk for www.example.co.uk",
         .group = FlagGroup::kInput,
         .field = &ScanPlan::registrable},
    Flag{.long_name = "--public-suffix-list",
         .short_name = "",
         .value_name = "FILE",
         .help = "the list for --registrable (default: the newest one of this "
                 "machine)",
         .group = FlagGroup::kInput,
         .field = &ScanPlan::public_suffix_list},
    Flag{.long_name = "--unique",
         .short_name = "",
         .help = "ask each name once, however often it is in the list; the "
                 "summary says how many were left out",
         .group = FlagGroup::kInput,
         .field = &ScanPlan::unique},
    Flag{.long_name = "--unique-memory",
         .short_name = "",
         .value_name = "MIB",
         .help = "memory for the names that --unique has seen; a MiB is some "
                 "26,000 names. When it is full, the older half is forgotten "
                 "(default {})",
         .group = FlagGroup::kInput,
         .field = &ScanPlan::unique_memory_mib,
         .range = {1, 1U << 20U}},
    Flag{.long_name = "--blocklist-file",
         .short_name = "",
         .value_name = "FILE",
         .help = "never ask these names and what is below them, nor resolvers "
                 "in these prefixes: one name, address or prefix a line; the "
                 "names get the status BLOCKLISTED",
         .group = FlagGroup::kInput,
         .field = &ScanPlan::blocklist_path,
         .read = read_blocklist},
    Flag{.long_name = "--sample",
         .short_name = "",
         .value_name = "N|P%",
         .help = "ask N names of the list, drawn by chance, or P percent of it",
         .group = FlagGroup::kInput,
         .field = &ScanPlan::sample,
         .read = read_sample},
    Flag{.long_name = "--shuffle",
         .short_name = "",
         .help = "ask in a random order, so that the names of one operator are "
                 "not asked in a row; reads all of the list first, through a "
                 "file in TMPDIR when it is long",
         .group = FlagGroup::kInput,
         .field = &ScanPlan::shuffle},
    Flag{.long_name = "--query-literals",
         .short_name = "",
         .help = "ask for the addresses of mail hosts that are written as IP "
                 "addresses, too",
         .group = FlagGroup::kInput,
         .field = &ScanPlan::query_literals},
    Flag{.long_name = "--resolvers",
         .short_name = "-r",
         .aliases = kResolversAliases,
         .value_name = "LIST|FILE|@FILE",
         .help = "resolvers to ask: a comma list, or a file of them with # "
                 "comments, as resolv.conf; IPv4 or IPv6 with an optional "
                 "port (192.0.2.1, 192.0.2.1:5353, [2001:db8::1]:5353, "
                 "192.0.2.1#5353, 192.0.2.1@5353; default port 53). Without it "
                 "a private unbound is started",
         .group = FlagGroup::kAsking,
         .field = &ScanPlan::resolvers,
         .read = read_resolvers},
    Flag{.long_name = "--resolver-config",
         .short_name = "",
         .value_name = "FILE",
         .help = "further lines for the configuration of the private unbound; "
                 "only without -r",
         .group = FlagGroup::kAsking,
         .field = &ScanPlan::resolver_config,
         .read = read_resolver_config},
    Flag{.long_name = "--no-resolver-check",
         .short_name = "",
         .help = "ask resolvers that invent answers or do not recurse, too: "
                 "without it each is asked for names that do not exist before "
                 "the run, and left out while it finds one or refers to "
                 "others",
         .group = FlagGroup::kAsking,
         .field = &ScanPlan::check_resolvers},
    Flag{.long_name = "--transport",
         .short_name = "",
         .value_name = "KIND",
         .help = "how datagrams reach the kernel (default {})",
         .group = FlagGroup::kAsking,
         .field = &ScanPlan::transport},
    Flag{.long_name = "--local-addr",
         .short_name = "",
         .aliases = kLocalAddrAliases,
         .value_name = "LIST",
         .help = "send from these addresses of this machine, in turn; a comma "
                 "list, IPv4 and IPv6 (default: the kernel chooses)",
         .group = FlagGroup::kAsking,
         .field = &ScanPlan::local_addresses},
    Flag{.long_name = "--port-per-query",
         .short_name = "",
         .help = "draw the source port for every query anew from up to 960; "
                 "without it up to 64 queries that are sent together share "
                 "one. Makes answers harder to forge, costs more",
         .group = FlagGroup::kAsking,
         .field = &ScanPlan::port_per_query},
    Flag{.long_name = "--output",
         .short_name = "-o",
         .aliases = kOutputAliases,
         .value_name = "FILE",
         .help = "write the result to FILE, which appears when it is complete; "
                 "its extension chooses the format, and .gz or .zst behind "
                 "it compression (default - : standard output)",
         .group = FlagGroup::kOutput,
         .field = &ScanPlan::output_path},
    Flag{.long_name = "--manifest",
         .short_name = "",
         .value_name = "FILE",
         .help = "also write what was asked and how it went, as one JSON "
                 "object; Parquet has the same in its metadata",
         .group = FlagGroup::kOutput,
         .field = &ScanPlan::manifest_path},
    Flag{.long_name = "--format",
         .short_name = "-O",
         .value_name = "FORMAT",
         .help = "format of the result (default by the extension of FILE; csv "
                 "on standard output)",
         .group = FlagGroup::kOutput,
         .field = &ScanPlan::writer},
    Flag{.long_name = "--shape",
         .short_name = "",
         .value_name = "SHAPE",
         .help = "flat: a row per domain, MX and address; mx: a row per "
                 "domain and MX; nested: a row per domain (default {})",
         .group = FlagGroup::kOutput,
         .field = &ScanPlan::shape},
    Flag{.long_name = "--columns",
         .short_name = "",
         .aliases = kColumnsAliases,
         .value_name = "LIST",
         .help = "only these columns, in this order: a comma list of names and "
                 "presets (minimal, full, openintel); `--columns help` "
                 "explains them (default full; minimal on a terminal)",
         .group = FlagGroup::kOutput,
         .field = &ScanPlan::columns,
         .text = columns_text},
    Flag{.long_name = "--parquet-bloom",
         .short_name = "",
         .help = "put Bloom filters of domain and exchange into Parquet, for "
                 "readers that look up single names in many files",
         .group = FlagGroup::kOutput,
         .field = &ScanPlan::parquet_bloom},
    Flag{.long_name = "--seq-from",
         .short_name = "",
         .value_name = "N",
         .help = "number the input records from N, so that tables of several "
                 "runs can be put together (default {})",
         .group = FlagGroup::kOutput,
         .field = &ScanPlan::seq_from,
         .range = kSeqRange},
    Flag{.long_name = "--run-id",
         .short_name = "",
         .value_name = "TEXT",
         .help = "what the column run_id says; it is there when it is named in "
                 "--columns, or this flag is given without --columns (default "
                 "a random UUID)",
         .group = FlagGroup::kOutput,
         .field = &ScanPlan::run_id,
         .read = read_run_id},
    Flag{.long_name = "--addresses",
         .short_name = "-A",
         .value_name = "WHICH",
         .help = "which addresses of the mail hosts to ask for (default {})",
         .group = FlagGroup::kOutput,
         .field = &ScanPlan::addresses},
    Flag{.long_name = "--rate",
         .short_name = "",
         .aliases = kRateAliases,
         .value_name = "PPS|auto",
         .help = "packets a second at most, retries and follow-ups counted; 0 "
                 "is unlimited; auto finds out what each resolver takes, "
                 "starting low (default auto)",
         .group = FlagGroup::kPace,
         .field = &ScanPlan::rate_pps,
         .range = kRateRange,
         .read = read_rate},
    Flag{.long_name = "--per-resolver-rate",
         .short_name = "",
         .value_name = "PPS",
         .help = "packets a second to each resolver at most, whatever --rate "
                 "allows; 0 is unlimited (default {})",
         .group = FlagGroup::kPace,
         .field = &ScanPlan::resolver_pps,
         .range = kRateRange},
    Flag{.long_name = "--concurrency",
         .short_name = "-s",
         .aliases = kConcurrencyAliases,
         .value_name = "N",
         .help = "queries in flight at most (default {}); the private "
                 "unbound may have room for fewer, which a note says",
         .group = FlagGroup::kPace,
         .field = &ScanPlan::concurrency,
         .range = {1, 1'000'000}},
    Flag{.long_name = "--retries",
         .short_name = "",
         .value_name = "N",
         .help = "further tries after the first (default {})",
         .group = FlagGroup::kPace,
         .field = &ScanPlan::retries,
         .range = {0, 100}},
    Flag{.long_name = "--timeout",
         .short_name = "",
         .value_name = "TIME",
         .help = "how long a first try waits at most, with its unit: 500ms, "
                 "2s, 1m; it waits less, though at least 400ms, where replies "
                 "come fast; the last try waits up to four times as long "
                 "(default {})",
         .group = FlagGroup::kPace,
         .field = &ScanPlan::timeout},
    Flag{.long_name = "--give-up-after",
         .short_name = "",
         .value_name = "TIME",
         .help = "end the run, with an exit code of its own, when for so long "
                 "no resolver has answered any of the questions under way "
                 "(default {}, or --timeout if that is longer)",
         .group = FlagGroup::kPace,
         .field = &ScanPlan::give_up_after},
    Flag{.long_name = "--threads",
         .short_name = "-T",
         .value_name = "N",
         .help = "engine threads (default {})",
         .group = FlagGroup::kPace,
         .field = &ScanPlan::threads,
         .range = {1, 64}},
    Flag{.long_name = "--seed",
         .short_name = "",
         .value_name = "N",
         .help = "make random choices repeatable, ids and ports included: for "
                 "tests only, since replies can then be forged (default from "
                 "the kernel)",
         .field = &ScanPlan::seed,
         .range = kAnyCount},
    Flag{.long_name = "--quiet",
         .short_name = "-q",
         .aliases = kQuietAliases,
         .help = "no progress and no summary; errors are still shown",
         .field = &ScanPlan::verbosity,
         .sets = Verbosity::kQuiet},
    Flag{.long_name = "--verbose",
         .short_name = "-v",
         .help = "every counter in the summary",
         .field = &ScanPlan::verbosity,
         .sets = Verbosity::kVerbose},
    Flag{.long_name = "--version",
         .short_name = "-V",
         .help = "show the version, the formats and the transports",
         .text = version_text},
    Flag{.long_name = "--man",
         .short_name = "",
         .help = "print the man page (roff)",
         .hidden = true,
         .text = man_page},
    Flag{.long_name = "--help",
         .short_name = "-h",
         .help = "show this help",
         .text = help_text},
    Flag{.long_name = "--verify-ip",
         .short_name = "",
         .help = "always done",
         .hidden = true},
    Flag{.long_name = "",
         .short_name = "-t",
         .value_name = "TYPE",
         .help = "MX, the only type",
         .hidden = true,
         .read = read_type},
};

constexpr std::array kForeignWords = {
    ForeignWord{"-silent", "--quiet", ""},
    ForeignWord{"-rl", "--rate", ""},
    ForeignWord{"-list", "--list", ""},
    ForeignWord{"-resolver", "--resolvers", ""},
    ForeignWord{"-timeout", "--timeout", ""},
    ForeignWord{"-json", "--format=jsonl", ""},
    ForeignWord{"-mx", "", "-mx is not needed: MX is what mxsweep asks"},
    ForeignWord{"-stats", "", "-stats is not needed: progress is shown anyway"},
    ForeignWord{"-stream", "", "-stream is not needed: input is streamed"},
    ForeignWord{"-duc", "", "-duc has no meaning here"},
    ForeignWord{"-nc", "", "-nc has no meaning here"},
    ForeignWord{"-retry", "",
                "-retry counts attempts elsewhere; here use --retries N, the "
                "further tries after the first",
                true},
    ForeignWord{"-c", "",
                "-c counts attempts elsewhere; here use --retries N, the "
                "further tries after the first",
                true},
    ForeignWord{"--resolve-count", "",
                "--resolve-count counts attempts; here use --retries N, the "
                "further tries after the first",
                true},
    ForeignWord{"-resume", "", "resuming a run is not supported", true},
};

}  // namespace

std::span<const Flag> flags() {
  return kFlags;
}

std::span<const ForeignWord> foreign_words() {
  return kForeignWords;
}

const Flag* find_flag(std::string_view name) {
  if (name.empty()) {
    return nullptr;
  }
  for (const Flag& flag : kFlags) {
    if (flag.long_name == name || flag.short_name == name) {
      return &flag;
    }
    for (const std::string_view alias : flag.aliases) {
      if (alias == name) {
        return &flag;
      }
    }
  }
  return nullptr;
}

const Flag& flag_of(const FlagField& field) {
  const auto* found =
      std::find_if(kFlags.begin(), kFlags.end(),
                   [&field](const Flag& flag) { return flag.field == field; });
  MXSWEEP_CHECK(found != kFlags.end());
  return *found;
}

std::string_view group_title(FlagGroup group) {
  switch (group) {
    case FlagGroup::kInput:
      return "Input";
    case FlagGroup::kAsking:
      return "Resolvers";
    case FlagGroup::kOutput:
      return "Output";
    case FlagGroup::kPace:
      return "Pace";
    case FlagGroup::kOther:
      return "Other";
  }
  return "";
}

std::string value_text(const Flag& flag) {
  std::string text;
  for (const FlagChoice& choice : choices_of(flag)) {
    text += text.empty() ? "" : "|";
    text += choice.name;
  }
  return text.empty() ? std::string(flag.value_name) : text;
}

}  // namespace mxsweep

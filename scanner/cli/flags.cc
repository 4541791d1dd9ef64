#include "scanner/cli/flags.h"

#include <algorithm>
#include <array>
#include <limits>

#include "io/base/check.h"
#include "io/base/join.h"

#include "scanner/cli/column_list.h"
#include "scanner/cli/help.h"
#include "scanner/cli/read_value.h"

namespace mxsweep {
namespace {

using Names = std::string_view;

constexpr std::array<Names, 4> kListAliases = {"--input", "--input-file", "-f",
                                               "-i"};
constexpr std::array<Names, 2> kResolversAliases = {"--resolver",
                                                    "--name-servers"};
constexpr std::array<Names, 2> kLocalAddrAliases = {"--bindto", "--source-ip"};
constexpr std::array<Names, 3> kOutputAliases = {"--output-file", "--outfile",
                                                 "-w"};
constexpr std::array<Names, 1> kFormatAliases = {"--output-format"};
constexpr std::array<Names, 2> kColumnsAliases = {"--fields",
                                                  "--output-fields"};
constexpr std::array<Names, 1> kConcurrencyAliases = {"--hashmap-size"};
constexpr std::array<Names, 1> kRateAliases = {"--rate-limit"};
constexpr std::array<Names, 1> kConfigAliases = {"--conf-file"};
constexpr std::array<Names, 1> kQuietAliases = {"--silent"};

constexpr CountRange kRateRange = {0, 100'000'000};
constexpr CountRange kSeqRange = {0, 1'000'000'000'000'000'000};
constexpr std::uint64_t kMonthMs = 31ULL * 24 * 60 * 60 * 1000;
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
                 "semicolon, tsv, pipe, blank, fixed, json, ndjson, parquet, "
                 "zone, rpz, hosts, adblock, config, yaml, settings, records, "
                 "words",
         .group = FlagGroup::kInput,
         .field = &ScanPlan::list_format},
    Flag{.long_name = "--column",
         .short_name = "",
         .value_name = "N|NAME",
         .help = "the column, or key of JSON, that holds the names: its "
                 "number from 1, or what the header calls it (default: found "
                 "by the header, else by what the columns hold)",
         .group = FlagGroup::kInput,
         .brief = "which column of the list holds the names",
         .field = &ScanPlan::list_column,
         .read = read_column},
    Flag{.long_name = "--header",
         .short_name = "",
         .value_name = "WHETHER",
         .help = "whether the first record names the columns (default {})",
         .group = FlagGroup::kInput,
         .field = &ScanPlan::list_header},
    Flag{.long_name = "--passthrough",
         .short_name = "",
         .value_name = "COL,...",
         .help =
             "also put these columns, or keys of JSON, of the list into the "
             "result, as texts in columns in_NAME: numbers from 1 or names, "
             "up to 16",
         .group = FlagGroup::kInput,
         .field = &ScanPlan::passthrough,
         .read = read_passthrough},
    Flag{
        .long_name = "--force",
        .short_name = "",
        .help =
            "read a list that looks like none: most of its first 1,000 "
            "lines hold no domain name; with diff and report, a partial result",
        .group = FlagGroup::kInput,
        .commands = kWritesFiles,
        .field = &ScanPlan::force},
    Flag{.long_name = "--allow-special",
         .short_name = "",
         .help = "ask special-use names too (.test, .local, .onion and the "
                 "like), which are otherwise reported as invalid",
         .group = FlagGroup::kInput,
         .commands = kAsksNames,
         .field = &ScanPlan::allow_special},
    Flag{.long_name = "--lenient",
         .short_name = "",
         .help = "ask internationalised names, in either spelling, that break "
                 "rules, and names with hyphens at the edge of a label",
         .group = FlagGroup::kInput,
         .commands = kAsksNames,
         .field = &ScanPlan::lenient},
    Flag{.long_name = "--shard",
         .short_name = "",
         .value_name = "K/N",
         .help = "ask the K-th of N parts of the list, for N machines that "
                 "read the same one: names of one registrable domain are in "
                 "the same part, and rates are divided by N",
         .group = FlagGroup::kInput,
         .field = &ScanPlan::shard,
         .read = read_shard},
    Flag{.long_name = "--own-resolvers",
         .short_name = "",
         .help = "each shard has resolvers of its own: rates are not divided",
         .group = FlagGroup::kInput,
         .field = &ScanPlan::own_resolvers},
    Flag{.long_name = "--registrable",
         .short_name = "",
         .help = "ask for the registrable domain of each name, by the public "
                 "suffix list: example.co.uk for www.example.co.uk",
         .group = FlagGroup::kInput,
         .commands = kAsksNames,
         .field = &ScanPlan::registrable},
    Flag{.long_name = "--public-suffix-list",
         .short_name = "",
         .value_name = "FILE",
         .help =
             "the list for --registrable, --shard and mx_operator (default: "
             "the newest one of this machine)",
         .group = FlagGroup::kInput,
         .commands = kAsksNames,
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
                 "or authoritative servers in these prefixes: one name, "
                 "address or prefix a line; the names get the status "
                 "BLOCKLISTED",
         .group = FlagGroup::kInput,
         .commands = kAsksNames,
         .field = &ScanPlan::blocklist_path,
         .read = read_blocklist},
    Flag{.long_name = "--sample",
         .short_name = "",
         .value_name = "N|P%",
         .help = "ask N names of the list, drawn by chance, or P percent of it",
         .group = FlagGroup::kInput,
         .field = &ScanPlan::sample,
         .read = read_sample},
    Flag{.long_name = "--limit",
         .short_name = "",
         .value_name = "N",
         .help = "read the first N records of the list only",
         .group = FlagGroup::kInput,
         .field = &ScanPlan::limit,
         .range = {1, 1'000'000'000'000}},
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
         .commands = kAsksNames,
         .field = &ScanPlan::query_literals},
    Flag{.long_name = "--resolvers",
         .short_name = "-r",
         .aliases = kResolversAliases,
         .value_name = "LIST|FILE|@FILE",
         .help = "resolvers to ask: a comma list, or a file of them with # "
                 "comments, as resolv.conf; several -r add up; IPv4 or IPv6 "
                 "with an optional "
                 "port (192.0.2.1, 192.0.2.1:5353, [2001:db8::1]:5353, "
                 "192.0.2.1#5353, 192.0.2.1@5353; default port 53). Without it "
                 "a private unbound is started",
         .group = FlagGroup::kAsking,
         .brief = "addresses to ask, or a file; else a private unbound",
         .repeatable = true,
         .commands = kAsksResolvers,
         .field = &ScanPlan::resolvers,
         .read = read_resolvers},
    Flag{.long_name = "--resolver-config",
         .short_name = "",
         .value_name = "FILE",
         .help = "further lines for the configuration of the private unbound; "
                 "only without -r",
         .group = FlagGroup::kAsking,
         .commands = kAsksResolvers,
         .field = &ScanPlan::resolver_config,
         .read = read_resolver_config},
    Flag{.long_name = "--recursive",
         .short_name = "",
         .help = "ask the authoritative servers themselves, from those of the "
                 "root on, in place of resolvers; DNSSEC is not validated",
         .group = FlagGroup::kAsking,
         .commands = kAsksNames,
         .field = &ScanPlan::recursive},
    Flag{.long_name = "--root-hints",
         .short_name = "",
         .value_name = "FILE",
         .help = "name servers of the root for --recursive, in the format of "
                 "the public file; without it those known to this version",
         .group = FlagGroup::kAsking,
         .commands = kAsksNames,
         .field = &ScanPlan::root_hints,
         .read = read_root_hints},
    Flag{.long_name = "--server-port",
         .short_name = "",
         .value_name = "PORT",
         .help = "of all authoritative servers, with --recursive; for name "
                 "servers of your own (default {})",
         .group = FlagGroup::kAsking,
         .commands = kAsksNames,
         .field = &ScanPlan::server_port,
         .range = {1, 65'535}},
    Flag{.long_name = "--qname-minimisation",
         .short_name = "",
         .help = "with --recursive: show servers no more of a name than they "
                 "have to see (RFC 9156), which takes more questions",
         .group = FlagGroup::kAsking,
         .commands = kAsksNames,
         .field = &ScanPlan::qname_minimisation},
    Flag{.long_name = "--no-resolver-check",
         .short_name = "",
         .help = "ask resolvers that invent answers or do not recurse, too: "
                 "without it each is asked for names that do not exist before "
                 "the run, and left out while it finds one or refers to "
                 "others",
         .group = FlagGroup::kAsking,
         .commands = kAsksNames,
         .field = &ScanPlan::check_resolvers},
    Flag{.long_name = "--transport",
         .short_name = "",
         .value_name = "KIND",
         .help = "how datagrams reach the kernel (default {})",
         .group = FlagGroup::kAsking,
         .commands = kAsksResolvers,
         .field = &ScanPlan::transport},
    Flag{.long_name = "--local-addr",
         .short_name = "",
         .aliases = kLocalAddrAliases,
         .value_name = "LIST",
         .help = "send from these addresses of this machine, in turn; a comma "
                 "list, IPv4 and IPv6 (default: the kernel chooses)",
         .group = FlagGroup::kAsking,
         .commands = kAsksResolvers,
         .field = &ScanPlan::local_addresses},
    Flag{.long_name = "--port-per-query",
         .short_name = "",
         .help = "draw the source port for every query anew from up to 960; "
                 "without it up to 64 queries that are sent together share "
                 "one. Makes answers harder to forge, costs more",
         .group = FlagGroup::kAsking,
         .commands = kAsksNames,
         .field = &ScanPlan::port_per_query},
    Flag{.long_name = "--0x20",
         .short_name = "",
         .help = "spell names with a random case of each letter, which the "
                 "reply must repeat: some 10 bits more for a forger to guess. "
                 "A reply in another case is asked for again over TCP",
         .group = FlagGroup::kAsking,
         .field = &ScanPlan::mix_case},
    Flag{.long_name = "--cookies",
         .short_name = "",
         .help = "send DNS cookies (RFC 7873), which no forger can guess. A "
                 "reply without one, of a resolver that gave one before, or "
                 "that says BADCOOKIE, is asked for again over TCP",
         .group = FlagGroup::kAsking,
         .field = &ScanPlan::cookies},
    Flag{.long_name = "--output",
         .short_name = "-o",
         .aliases = kOutputAliases,
         .value_name = "FILE",
         .help = "write the result to FILE, which appears when it is complete; "
                 "its extension chooses the format, and .gz or .zst behind "
                 "it compression; s3://BUCKET/KEY is an object of S3 (default "
                 "- : standard output)",
         .group = FlagGroup::kOutput,
         .brief = "file for the result: .csv, .jsonl, .parquet, .csv.gz",
         .commands = kWritesFiles,
         .field = &ScanPlan::output_path},
    Flag{.long_name = "--max-unknown",
         .short_name = "",
         .value_name = "PCT",
         .help = "of the names asked, at most PCT per cent may stay unknown "
                 "because their questions failed; else the run ends with an "
                 "exit code of its own, FILE stays what it was and the result "
                 "is FILE.partial (default {}; 100: never)",
         .group = FlagGroup::kOutput,
         .field = &ScanPlan::max_unknown_percent,
         .range = {0, 100},
         .read = read_percent},
    Flag{.long_name = "--manifest",
         .short_name = "",
         .value_name = "FILE",
         .help = "also write what was asked and how it went, as one JSON "
                 "object; Parquet has the same in its metadata",
         .group = FlagGroup::kOutput,
         .field = &ScanPlan::manifest_path},
    Flag{.long_name = "--format",
         .short_name = "-O",
         .aliases = kFormatAliases,
         .value_name = "FORMAT",
         .help = "format of the result (default by the extension of FILE; csv "
                 "on standard output); of a report: md, html or json",
         .group = FlagGroup::kOutput,
         .commands = kWritesFiles,
         .field = &ScanPlan::writer},
    Flag{.long_name = "--shape",
         .short_name = "",
         .value_name = "SHAPE",
         .help = "flat: a row per domain, MX and address; mx: a row per "
                 "domain and MX; domain: a row per domain, for spreadsheets; "
                 "nested: a row per domain with a list of its MX (default {})",
         .group = FlagGroup::kOutput,
         .brief = "flat, mx, domain or nested: what a row is",
         .field = &ScanPlan::shape},
    Flag{.long_name = "--columns",
         .short_name = "",
         .aliases = kColumnsAliases,
         .value_name = "LIST",
         .help = "only these columns, in this order: a comma list of names and "
                 "presets (minimal, full, openintel); `--columns help` "
                 "explains them (default full; minimal on a terminal)",
         .group = FlagGroup::kOutput,
         .brief = "only these columns; --columns help explains them",
         .field = &ScanPlan::columns,
         .text = columns_text},
    Flag{.long_name = "--parts",
         .short_name = "",
         .help = "the output is a folder that is filled with parts, each of "
                 "them safe from a crash; the same as ending -o in a slash",
         .group = FlagGroup::kOutput,
         .field = &ScanPlan::parts},
    Flag{.long_name = "--resume",
         .short_name = "",
         .help = "go on with the run that began to fill the folder of -o, or "
                 "begin it: what its parts hold is not asked again",
         .group = FlagGroup::kOutput,
         .field = &ScanPlan::resume},
    Flag{.long_name = "--resume-despite",
         .short_name = "",
         .value_name = "LIST",
         .help = "go on although these changed: keys of the manifest, "
                 "`version`, `list`",
         .group = FlagGroup::kOutput,
         .field = &ScanPlan::resume_despite,
         .read = read_resume_despite},
    Flag{.long_name = "--overwrite",
         .short_name = "",
         .help = "replace what an earlier run left in the folder of -o",
         .group = FlagGroup::kOutput,
         .field = &ScanPlan::overwrite},
    Flag{.long_name = "--checkpoint",
         .short_name = "",
         .value_name = "TIME",
         .help = "a part is closed after so long, or a million records: the "
                 "most that a crash can cost (default {})",
         .group = FlagGroup::kOutput,
         .field = &ScanPlan::checkpoint},
    Flag{.long_name = "--all",
         .short_name = "",
         .help = "of diff: a row also for each name that did not change",
         .group = FlagGroup::kOutput,
         .commands = set_of(Command::kDiff),
         .field = &ScanPlan::all_names},
    Flag{.long_name = "--since",
         .short_name = "",
         .value_name = "RESULT",
         .help = "of report: also what changed since this older result, and "
                 "who moved to whom",
         .group = FlagGroup::kOutput,
         .commands = set_of(Command::kReport),
         .field = &ScanPlan::since_path},
    Flag{.long_name = "--providers",
         .short_name = "",
         .value_name = "FILE",
         .help = "who runs the mail hosts below a suffix, before what mxsweep "
                 "knows: CSV with the columns suffix, operator, category and "
                 "country",
         .group = FlagGroup::kOutput,
         .commands = kAsksNames,
         .field = &ScanPlan::providers_path,
         .read = read_providers},
    Flag{.long_name = "--asn-db",
         .short_name = "",
         .value_name = "FILE",
         .help = "a database of networks (.mmdb): columns that say which AS "
                 "has an address, and who runs that",
         .group = FlagGroup::kOutput,
         .commands = kAsksResolvers,
         .field = &ScanPlan::asn_db_path,
         .read = read_asn_db},
    Flag{.long_name = "--country-db",
         .short_name = "",
         .value_name = "FILE",
         .help = "a database of countries (.mmdb): a column that says where an "
                 "address is; the file may be that of --asn-db",
         .group = FlagGroup::kOutput,
         .commands = kAsksResolvers,
         .field = &ScanPlan::country_db_path,
         .read = read_country_db},
    Flag{.long_name = "--sort",
         .short_name = "",
         .value_name = "ORDER",
         .help =
             "order of the rows (default {}); seq and domain write when "
             "the run is over, through a file in TMPDIR when there are many",
         .group = FlagGroup::kOutput,
         .field = &ScanPlan::sort},
    Flag{.long_name = "--sort-memory",
         .short_name = "",
         .value_name = "MIB",
         .help = "memory for rows that wait for --sort or --partition-by, or "
                 "that diff compares (default {})",
         .group = FlagGroup::kOutput,
         .commands = kWritesFiles,
         .field = &ScanPlan::sort_memory_mib,
         .range = {2, 1U << 20U}},
    Flag{.long_name = "--partition-by",
         .short_name = "",
         .value_name = "WHAT",
         .help = "write a folder of files instead of one (-o DIR): with tld "
                 "DIR/tld=com/part-0.parquet and so on, as Hive has them "
                 "(default {})",
         .group = FlagGroup::kOutput,
         .field = &ScanPlan::partition},
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
         .brief = "both, 4, 6 or none: addresses of the mail hosts",
         .commands = kAsksNames,
         .field = &ScanPlan::addresses},
    Flag{.long_name = "--policies",
         .short_name = "",
         .help = "ask for all mail policies below, and show their columns",
         .group = FlagGroup::kOutput,
         .brief = "all mail policies: SPF, DMARC, MTA-STS and more",
         .commands = kAsksNames,
         .field = &ScanPlan::policies},
    Flag{.long_name = "--spf",
         .short_name = "",
         .help = "ask for the domain's SPF record (RFC 7208): columns spf_*",
         .group = FlagGroup::kOutput,
         .commands = kAsksNames,
         .field = &ScanPlan::spf},
    Flag{.long_name = "--dmarc",
         .short_name = "",
         .help = "ask for the DMARC record that applies to the domain, if need "
                 "be of the names above it (RFC 9989): columns dmarc_*",
         .group = FlagGroup::kOutput,
         .commands = kAsksNames,
         .field = &ScanPlan::dmarc},
    Flag{
        .long_name = "--mta-sts",
        .short_name = "",
        .help =
            "ask for the domain's MTA-STS record (RFC 8461): columns mta_sts_*",
        .group = FlagGroup::kOutput,
        .commands = kAsksNames,
        .field = &ScanPlan::mta_sts},
    Flag{.long_name = "--tls-rpt",
         .short_name = "",
         .help = "ask where the domain wants reports about TLS (RFC 8460): "
                 "columns tls_rpt_*",
         .group = FlagGroup::kOutput,
         .commands = kAsksNames,
         .field = &ScanPlan::tls_rpt},
    Flag{.long_name = "--bimi",
         .short_name = "",
         .help = "ask for the domain's BIMI record: columns bimi_*",
         .group = FlagGroup::kOutput,
         .commands = kAsksNames,
         .field = &ScanPlan::bimi},
    Flag{.long_name = "--tlsa",
         .short_name = "",
         .help = "ask for the TLSA records of the mail hosts (RFC 7672), once "
                 "for each: columns tlsa_*",
         .group = FlagGroup::kOutput,
         .commands = kAsksNames,
         .field = &ScanPlan::tlsa},
    Flag{.long_name = "--rate",
         .short_name = "",
         .aliases = kRateAliases,
         .value_name = "PPS|auto",
         .help =
             "packets a second at most, retries and follow-ups counted; 5k "
             "is 5,000, 0 unlimited; auto finds out what each resolver takes, "
             "starting low (default auto)",
         .group = FlagGroup::kPace,
         .brief = "packets a second; without it the pace is found",
         .commands = kAsksResolvers,
         .field = &ScanPlan::rate_pps,
         .range = kRateRange,
         .read = read_rate},
    Flag{.long_name = "--per-resolver-rate",
         .short_name = "",
         .value_name = "PPS",
         .help = "packets a second to each resolver at most, whatever --rate "
                 "allows; 0 is unlimited (default {})",
         .group = FlagGroup::kPace,
         .commands = kAsksNames,
         .field = &ScanPlan::resolver_pps,
         .range = kRateRange},
    Flag{.long_name = "--per-server-rate",
         .short_name = "",
         .value_name = "PPS",
         .help = "questions a second to each authoritative server at most, "
                 "with --recursive; to those of the root and of top-level "
                 "domains twice as many (default {})",
         .group = FlagGroup::kPace,
         .commands = kAsksNames,
         .field = &ScanPlan::server_pps,
         .range = {1, 1'000'000}},
    Flag{.long_name = "--concurrency",
         .short_name = "-s",
         .aliases = kConcurrencyAliases,
         .value_name = "N",
         .help = "queries in flight at most (default {}); the private "
                 "unbound may have room for fewer, which a note says",
         .group = FlagGroup::kPace,
         .brief = "queries in flight (default 1000)",
         .commands = kAsksResolvers,
         .field = &ScanPlan::concurrency,
         .range = {1, 1'000'000}},
    Flag{.long_name = "--retries",
         .short_name = "",
         .value_name = "N",
         .help = "further tries after the first (default {})",
         .group = FlagGroup::kPace,
         .brief = "further tries after the first (default 3)",
         .commands = kAsksNames,
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
         .brief = "longest wait of a first try (default 2s)",
         .commands = kAsksNames,
         .field = &ScanPlan::timeout},
    Flag{.long_name = "--give-up-after",
         .short_name = "",
         .value_name = "TIME",
         .help = "end the run, with an exit code of its own, when for so long "
                 "no resolver has answered any of the questions under way, or "
                 "all answers since its beginning were failures and nobody "
                 "knows the root either "
                 "(default {}, or --timeout if that is longer)",
         .group = FlagGroup::kPace,
         .commands = kAsksNames,
         .field = &ScanPlan::give_up_after},
    Flag{.long_name = "--max-runtime",
         .short_name = "",
         .value_name = "TIME",
         .help = "end the run in order when it has asked for so long, as an "
                 "interrupt does, with an exit code of its own; -o DIR/ goes "
                 "on with --resume (default: no limit)",
         .group = FlagGroup::kPace,
         .field = &ScanPlan::max_runtime,
         .range = {1, kMonthMs}},
    Flag{.long_name = "--max-names",
         .short_name = "",
         .value_name = "N",
         .help = "the same after N names that this run was to ask; --limit is "
                 "for a list that shall end there (default: no limit)",
         .group = FlagGroup::kPace,
         .field = &ScanPlan::max_names,
         .range = {1, 1'000'000'000'000}},
    Flag{.long_name = "--threads",
         .short_name = "-T",
         .value_name = "N",
         .help = "engine threads (default {})",
         .group = FlagGroup::kPace,
         .brief = "engine threads (default 1)",
         .field = &ScanPlan::threads,
         .range = {1, 64},
         .read = read_threads},
    Flag{.long_name = "--memory",
         .short_name = "",
         .value_name = "SIZE",
         .help = "take no more memory than that, like 256M or 2G: what is "
                 "remembered of mail hosts, --unique and --sort get what is "
                 "left of it; too little is refused, with the least that this "
                 "run needs (default: no limit; see --dry-run)",
         .group = FlagGroup::kPace,
         .field = &ScanPlan::memory_mib,
         .range = {1, 1U << 20U},
         .read = read_memory},
    Flag{.long_name = "--seed",
         .short_name = "",
         .value_name = "N",
         .help = "make random choices repeatable, ids and ports included: for "
                 "tests only, since replies can then be forged (default from "
                 "the kernel)",
         .commands = kAsksNames,
         .field = &ScanPlan::seed,
         .range = kAnyCount},
    Flag{.long_name = "--config",
         .short_name = "",
         .aliases = kConfigAliases,
         .value_name = "FILE",
         .help = "take from FILE what neither a flag nor a variable MXSWEEP_* "
                 "says: a line for each flag without its dashes, like rate = "
                 "5000",
         .commands = kAsksResolvers,
         .field = &ScanPlan::config_path},
    Flag{.long_name = "--dry-run",
         .short_name = "",
         .help = "ask nothing: say what would be asked of whom, and estimate "
                 "how many packets, how long it takes and how large the "
                 "result will be",
         .field = &ScanPlan::dry_run},
    Flag{.long_name = "--quiet",
         .short_name = "-q",
         .aliases = kQuietAliases,
         .help = "no progress and no summary; errors are still shown, and that "
                 "most names are unknown",
         .brief = "no progress and no summary",
         .commands = kSaysMuch,
         .field = &ScanPlan::verbosity,
         .sets = Verbosity::kQuiet},
    Flag{.long_name = "--verbose",
         .short_name = "-v",
         .help = "every counter in the summary",
         .commands = kAsksResolvers,
         .field = &ScanPlan::verbosity,
         .sets = Verbosity::kVerbose},
    Flag{.long_name = "--color",
         .short_name = "",
         .value_name = "WHEN",
         .help = "colours in progress, summary and messages (default {})",
         .commands = kSaysMuch,
         .field = &ScanPlan::color},
    Flag{.long_name = "--log-format",
         .short_name = "",
         .value_name = "FORMAT",
         .help = "of what is said on standard error (default {})",
         .commands = kSaysMuch,
         .field = &ScanPlan::log_format},
    Flag{.long_name = "--status-file",
         .short_name = "",
         .value_name = "FILE",
         .help = "keep in FILE, as one JSON object that is replaced every two "
                 "seconds, how the run is and how it ended",
         .field = &ScanPlan::status_path},
    Flag{.long_name = "--metrics-file",
         .short_name = "",
         .value_name = "FILE",
         .help = "the same as metrics of Prometheus, for the textfile "
                 "collector of node-exporter; end its name in .prom",
         .field = &ScanPlan::metrics_path},
    Flag{.long_name = "--metrics",
         .short_name = "",
         .value_name = "[ADDR:]PORT",
         .help = "tell the same metrics to whoever asks by HTTP while the run "
                 "lasts, at http://ADDR:PORT/metrics; ADDR is 127.0.0.1 if it "
                 "is not given, and nobody is asked for a password",
         .field = &ScanPlan::metrics_at},
    Flag{.long_name = "--user",
         .short_name = "",
         .value_name = "NAME",
         .help = "when root starts it, as --transport raw needs, become "
                 "the user NAME: files are read and written as NAME, and once "
                 "the sockets are open nothing is left of root's rights "
                 "(default: stay root)",
         .commands = kAsksNames,
         .field = &ScanPlan::user,
         .read = read_user},
    Flag{.long_name = "--version",
         .short_name = "-V",
         .help = "show the version, the commit, and what it was built with",
         .brief = "the version, and what it was built with",
         .text = version_text},
    Flag{.long_name = "--man",
         .short_name = "",
         .help = "print the man page (roff)",
         .hidden = true,
         .text = man_page},
    Flag{.long_name = "",
         .short_name = "-h",
         .help = "show the flags that are used most",
         .hidden = true,
         .text = short_help_text},
    Flag{.long_name = "--help",
         .short_name = "",
         .help = "show this help; -h shows the flags that are used most, "
                 "mxsweep help TOPIC more",
         .text = help_text},
    Flag{.long_name = "--verify-ip",
         .short_name = "",
         .help = "always done",
         .hidden = true,
         .commands = kAsksResolvers},
    Flag{.long_name = "",
         .short_name = "-t",
         .value_name = "TYPE",
         .help = "MX, the only type",
         .hidden = true,
         .commands = kAsksNames,
         .read = read_type},
};

constexpr std::array kForeignWords = {
    ForeignWord{"-silent", "--quiet", ""},
    ForeignWord{"-rl", "--rate", ""},
    ForeignWord{"-list", "--list", ""},
    ForeignWord{"-resolver", "--resolvers", ""},
    ForeignWord{"-timeout", "--timeout", ""},
    ForeignWord{"-json", "--format=jsonl", ""},
    ForeignWord{"--json", "--format=jsonl", ""},
    ForeignWord{"-j", "--format=jsonl", ""},
    ForeignWord{"--csv", "--format=csv", ""},
    ForeignWord{"--parquet", "--format=parquet", ""},
    ForeignWord{"-n", "",
                "-n has several meanings elsewhere; here the number of names "
                "is --limit N, of queries in flight -s N",
                true},
    ForeignWord{"-d", "",
                "-d has several meanings elsewhere; names are given as they "
                "are: mxsweep example.com",
                true},
    ForeignWord{"-u", "",
                "-u has several meanings elsewhere; here --unique asks each "
                "name once",
                true},
    ForeignWord{"-p", "",
                "-p is a port elsewhere; here the port stands behind the "
                "address: -r 192.0.2.53:5353",
                true},
    ForeignWord{"--port", "",
                "the port stands behind the address here: -r 192.0.2.53:5353",
                true},
    ForeignWord{"-mx", "", "-mx is not needed: MX is what mxsweep asks"},
    ForeignWord{"-stats", "", "-stats is not needed: progress is shown anyway"},
    ForeignWord{"-stream", "", "-stream is not needed: input is streamed"},
    ForeignWord{"-duc", "", "-duc has no meaning here"},
    ForeignWord{"-nc", "", "-nc has no meaning here"},
    ForeignWord{"--no-color", "--color=never", ""},
    ForeignWord{"--retry", "",
                "--retry counts attempts elsewhere; here use --retries N, the "
                "further tries after the first",
                true},
    ForeignWord{"-retry", "",
                "-retry counts attempts elsewhere; here use --retries N, the "
                "further tries after the first",
                true},
    ForeignWord{"-c", "",
                "-c counts attempts elsewhere; here use --retries N, the "
                "further tries after the first",
                true},
    ForeignWord{"--iterative", "--recursive", ""},
    ForeignWord{"-resp", "", "-resp is not needed: answers are in the result"},
    ForeignWord{"--resolve-count", "",
                "--resolve-count counts attempts; here use --retries N, the "
                "further tries after the first",
                true},
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
  const std::string text = io::joined(choices_of(flag), "|", &FlagChoice::name);
  return text.empty() ? std::string(flag.value_name) : text;
}

}  // namespace mxsweep

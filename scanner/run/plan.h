// ScanPlan: everything the user asked for, validated; nothing optional is
// left open except where the comment says what the absence means. Built once
// by scanner/cli from Options, read-only afterwards, any thread. Below it, by
// which keys the manifest shows its fields.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "io/base/endpoint.h"
#include "io/base/time.h"
#include "io/file/text_encoding.h"
#include "io/table/writer.h"

#include "scanner/dns/limits.h"
#include "scanner/list/list_format.h"
#include "scanner/mail/address_mode.h"
#include "scanner/rows/shape.h"
#include "scanner/run/plan_files.h"

namespace mxsweep::io {
struct CompressionKind;
struct TransportKind;
}  // namespace mxsweep::io

namespace mxsweep {

enum class Verbosity : std::uint8_t { kQuiet, kNormal, kVerbose };

// In place of the name of a list; no path.
inline constexpr std::string_view kGivenNames = "(arguments)";

// The path of a result that nobody wants to keep.
inline constexpr std::string_view kNowhere = "/dev/null";

enum class ColorWish : std::uint8_t { kAuto, kAlways, kNever };

inline constexpr std::array kColorWishes = {
    io::Named<ColorWish>{ColorWish::kAuto, "auto",
                         "on a terminal, unless NO_COLOR is set"},
    io::Named<ColorWish>{ColorWish::kAlways, "always", "in any case"},
    io::Named<ColorWish>{ColorWish::kNever, "never", "none"},
};

enum class LogFormat : std::uint8_t { kText, kJson };

inline constexpr std::array kLogFormats = {
    io::Named<LogFormat>{LogFormat::kText, "text", "lines for people"},
    io::Named<LogFormat>{LogFormat::kJson, "json",
                         "an object a line, for programs"},
};

struct ScanPlan : PlanFiles {
  std::string input_path = "-";  // "-" is standard input
  // Given as arguments in place of a list; input_path is kGivenNames then.
  std::vector<std::string> names;
  // What the arguments were taken for where they could mean something else, a
  // line each: to be said in any case.
  std::vector<std::string> taken_for;
  // What a byte order mark says goes before.
  io::TextEncoding encoding = io::TextEncoding::kUtf8;
  const ListFormat* list_format = nullptr;  // null: it is recognised
  std::string list_column;  // number from 1, or name; empty: it is found
  HeaderWish list_header = HeaderWish::kAuto;
  bool force = false;                    // ask what looks like no list of names
  std::vector<std::string> passthrough;  // its columns that go into the result
  std::string output_path = "-";         // "-" is standard output
  bool parts = false;                    // the output is a folder of parts
  bool resume = false;     // go on with the run that began to fill it
  bool overwrite = false;  // replace what an earlier run left in it
  io::Duration checkpoint = io::Duration::seconds(60);  // of each part
  // Settings that may differ from those of the run that it goes on with.
  std::vector<std::string> resume_despite;
  std::string manifest_path;  // empty: none but inside the result
  std::string status_path;    // of the run's state; empty: none
  std::string metrics_path;   // of its counters; empty: none
  // Where they are told by HTTP; family 0: nowhere.
  io::Endpoint metrics_at{};
  std::string user;  // to become once sockets are open; empty: nobody else
  const io::WriterKind* writer = nullptr;
  const io::CompressionKind* compression = nullptr;  // null: none
  Shape shape = Shape::kFlat;
  std::uint64_t memory_mib = 0;  // that the process may take; 0: no limit
  // For the mail hosts that all shards together remember: 131,072 of them with
  // a few addresses each.
  std::uint64_t host_cache_bytes = std::uint64_t{48} << 20U;
  // With `recursive`: for the delegations that all shards together remember;
  // authoritative servers that each does.
  std::uint64_t delegation_bytes = std::uint64_t{384} << 20U;
  std::uint32_t servers_max = 60'000;
  std::vector<std::string> columns;   // of the result; empty: all of the shape
  std::string providers_path;         // of mail operators; empty: none
  std::string asn_db_path;            // of networks; empty: none
  std::string country_db_path;        // of countries; empty: none
  SortOrder sort = SortOrder::kNone;  // of the rows
  std::uint64_t sort_memory_mib = 256;  // for rows that wait to be sorted
  PartitionBy partition = PartitionBy::kNone;  // then the output is a folder
  std::string since_path;      // of a report: an older result; empty: none
  bool all_names = false;      // of a comparison: also what is as it was
  bool parquet_bloom = false;  // filters of domain and exchange
  std::uint64_t seq_from = 0;  // the number of the first input record
  std::string run_id;          // empty: drawn when a column shows it
  AddressMode addresses = AddressMode::kBoth;

  // Mail policies to be asked for; `policies` is all of them.
  bool spf = false;
  bool dmarc = false;
  bool mta_sts = false;
  bool tls_rpt = false;
  bool bimi = false;
  bool tlsa = false;
  bool policies = false;

  // Empty: start the private resolver.
  std::vector<io::Endpoint> resolvers;
  // Further lines of the private resolver's configuration, or empty.
  std::string resolver_config;
  std::string resolver_config_path;  // where they are from

  // Neither: the authoritative servers are asked, from those of the root on.
  bool recursive = false;
  bool recursion_desired = true;    // RD: of the resolvers
  std::string root_hints;           // empty: those that are compiled in
  std::string root_hints_path;      // where they are from
  std::uint32_t server_port = 53;   // of authoritative servers
  std::uint64_t server_pps = 500;   // most for each of them, >= 1
  bool qname_minimisation = false;  // RFC 9156

  // Null: the best kind that opens.
  const io::TransportKind* transport = nullptr;
  // Sent from in turn. Empty: the kernel chooses.
  std::vector<io::Endpoint> local_addresses;
  // A source port for each query, instead of one for up to 64 queries that are
  // sent together.
  bool port_per_query = false;
  bool mix_case = false;  // a secret in the case of letters
  bool cookies = false;   // RFC 7873

  std::uint32_t threads = 1;         // engine shards, 1..64
  std::uint32_t concurrency = 1000;  // queries in flight, all shards, >= 1
  std::uint64_t rate_pps = 0;        // packets a second, 0 = unlimited
  bool pace_resolvers = false;       // each at the rate it turns out to take
  std::uint64_t resolver_pps = 0;    // most for each resolver, 0 = unlimited
  bool check_resolvers = true;       // before the run
  std::uint32_t retries = 3;         // further attempts after the first
  io::Duration timeout = io::Duration::seconds(2);  // of the first attempt
  // For so long no resolver answers anything before the run ends.
  io::Duration give_up_after = io::Duration::seconds(30);
  // How long it may ask, and about how many names, before it is stopped.
  io::Duration max_runtime{};              // 0: no limit
  std::optional<std::uint64_t> max_names;  // absent: no limit
  // Of the names asked about, so many may stay unknown in a run that is a
  // success; 100: all.
  std::uint32_t max_unknown_percent = 50;
  std::optional<std::uint64_t> seed;  // absent: kernel entropy

  // What becomes of the list before anything is asked.
  std::string shard;               // as typed, "3/16"; empty: all of the list
  std::uint32_t shard_number = 0;  // from 0
  std::uint32_t shard_count = 1;
  bool own_resolvers = false;      // of this shard: rates are not divided
  bool registrable = false;        // ask for registrable domains
  std::string public_suffix_list;  // empty: the newest one of this machine
  bool unique = false;             // each name once
  std::uint64_t unique_memory_mib = 1024;     // for names that were there
  std::string blocklist_path;                 // empty: none
  std::string sample;                         // as typed, for the manifest
  std::optional<std::uint64_t> sample_count;  // so many records
  double sample_share = 1;                    // of the records, above 0
  bool shuffle = false;
  std::optional<std::uint64_t> limit;  // records that are read; absent: all

  bool allow_special = false;
  bool lenient = false;
  bool query_literals = false;
  Verbosity verbosity = Verbosity::kNormal;
  bool dry_run = false;  // only say what a run would do
  ColorWish color = ColorWish::kAuto;
  LogFormat log_format = LogFormat::kText;

  std::string config_path;                // where more was set; empty: nowhere
  std::vector<std::string> command_line;  // for the manifest
};

// A field, or what is the same in every run. An optional without a value is
// not shown; a time is, in milliseconds.
using ManifestValue = std::variant<
    bool, std::uint64_t, bool ScanPlan::*, std::uint32_t ScanPlan::*,
    std::uint64_t ScanPlan::*, std::optional<std::uint64_t> ScanPlan::*,
    io::Duration ScanPlan::*, std::string ScanPlan::*,
    std::vector<io::Endpoint> ScanPlan::*, std::vector<std::string> ScanPlan::*,
    Shape ScanPlan::*, SortOrder ScanPlan::*, PartitionBy ScanPlan::*,
    AddressMode ScanPlan::*, io::TextEncoding ScanPlan::*,
    HeaderWish ScanPlan::*>;

// Whether a run may go on (--resume) with another value of a setting than that
// with which the dataset was begun.
enum class ResumeRule : std::uint8_t {
  kMayChange,    // how fast, from where, how patiently; not what a row means
  kOnlyDespite,  // where --resume-despite names it
  kStays,        // never: the parts of a dataset are one table
};

struct ManifestKey {
  std::string_view key;
  ManifestValue value;
  ResumeRule resume;
};

// In the order of the manifest. Users rely on these keys.
inline constexpr std::array kManifestSettings = [] {
  using enum ResumeRule;
  return std::array{
      ManifestKey{"input", &ScanPlan::input_path, kOnlyDespite},
      ManifestKey{"encoding", &ScanPlan::encoding, kOnlyDespite},
      ManifestKey{"column", &ScanPlan::list_column, kOnlyDespite},
      ManifestKey{"header", &ScanPlan::list_header, kOnlyDespite},
      ManifestKey{"force", &ScanPlan::force, kOnlyDespite},
      ManifestKey{"parts", &ScanPlan::parts, kOnlyDespite},
      ManifestKey{"checkpoint_ms", &ScanPlan::checkpoint, kMayChange},
      ManifestKey{"passthrough", &ScanPlan::passthrough, kStays},
      ManifestKey{"shape", &ScanPlan::shape, kStays},
      ManifestKey{"columns", &ScanPlan::columns, kStays},
      ManifestKey{"providers", &ScanPlan::providers_path, kOnlyDespite},
      ManifestKey{"asn_db", &ScanPlan::asn_db_path, kOnlyDespite},
      ManifestKey{"country_db", &ScanPlan::country_db_path, kOnlyDespite},
      ManifestKey{"sort", &ScanPlan::sort, kOnlyDespite},
      ManifestKey{"sort_memory_mib", &ScanPlan::sort_memory_mib, kOnlyDespite},
      ManifestKey{"partition_by", &ScanPlan::partition, kOnlyDespite},
      ManifestKey{"parquet_bloom", &ScanPlan::parquet_bloom, kOnlyDespite},
      ManifestKey{"seq_from", &ScanPlan::seq_from, kStays},
      ManifestKey{"addresses", &ScanPlan::addresses, kOnlyDespite},
      ManifestKey{"spf", &ScanPlan::spf, kOnlyDespite},
      ManifestKey{"dmarc", &ScanPlan::dmarc, kOnlyDespite},
      ManifestKey{"mta_sts", &ScanPlan::mta_sts, kOnlyDespite},
      ManifestKey{"tls_rpt", &ScanPlan::tls_rpt, kOnlyDespite},
      ManifestKey{"bimi", &ScanPlan::bimi, kOnlyDespite},
      ManifestKey{"tlsa", &ScanPlan::tlsa, kOnlyDespite},
      ManifestKey{"rate_pps", &ScanPlan::rate_pps, kMayChange},
      ManifestKey{"pace_resolvers", &ScanPlan::pace_resolvers, kMayChange},
      ManifestKey{"resolver_rate_pps", &ScanPlan::resolver_pps, kMayChange},
      ManifestKey{"resolver_check", &ScanPlan::check_resolvers, kMayChange},
      ManifestKey{"concurrency", &ScanPlan::concurrency, kMayChange},
      ManifestKey{"threads", &ScanPlan::threads, kMayChange},
      ManifestKey{"retries", &ScanPlan::retries, kMayChange},
      ManifestKey{"timeout_ms", &ScanPlan::timeout, kMayChange},
      ManifestKey{"edns_payload_octets", std::uint64_t{kEdnsPayloadOctets},
                  kOnlyDespite},
      ManifestKey{"recursion_desired", &ScanPlan::recursion_desired,
                  kOnlyDespite},
      ManifestKey{"recursive", &ScanPlan::recursive, kOnlyDespite},
      ManifestKey{"root_hints", &ScanPlan::root_hints_path, kOnlyDespite},
      ManifestKey{"server_port", &ScanPlan::server_port, kOnlyDespite},
      ManifestKey{"server_rate_pps", &ScanPlan::server_pps, kMayChange},
      ManifestKey{"qname_minimisation", &ScanPlan::qname_minimisation,
                  kMayChange},
      ManifestKey{"give_up_after_ms", &ScanPlan::give_up_after, kMayChange},
      ManifestKey{"max_runtime_ms", &ScanPlan::max_runtime, kMayChange},
      ManifestKey{"max_names", &ScanPlan::max_names, kMayChange},
      ManifestKey{"max_unknown_percent", &ScanPlan::max_unknown_percent,
                  kMayChange},
      ManifestKey{"shard", &ScanPlan::shard, kOnlyDespite},
      ManifestKey{"own_resolvers", &ScanPlan::own_resolvers, kMayChange},
      ManifestKey{"registrable", &ScanPlan::registrable, kOnlyDespite},
      ManifestKey{"public_suffix_list_file", &ScanPlan::public_suffix_list,
                  kOnlyDespite},
      ManifestKey{"memory_mib", &ScanPlan::memory_mib, kMayChange},
      ManifestKey{"unique", &ScanPlan::unique, kOnlyDespite},
      ManifestKey{"unique_memory_mib", &ScanPlan::unique_memory_mib,
                  kMayChange},
      ManifestKey{"blocklist", &ScanPlan::blocklist_path, kOnlyDespite},
      ManifestKey{"sample", &ScanPlan::sample, kOnlyDespite},
      ManifestKey{"shuffle", &ScanPlan::shuffle, kOnlyDespite},
      ManifestKey{"limit", &ScanPlan::limit, kOnlyDespite},
      ManifestKey{"config", &ScanPlan::config_path, kOnlyDespite},
      ManifestKey{"allow_special", &ScanPlan::allow_special, kOnlyDespite},
      ManifestKey{"lenient", &ScanPlan::lenient, kOnlyDespite},
      ManifestKey{"query_literals", &ScanPlan::query_literals, kOnlyDespite},
      ManifestKey{"port_per_query", &ScanPlan::port_per_query, kMayChange},
      ManifestKey{"mix_case", &ScanPlan::mix_case, kMayChange},
      ManifestKey{"cookies", &ScanPlan::cookies, kMayChange},
      ManifestKey{"seed", &ScanPlan::seed, kMayChange},
      ManifestKey{"local_addresses", &ScanPlan::local_addresses, kMayChange}};
}();

// Null when there is no such setting.
[[nodiscard]] constexpr const ManifestKey* find_setting(std::string_view key) {
  for (const ManifestKey& setting : kManifestSettings) {
    if (setting.key == key) {
      return &setting;
    }
  }
  return nullptr;
}

}  // namespace mxsweep

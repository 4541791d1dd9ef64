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
#include "io/net/transport.h"
#include "io/table/writer.h"

#include "scanner/dns/limits.h"
#include "scanner/list/list_format.h"
#include "scanner/mail/address_mode.h"
#include "scanner/rows/shape.h"
#include "scanner/rr/blocklist.h"

namespace mxsweep::io {
struct CompressionKind;
}  // namespace mxsweep::io

namespace mxsweep {

enum class Verbosity : std::uint8_t { kQuiet, kNormal, kVerbose };

struct ScanPlan {
  std::string input_path = "-";  // "-" is standard input
  // What a byte order mark says goes before.
  io::TextEncoding encoding = io::TextEncoding::kUtf8;
  const ListFormat* list_format = nullptr;  // null: it is recognised
  std::string list_column;  // number from 1, or name; empty: it is found
  HeaderWish list_header = HeaderWish::kAuto;
  bool force = false;             // ask what looks like no list of names
  std::string output_path = "-";  // "-" is standard output
  std::string manifest_path;      // empty: none but inside the result
  const io::WriterKind* writer = nullptr;
  const io::CompressionKind* compression = nullptr;  // null: none
  Shape shape = Shape::kFlat;
  std::vector<std::string> columns;  // of the result; empty: all of the shape
  bool parquet_bloom = false;        // filters of domain and exchange
  std::uint64_t seq_from = 0;        // the number of the first input record
  std::string run_id;                // empty: drawn when a column shows it
  AddressMode addresses = AddressMode::kBoth;

  // Empty: start the private resolver.
  std::vector<io::Endpoint> resolvers;
  // Further lines of the private resolver's configuration, or empty.
  std::string resolver_config;

  // Null: the best kind that opens.
  const io::TransportKind* transport = nullptr;
  // Sent from in turn. Empty: the kernel chooses.
  std::vector<io::Endpoint> local_addresses;
  // A source port for each query, instead of one for up to 64 queries that are
  // sent together.
  bool port_per_query = false;

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
  std::optional<std::uint64_t> seed;  // absent: kernel entropy

  // What becomes of the list before anything is asked.
  bool registrable = false;        // ask for registrable domains
  std::string public_suffix_list;  // empty: the newest one of this machine
  bool unique = false;             // each name once
  std::uint64_t unique_memory_mib = 1024;     // for names that were there
  std::string blocklist_path;                 // empty: none
  Blocklist blocklist;                        // what is in it
  std::string sample;                         // as typed, for the manifest
  std::optional<std::uint64_t> sample_count;  // so many records
  double sample_share = 1;                    // of the records, above 0
  bool shuffle = false;

  bool allow_special = false;
  bool lenient = false;
  bool query_literals = false;
  Verbosity verbosity = Verbosity::kNormal;

  std::vector<std::string> command_line;  // for the manifest
};

// A field, or what is the same in every run. An optional without a value is
// not shown; a time is, in milliseconds.
using ManifestValue = std::variant<
    bool, std::uint64_t, bool ScanPlan::*, std::uint32_t ScanPlan::*,
    std::uint64_t ScanPlan::*, std::optional<std::uint64_t> ScanPlan::*,
    io::Duration ScanPlan::*, std::string ScanPlan::*,
    std::vector<io::Endpoint> ScanPlan::*, std::vector<std::string> ScanPlan::*,
    Shape ScanPlan::*, AddressMode ScanPlan::*, io::TextEncoding ScanPlan::*,
    HeaderWish ScanPlan::*>;

struct ManifestKey {
  std::string_view key;
  ManifestValue value;
};

// In the order of the manifest. Users rely on these keys.
inline constexpr std::array kManifestSettings = {
    ManifestKey{"input", &ScanPlan::input_path},
    ManifestKey{"encoding", &ScanPlan::encoding},
    ManifestKey{"column", &ScanPlan::list_column},
    ManifestKey{"header", &ScanPlan::list_header},
    ManifestKey{"force", &ScanPlan::force},
    ManifestKey{"shape", &ScanPlan::shape},
    ManifestKey{"columns", &ScanPlan::columns},
    ManifestKey{"parquet_bloom", &ScanPlan::parquet_bloom},
    ManifestKey{"seq_from", &ScanPlan::seq_from},
    ManifestKey{"addresses", &ScanPlan::addresses},
    ManifestKey{"rate_pps", &ScanPlan::rate_pps},
    ManifestKey{"pace_resolvers", &ScanPlan::pace_resolvers},
    ManifestKey{"resolver_rate_pps", &ScanPlan::resolver_pps},
    ManifestKey{"resolver_check", &ScanPlan::check_resolvers},
    ManifestKey{"concurrency", &ScanPlan::concurrency},
    ManifestKey{"threads", &ScanPlan::threads},
    ManifestKey{"retries", &ScanPlan::retries},
    ManifestKey{"timeout_ms", &ScanPlan::timeout},
    ManifestKey{"edns_payload_octets", std::uint64_t{kEdnsPayloadOctets}},
    ManifestKey{"recursion_desired", true},
    ManifestKey{"give_up_after_ms", &ScanPlan::give_up_after},
    ManifestKey{"registrable", &ScanPlan::registrable},
    ManifestKey{"public_suffix_list_file", &ScanPlan::public_suffix_list},
    ManifestKey{"unique", &ScanPlan::unique},
    ManifestKey{"unique_memory_mib", &ScanPlan::unique_memory_mib},
    ManifestKey{"blocklist", &ScanPlan::blocklist_path},
    ManifestKey{"sample", &ScanPlan::sample},
    ManifestKey{"shuffle", &ScanPlan::shuffle},
    ManifestKey{"allow_special", &ScanPlan::allow_special},
    ManifestKey{"lenient", &ScanPlan::lenient},
    ManifestKey{"query_literals", &ScanPlan::query_literals},
    ManifestKey{"port_per_query", &ScanPlan::port_per_query},
    ManifestKey{"seed", &ScanPlan::seed},
    ManifestKey{"local_addresses", &ScanPlan::local_addresses}};

}  // namespace mxsweep

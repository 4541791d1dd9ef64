// ScanPlan: everything the user asked for, validated; nothing optional is
// left open except where the comment says what the absence means. Built once
// by scanner/cli from Options, read-only afterwards, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/base/endpoint.h"
#include "io/base/time.h"
#include "io/net/transport.h"
#include "io/table/writer.h"

#include "scanner/mail/address_mode.h"
#include "scanner/rows/shape.h"

namespace mxsweep {

enum class Verbosity : std::uint8_t { kQuiet, kNormal, kVerbose };

struct ScanPlan {
  std::string input_path = "-";   // "-" is standard input
  std::string output_path = "-";  // "-" is standard output
  std::string manifest_path;      // empty: none but inside the result
  const io::WriterKind* writer = nullptr;
  Shape shape = Shape::kFlat;
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

  std::uint32_t threads = 1;       // engine shards, 1..64
  std::uint32_t concurrency = 0;   // queries in flight, all shards, >= 1
  std::uint64_t rate_pps = 0;      // packets a second, 0 = unlimited
  bool pace_resolvers = false;     // each at the rate it turns out to take
  std::uint64_t resolver_pps = 0;  // most for each resolver, 0 = unlimited
  bool check_resolvers = true;     // for lies, before the run
  std::uint32_t retries = 3;       // further attempts after the first
  io::Duration timeout = io::Duration::seconds(2);  // of the first attempt
  // For so long no resolver answers anything before the run ends.
  io::Duration give_up_after = io::Duration::seconds(30);
  std::optional<std::uint64_t> seed;  // absent: kernel entropy

  bool allow_special = false;
  bool lenient = false;
  bool query_literals = false;
  Verbosity verbosity = Verbosity::kNormal;

  std::vector<std::string> command_line;  // for the manifest
};

}  // namespace mxsweep

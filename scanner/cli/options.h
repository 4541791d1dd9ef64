// What the user typed, flag by flag, as raw text: nothing is checked here
// (make_plan does), an absent flag is an absent value. Plain values, filled
// once by parse_args().
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace mxsweep {

struct Options {
  std::optional<std::string> file;  // the positional FILE
  std::optional<std::string> list;  // the same as a flag
  bool allow_special = false;
  bool lenient = false;
  bool query_literals = false;

  std::optional<std::string> resolvers;
  std::optional<std::string> resolver_config;
  std::optional<std::string> manifest;
  bool no_resolver_check = false;
  std::optional<std::string> transport;
  std::optional<std::string> local_addr;
  bool port_per_query = false;

  std::optional<std::string> output;
  std::optional<std::string> format;
  std::optional<std::string> shape;
  std::optional<std::string> addresses;

  std::optional<std::string> rate;
  std::optional<std::string> resolver_rate;
  std::optional<std::string> concurrency;
  std::optional<std::string> retries;
  std::optional<std::string> timeout;
  std::optional<std::string> give_up_after;
  std::optional<std::string> threads;
  std::optional<std::string> seed;

  bool quiet = false;
  bool verbose = false;
  bool version = false;
  bool help = false;

  // Not in the help: for packagers, and for fingers used to other tools.
  bool man = false;
  bool verify_ip = false;
  std::optional<std::string> type;

  std::vector<std::string> command_line;  // argv as given
  std::vector<std::string> notes;         // for log_warning()
};

}  // namespace mxsweep

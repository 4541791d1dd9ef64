// Values on the command line: numbers, times and one-of-a-list, each with an
// error (ErrorCode::kUsage) that names the flag, what was typed and what would
// be right. Stateless, any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "io/base/endpoint.h"
#include "io/base/result.h"
#include "io/base/time.h"

#include "scanner/cli/flags.h"

namespace mxsweep {

[[nodiscard]] io::Error usage_error(std::string what);

// What the user typed, for a message: quoted, printable, not endless.
[[nodiscard]] std::string in_quotes(std::string_view typed);

// What stands between commas; one word more than there are commas.
[[nodiscard]] std::vector<std::string_view> words_between_commas(
    std::string_view text);

// A whole number: 10000, 10,000, 10_000, 10k; k, M and G count in thousands.
[[nodiscard]] io::Result<std::uint64_t> parse_count(std::string_view flag,
                                                    std::string_view typed,
                                                    const CountRange& range);

// A comma list of IP addresses without ports, each once.
[[nodiscard]] io::Result<std::vector<io::Endpoint>> parse_addresses(
    std::string_view flag, std::string_view typed);

// 256M or 2G, also MiB and GiB: in MiB, within the range.
[[nodiscard]] io::Result<std::uint64_t> parse_memory(std::string_view flag,
                                                     std::string_view typed,
                                                     const CountRange& mib);

// A port of 127.0.0.1, or an address with its port.
[[nodiscard]] io::Result<io::Endpoint> parse_listen_address(
    std::string_view flag, std::string_view typed);

// A whole number and its unit: ms, s or m, or several, as 1m30s. From 1ms to
// 5m.
[[nodiscard]] io::Result<io::Duration> parse_time(std::string_view flag,
                                                  std::string_view typed);

// The same, in hours, too, and within the range, in ms.
[[nodiscard]] io::Result<io::Duration> parse_long_time(std::string_view flag,
                                                       std::string_view typed,
                                                       const CountRange& ms);

// The one of the flag's choices that was typed, whatever its capitals, hyphens
// and underscores.
[[nodiscard]] io::Result<std::string> find_choice(const Flag& flag,
                                                  std::string_view typed);

}  // namespace mxsweep

// The made-up zone that the responder serves: what a name answers follows
// from a hash of the name alone, so every run and every tool gets the same
// data without a table. Names of one or two labels are domains (they may have
// MX, or only an address, or not exist); longer names are mail hosts (they
// have addresses, some of them IPv6). Exchanges are either shared hosts with
// a heavy head, or a host below the domain itself. Names whose first label
// begins with "servfail-", "refused-" or "silent-" fail so. Immutable, any
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace mxsweep::bench {

// Shares are per 10,000 names.
struct ZoneProfile {
  std::string_view name;
  std::uint32_t mx = 0;           // have MX
  std::uint32_t null_mx = 0;      // of those with MX: a null MX
  std::uint32_t nxdomain = 0;     // do not exist
  std::uint32_t implicit = 0;     // of the rest: have an address
  std::uint32_t shared_host = 0;  // exchanges that are shared hosts
  std::uint32_t one_mx = 0;       // of those with MX: exactly one
};

[[nodiscard]] std::span<const ZoneProfile> zone_profiles();

// Null when no profile has that name.
[[nodiscard]] const ZoneProfile* find_zone_profile(std::string_view name);

// Room that answer_query() needs behind the query.
inline constexpr std::size_t kAnswerRoom = 700;

// Query sizes that are answered.
inline constexpr std::size_t kQueryBytesMax = 300;

struct AnsweredQuery {
  std::size_t size = 0;    // of the response
  std::uint16_t type = 0;  // that was asked
  bool of_host = false;    // about a mail host, not a domain
  bool exchanges = false;  // names mail hosts: MX, but no null MX
  bool silent = false;     // nothing is to be sent
};

// Writes the response to `query` into `out`. Nothing when the query is not
// one that can be answered: no header, not one question, compressed name.
// REQUIRES: out.size() >= kQueryBytesMax + kAnswerRoom
[[nodiscard]] std::optional<AnsweredQuery> answer_query(
    const ZoneProfile& profile, std::span<const std::uint8_t> query,
    std::span<std::uint8_t> out);

// Writes a response with this code and without records; else like
// answer_query().
[[nodiscard]] std::optional<AnsweredQuery> answer_failure(
    std::span<const std::uint8_t> query, std::uint8_t rcode,
    std::span<std::uint8_t> out);

}  // namespace mxsweep::bench

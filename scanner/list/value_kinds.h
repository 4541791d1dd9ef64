// What a column "type" says of the value beside it, as lists of indicators have
// it (MISP, STIX, OTX): a file's name may look like a domain, and its type says
// that it is none. Pure, any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace mxsweep {

inline constexpr std::string_view kTypedOtherwise =
    "its type says that it is no name";

// Of a list, in its announcement.
inline constexpr std::string_view kSaidOtherwise =
    ", but what its type says to be none";

enum class ValueKind : std::uint8_t {
  kUnknown,  // nothing that is known, or a kind of domains
  kName,     // domain, hostname, url, email-src
  kNoName,   // filename, md5, regkey
};

// "type", "ioc_type", "Indicator type".
[[nodiscard]] bool is_kind_word(std::string_view header);

[[nodiscard]] ValueKind value_kind(std::string_view type);

}  // namespace mxsweep

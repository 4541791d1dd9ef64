// Names and responses that the micro-benchmarks share: the usual answers of a
// scan, with compressed names and OPT as resolvers send them. Built once per
// benchmark, from fixed texts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/dns/name.h"

namespace mxsweep::bench {

// The name of a text that is known to be good.
[[nodiscard]] Name name_of(std::string_view text);

// The `number`-th name of a made-up list, 10 to 25 octets long.
[[nodiscard]] std::string name_text(std::uint32_t number);

using Message = std::vector<std::byte>;

// NOERROR with `count` MX of a common provider.
[[nodiscard]] Message mx_response(NameView name, std::uint16_t count);

// NXDOMAIN with the SOA of the parent.
[[nodiscard]] Message nxdomain_response(NameView name);

// NOERROR with one A record.
[[nodiscard]] Message a_response(NameView name);

}  // namespace mxsweep::bench

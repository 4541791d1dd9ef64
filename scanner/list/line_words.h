// What the formats of lines have in common: comments, words and addresses. Pure
// functions, any thread.
#pragma once

#include <string_view>

namespace mxsweep {

// Or an empty line. `line` has no blanks at its ends.
[[nodiscard]] bool is_comment(std::string_view line);

// Takes the first word off `rest`, up to a comment; empty: there is none.
[[nodiscard]] std::string_view next_word(std::string_view& rest);

// Of either family, with or without a zone (fe80::1%eth0), without a port.
[[nodiscard]] bool is_ip_address(std::string_view word);

// Of an address: 1.2.0.192.in-addr.arpa, without a final dot.
[[nodiscard]] bool is_reverse_name(std::string_view name);

// Of a service or a policy: _dmarc.NAME, _sip._tcp.NAME.
[[nodiscard]] bool has_underscore_label(std::string_view name);

}  // namespace mxsweep

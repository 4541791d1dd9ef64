// Lines of logs that say which names were asked for: the MatchLine of all
// name servers and of tcpdump, for the table in directive_formats.cc alone.
// Stateless, any thread.
#pragma once

#include <string_view>
#include <vector>

#include "scanner/list/matched_list.h"

namespace mxsweep {

// REQUIRES, of each: a line without blanks at its ends; `word` is not looked at

// dnsmasq and Pi-hole (query[MX] NAME from), BIND (query: NAME IN MX), unbound
// (info: ADDRESS NAME. MX IN), CoreDNS ("MX IN NAME. udp), PowerDNS
// ('NAME|MX'), dnstap (NAME/IN/MX), tcpdump (MX? NAME.). Answers name others.
[[nodiscard]] LineMatch match_query_log(std::string_view line,
                                        std::string_view word,
                                        std::vector<std::string_view>& names);

// A line that says such a name.
[[nodiscard]] bool is_query_sign(std::string_view line);

}  // namespace mxsweep

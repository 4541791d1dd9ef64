// Lines of what name servers and resolvers are configured by, each to the names
// that it says: the MatchLine of dnsmasq, unbound (and NSD and Knot), named,
// rbldnsd and tinydns, for the table in directive_formats.cc alone. Stateless,
// any thread.
#pragma once

#include <string_view>
#include <vector>

#include "scanner/list/matched_list.h"

namespace mxsweep {

// REQUIRES, of each: a line without blanks at its ends; `word` is not looked at

// address=/NAME/NAME/VALUE
[[nodiscard]] LineMatch match_dnsmasq(std::string_view line,
                                      std::string_view word,
                                      std::vector<std::string_view>& names);

// local-zone: "NAME" TYPE; local-data: "NAME TTL CLASS TYPE DATA", which mostly
// follows the zone of its name; name: "NAME" of a zone or forward.
[[nodiscard]] LineMatch match_unbound(std::string_view line,
                                      std::string_view word,
                                      std::vector<std::string_view>& names);

// zone "NAME" { ... };
[[nodiscard]] LineMatch match_named(std::string_view line,
                                    std::string_view word,
                                    std::vector<std::string_view>& names);

// "NAME=ADDRESS;ADDRESS" of PowerDNS's forward zones, with a sign before the
// name; or an address behind "NAME = ".
[[nodiscard]] LineMatch match_forwards(std::string_view line,
                                       std::string_view word,
                                       std::vector<std::string_view>& names);

// NAME, .NAME or *.NAME with or without ":ADDRESS:TEXT"; !NAME is an exception.
[[nodiscard]] LineMatch match_rbldnsd(std::string_view line,
                                      std::string_view word,
                                      std::vector<std::string_view>& names);

// What only data of rbldnsd has: its directives, and ":ADDRESS:TEXT", which is
// said of the names that follow.
[[nodiscard]] bool is_rbldnsd_sign(std::string_view line);

// Records of tinydns-data: a sign that says the type, the name, fields behind
// colons. One that is switched off ('-'), places (%), services and names of
// addresses are none.
[[nodiscard]] LineMatch match_tinydns(std::string_view line,
                                      std::string_view word,
                                      std::vector<std::string_view>& names);

// What a resolver configuration and the like never have: who serves a zone
// (".NAME:ADDRESS:..."), takes its mail ("@"), its SOA ("Z"), or an address of
// a name ("+NAME:ADDRESS").
[[nodiscard]] bool is_tinydns_sign(std::string_view line);

}  // namespace mxsweep

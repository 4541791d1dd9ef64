// Lines of what web servers and the tools that run machines are configured by,
// each to the names that it says: the MatchLine of nginx, Apache, Caddy,
// HAProxy, DNSControl and Ansible, for the table in directive_formats.cc alone.
// Stateless, any thread.
#pragma once

#include <string_view>
#include <vector>

#include "scanner/list/matched_list.h"

namespace mxsweep {

// REQUIRES, of each: a line without blanks at its ends; `word` is not looked at

// server_name NAME NAME; patterns (~) and the name of any other (_) are none.
[[nodiscard]] LineMatch match_nginx(std::string_view line,
                                    std::string_view word,
                                    std::vector<std::string_view>& names);

// What only nginx has: such a line, with its semicolon.
[[nodiscard]] bool is_nginx_sign(std::string_view line);

// ServerName NAME, ServerAlias NAME NAME, in any case.
[[nodiscard]] LineMatch match_apache(std::string_view line,
                                     std::string_view word,
                                     std::vector<std::string_view>& names);

[[nodiscard]] bool is_apache_sign(std::string_view line);

// "NAME, NAME {" at the start of a line, also with a scheme or a port.
[[nodiscard]] LineMatch match_caddy(std::string_view line,
                                    std::string_view word,
                                    std::vector<std::string_view>& names);

// What Caddy has in its blocks, and nothing else does.
[[nodiscard]] bool is_caddy_sign(std::string_view line);

// Conditions on the host or the SNI: "acl X hdr(host) -i NAME NAME", or "acl X
// dstdomain NAME NAME" of Squid; and
// "FILE.pem [OPTIONS] NAME NAME !NAME" of a list of certificates.
[[nodiscard]] LineMatch match_haproxy(std::string_view line,
                                      std::string_view word,
                                      std::vector<std::string_view>& names);

// A line that says such a name.
[[nodiscard]] bool is_haproxy_sign(std::string_view line);

// D("NAME", ...
[[nodiscard]] LineMatch match_dnscontrol(std::string_view line,
                                         std::string_view word,
                                         std::vector<std::string_view>& names);

[[nodiscard]] bool is_dnscontrol_sign(std::string_view line);

// NAME KEY=VALUE KEY=VALUE below [SECTION], as Ansible has its inventories.
// What is set of a machine or a section may be a secret, and is never a name.
[[nodiscard]] LineMatch match_inventory(std::string_view line,
                                        std::string_view word,
                                        std::vector<std::string_view>& names);

// [SECTION]
[[nodiscard]] bool is_section(std::string_view line);

}  // namespace mxsweep

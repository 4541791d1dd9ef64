// Lines of what tools that look for names print, each to the names that it
// says: the MatchLine of nslookup, host, Nmap, certbot and others, for the
// table in directive_formats.cc alone. Stateless, any thread.
#pragma once

#include <string_view>
#include <vector>

#include "scanner/list/matched_list.h"

namespace mxsweep {

// REQUIRES, of each: a line without blanks at its ends; `word` is not looked at

// "Nmap scan report for NAME (ADDRESS)", and "Host: ADDRESS (NAME)" of -oG.
[[nodiscard]] LineMatch match_nmap(std::string_view line, std::string_view word,
                                   std::vector<std::string_view>& names);

// NAME and a tab before what it has; "** server can't find NAME: NXDOMAIN".
[[nodiscard]] LineMatch match_nslookup(std::string_view line,
                                       std::string_view word,
                                       std::vector<std::string_view>& names);

// What only nslookup says.
[[nodiscard]] bool is_nslookup_sign(std::string_view line);

// "NAME has address", "NAME mail is handled by", "Host NAME not found:".
[[nodiscard]] LineMatch match_host(std::string_view line, std::string_view word,
                                   std::vector<std::string_view>& names);

// "Found: NAME", of gobuster and fierce.
[[nodiscard]] LineMatch match_found(std::string_view line,
                                    std::string_view word,
                                    std::vector<std::string_view>& names);
[[nodiscard]] bool is_found_sign(std::string_view line);

// "Domains: NAME NAME", of certbot.
[[nodiscard]] LineMatch match_certbot(std::string_view line,
                                      std::string_view word,
                                      std::vector<std::string_view>& names);
[[nodiscard]] bool is_certbot_sign(std::string_view line);

// "zone NAME/IN: loaded serial 7" of named-checkconf, "[NAME.] role: master"
// of knotc.
[[nodiscard]] LineMatch match_zone_status(std::string_view line,
                                          std::string_view word,
                                          std::vector<std::string_view>& names);

}  // namespace mxsweep

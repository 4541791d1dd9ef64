// Lines of what is published or shown to people, each to the names that it
// says: certificates as OpenSSL prints them, ads.txt, links of Markdown; for
// the table in directive_formats.cc alone. Stateless, any thread.
#pragma once

#include <string_view>
#include <vector>

#include "scanner/list/matched_list.h"

namespace mxsweep {

// REQUIRES, of each: a line without blanks at its ends; `word` is not looked at

// "DNS:NAME, DNS:NAME, IP Address:ADDRESS": the names that a certificate is
// for.
[[nodiscard]] LineMatch match_alternative_names(
    std::string_view line, std::string_view word,
    std::vector<std::string_view>& names);

// What stands before them among all else that a certificate says.
[[nodiscard]] bool is_certificate_sign(std::string_view line);

// "subject=C = DE, CN = NAME", "subject= /C=DE/CN=NAME", "Subject: CN=NAME",
// "CN=NAME,O=...". What is no name is somebody's, and is not asked.
[[nodiscard]] LineMatch match_common_names(
    std::string_view line, std::string_view word,
    std::vector<std::string_view>& names);

// Beside other lines about the same certificate (issuer=, notAfter=).
[[nodiscard]] bool is_subject_sign(std::string_view line);

// "SYSTEM, ACCOUNT, DIRECT": the advertising system; not who is to be written
// to (contact=...), nor where more is said (subdomain=...).
[[nodiscard]] LineMatch match_ads(std::string_view line, std::string_view word,
                                  std::vector<std::string_view>& names);

// "- [TEXT](URL) REMARK", with another bullet, a number, a box to tick or none,
// and the same of other markups; relative links are none.
[[nodiscard]] LineMatch match_links(std::string_view line,
                                    std::string_view word,
                                    std::vector<std::string_view>& names);
[[nodiscard]] bool is_link_sign(std::string_view line);

}  // namespace mxsweep

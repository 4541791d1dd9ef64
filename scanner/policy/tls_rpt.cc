// TLS reporting (RFC 8460 section 3): "v=TLSRPTv1; rua=mailto:t@example.com".
// Reports go to mail addresses and to web servers; a record that names neither
// asks for none.

#include <utility>

#include "scanner/policy/fields.h"
#include "scanner/policy/policy.h"

namespace mxsweep {
namespace {

constexpr std::string_view kVersion = "v=TLSRPTv1";

// Commas inside a URI are encoded, so that each one ends a URI; exclamation
// marks are, too. What is wrong with the list; empty: nothing.
std::string_view count_uris(std::string_view list, std::uint16_t& usable) {
  while (true) {
    const std::size_t end = list.find(',');
    const std::string_view uri = io::trimmed(list.substr(0, end), kWsp);
    if (!is_uri(uri)) {
      return "rua wants addresses of the kind mailto: or https:";
    }
    if (uri.find('!') != std::string_view::npos) {
      return "an exclamation mark in rua is to be written as %21";
    }
    const bool known = has_scheme(uri, "mailto") || has_scheme(uri, "https");
    usable = static_cast<std::uint16_t>(usable + (known ? 1 : 0));
    if (end == std::string_view::npos) {
      return {};
    }
    list.remove_prefix(end + 1);
  }
}

}  // namespace

bool claims_tls_rpt(std::string_view text) {
  return has_version(text, kVersion);
}

PolicyFault parse_tls_rpt(std::string_view text, PolicyValues& values) {
  TlsRptPolicy policy;
  bool found = false;
  const auto take = [&policy, &found](const Tag& tag) -> std::string_view {
    if (tag.name != "rua") {
      return is_extension(tag) ? std::string_view() : kNoExtension;
    }
    if (std::exchange(found, true)) {
      return "rua stands there twice";
    }
    return count_uris(tag.value, policy.rua);
  };
  const PolicyFault fault = take_tags(text, as_tight_tag, take);
  if (!fault.none()) {
    return fault;
  }
  if (policy.rua == 0) {
    return {found ? "rua names neither a mail address nor a web server"
                  : "it has no rua, where reports go"};
  }
  values = policy;
  return {};
}

}  // namespace mxsweep

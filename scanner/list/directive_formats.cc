// Configurations, logs and reports: lines of a program's own, each of which may
// say a name; those of name servers are in a file of their own. A function for
// each program takes a line, without blanks at its ends, to its names; a
// further one is a function and a row of kDirectives.
#include <algorithm>
#include <array>
#include <string>

#include "io/base/ascii.h"

#include "scanner/input/cell.h"
#include "scanner/list/line_words.h"
#include "scanner/list/machine_lines.h"
#include "scanner/list/matched_list.h"
#include "scanner/list/name_server_lines.h"
#include "scanner/list/published_lines.h"
#include "scanner/list/query_log_lines.h"
#include "scanner/list/recognisers.h"
#include "scanner/list/report_lines.h"

namespace mxsweep {
namespace {

using Names = std::vector<std::string_view>;

// domainlist WORD = NAME : NAME, of Exim; what else may stand there are other
// lists, files, look-ups and exceptions.
LineMatch match_exim_lists(std::string_view line, std::string_view /*word*/,
                           Names& names) {
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  const std::size_t sign = line.find('=');
  if (!line.starts_with("domainlist ") || sign == std::string_view::npos) {
    return LineMatch::kForeign;
  }
  for (std::string_view rest = line.substr(sign + 1); !rest.empty();) {
    const std::size_t end = std::min(rest.find(':'), rest.size());
    const std::string_view name = trimmed(rest.substr(0, end));
    if (name.find('.') != std::string_view::npos &&
        name.find_first_of("/!@+^$;") == std::string_view::npos) {
      names.push_back(name);
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return LineMatch::kMine;
}

// domain:NAME, full:NAME, with attributes behind; the others are patterns.
LineMatch match_domain_rules(std::string_view line, std::string_view /*word*/,
                             Names& names) {
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  if (line.starts_with("keyword:") || line.starts_with("regexp:") ||
      line.starts_with("include:")) {
    return LineMatch::kMine;
  }
  const std::size_t colon = line.find(':');
  const std::string_view word = line.substr(0, colon);
  if (word != "domain" && word != "full") {
    return LineMatch::kForeign;
  }
  std::string_view rest = line.substr(colon + 1);
  std::string_view name = next_word(rest);
  names.push_back(name.substr(0, name.find(':')));
  return LineMatch::kMine;
}

// "<ADDRESS>,<ADDRESS>" or "ADDRESS,": what follows to= in a log. False where
// it is no address.
bool take_recipients(std::string_view text, Names& names) {
  bool any = false;
  while (true) {
    const bool framed = text.starts_with('<');
    text.remove_prefix(framed ? 1 : 0);
    const std::size_t end =
        std::min(text.find_first_of(framed ? ">" : ", \t"), text.size());
    const std::string_view address = text.substr(0, end);
    if (!framed && address.find('@') == std::string_view::npos) {
      return any;
    }
    any = true;
    if (!address.empty()) {
      names.push_back(address);
    }
    text.remove_prefix(std::min(end + (framed ? 1 : 0), text.size()));
    if (text.size() < 2 || text.front() != ',' || text[1] == ' ') {
      return true;
    }
    text.remove_prefix(1);
  }
}

// to=<ADDRESS> of a mail server's log, in Postfix and sendmail.
bool take_logged_recipients(std::string_view line, Names& names) {
  constexpr std::string_view kTo = "to=";
  for (std::size_t at = line.find(kTo); at != std::string_view::npos;
       at = line.find(kTo, at + 1)) {
    const bool begins = at == 0 || line[at - 1] == ' ' ||
                        line[at - 1] == '\t' || line[at - 1] == ',';
    if (begins && take_recipients(line.substr(at + kTo.size()), names)) {
      return true;
    }
  }
  return false;
}

// "DATE TIME ID => ADDRESS R=ROUTER T=TRANSPORT" of Exim; of several words
// ("jane <jane@example.com>") the one in brackets. <= is a sender.
LineMatch match_exim_log(std::string_view line, Names& names) {
  constexpr std::array kSigns = std::to_array<std::string_view>(
      {"=>", "->", ">>", "**", "==", "<=", "Completed"});
  std::string_view rest = line;
  for (int word = 0; word < 3; ++word) {
    if (next_word(rest).empty()) {
      return LineMatch::kForeign;
    }
  }
  const std::string_view sign = next_word(rest);
  if (line.front() < '0' || line.front() > '9' ||
      std::find(kSigns.begin(), kSigns.end(), sign) == kSigns.end()) {
    return LineMatch::kForeign;
  }
  if (sign == "<=" || sign == "Completed") {
    return LineMatch::kMine;
  }
  std::string_view address = next_word(rest);
  const std::string_view second = next_word(rest);
  address = second.starts_with('<') ? second : address;
  if (address.find('@') != std::string_view::npos) {
    names.push_back(address);
  }
  return LineMatch::kMine;
}

LineMatch match_mail_log(std::string_view line, std::string_view /*word*/,
                         Names& names) {
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  if (take_logged_recipients(line, names) ||
      line.find("postfix/") != std::string_view::npos) {
    return LineMatch::kMine;
  }
  return match_exim_log(line, names);
}

// NAME: VALUE, as Exim has its files.
LineMatch match_colon_map(std::string_view line, std::string_view /*word*/,
                          Names& names) {
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  std::string_view rest = line;
  std::string_view name = next_word(rest);
  if (!name.ends_with(':') || trimmed(rest).empty() ||
      name.find(':') + 1 != name.size()) {
    return LineMatch::kForeign;
  }
  names.push_back(name.substr(0, name.size() - 1));
  return LineMatch::kMine;
}

// SELECTOR._domainkey.NAME NAME:SELECTOR:FILE, as OpenDKIM has its keys.
LineMatch match_key_table(std::string_view line, std::string_view /*word*/,
                          Names& names) {
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  std::string_view rest = line;
  const std::string_view key = next_word(rest);
  const std::string_view value = next_word(rest);
  const std::size_t colon = value.find(':');
  if (key.find("._domainkey.") == std::string_view::npos ||
      colon == std::string_view::npos || colon == 0) {
    return LineMatch::kForeign;
  }
  if (value.front() != '%') {  // the domain of whoever sends
    names.push_back(value.substr(0, colon));
  }
  return LineMatch::kMine;
}

constexpr std::string_view kSshName = "hostname";

bool is_ssh_sign(std::string_view line) {
  return io::ascii_lower(next_word(line)) == kSshName;
}

// HostName NAME, of OpenSSH's client; other words say users, keys and jumps.
LineMatch match_ssh(std::string_view line, std::string_view /*word*/,
                    Names& names) {
  constexpr std::array kOthers = std::to_array<std::string_view>(
      {"host", "user", "port", "identityfile", "proxyjump"});
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  const std::string word = io::ascii_lower(next_word(line));
  const std::string_view name = next_word(line);
  if (word != kSshName) {
    return std::find(kOthers.begin(), kOthers.end(), word) == kOthers.end()
               ? LineMatch::kForeign
               : LineMatch::kMine;
  }
  if (name.find('.') != std::string_view::npos && !is_ip_address(name)) {
    names.push_back(name);
  }
  return LineMatch::kMine;
}

// NAME,NAME,ADDRESS TYPE KEY of OpenSSH's known_hosts; "[NAME]:PORT" is one
// with a port of its own, and "|1|..." one that is hidden.
LineMatch match_known_hosts(std::string_view line, std::string_view /*word*/,
                            Names& names) {
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  std::string_view hosts = next_word(line);
  if (hosts.starts_with('@')) {  // @cert-authority, @revoked
    hosts = next_word(line);
  }
  const std::string_view type = next_word(line);
  if (!type.starts_with("ssh-") && !type.starts_with("ecdsa-") &&
      !type.starts_with("sk-")) {
    return LineMatch::kForeign;
  }
  while (!hosts.empty()) {
    const std::size_t end = std::min(hosts.find(','), hosts.size());
    std::string_view host = hosts.substr(0, end);
    hosts.remove_prefix(std::min(end + 1, hosts.size()));
    if (host.starts_with('[')) {
      host = host.substr(1, std::min(host.find(']'), host.size()) - 1);
    }
    host.remove_prefix(host.starts_with("*.") ? 2 : 0);
    if (host.find_first_of("*?!|") == std::string_view::npos &&
        host.find('.') != std::string_view::npos && !is_ip_address(host)) {
      names.push_back(host);
    }
  }
  return LineMatch::kMine;
}

struct Directive {
  MatchLine match;
  double share;
  std::string_view text;
  // One line at least is so, where lines of others match, too.
  bool (*sign)(std::string_view line) = nullptr;
  // Lines of a table may match: not where a column has a name.
  bool like_table = false;
};

bool shows_sign(const ListSample& sample, const Directive& directive) {
  return directive.sign == nullptr ||
         std::any_of(sample.lines.begin(), sample.lines.end(),
                     [&directive](std::string_view line) {
                       return directive.sign(trimmed(line));
                     });
}

constexpr std::array kDirectives = std::to_array<Directive>({
    {&match_dnsmasq, 0.3, "the domains of a dnsmasq configuration"},
    {&match_unbound, 0.3, "the zones of an unbound, NSD or Knot configuration"},
    {&match_named, 0.15, "the zones of a named configuration"},
    {&match_forwards, 0.8, "the names of lines NAME=ADDRESS"},
    {&match_exim_lists, 0.3, "the domainlists of an Exim configuration"},
    {&match_domain_rules, 0.8, "domain: and full: rules"},
    {&match_mail_log, 0.3, "the recipients (to=<...>, =>) of a mail log"},
    {&match_nmap, 0.3, "the hosts of a report of Nmap"},
    {&match_query_log, 0.2, "the names asked for in a log of DNS queries",
     &is_query_sign},
    {&match_nslookup, 0.5, "the names of answers of nslookup",
     &is_nslookup_sign},
    {&match_host, 0.8, "the names of answers of host"},
    {&match_found, 0, "the names of Found: lines", &is_found_sign},
    {&match_certbot, 0, "the Domains: lines of certbot", &is_certbot_sign},
    {&match_zone_status, 0.8, "the zones of a name server's status"},
    {&match_key_table, 0.8, "the domains of an OpenDKIM KeyTable"},
    {&match_alternative_names, 0.3, "the DNS names of certificates"},
    {&match_alternative_names, 0, "the DNS names of certificates",
     &is_certificate_sign},
    {&match_common_names, 0, "the common names (CN) of certificates",
     &is_subject_sign},
    {&match_common_names, 0.8, "the common names (CN) of certificates"},
    {.match = &match_ads,
     .share = 0.8,
     .text = "the advertising systems of an ads.txt",
     .like_table = true},
    {&match_links, 0.5, "the links of a list in Markdown or the like",
     &is_link_sign},
    {&match_nginx, 0, "the server_name lines of an nginx configuration",
     &is_nginx_sign},
    {&match_caddy, 0, "the sites of a Caddyfile or Corefile", &is_caddy_sign},
    {&match_haproxy, 0, "the hosts of an HAProxy or Squid configuration",
     &is_haproxy_sign},
    {&match_dnscontrol, 0, "the zones of a DNSControl configuration",
     &is_dnscontrol_sign},
    {&match_apache, 0,
     "the ServerName and ServerAlias lines of an Apache configuration",
     &is_apache_sign},
    {&match_inventory, 0.8, "the machines of an inventory with [sections]",
     &is_section},
    {&match_rbldnsd, 0.8, "the names of an rbldnsd data file",
     &is_rbldnsd_sign},
    {&match_ssh, 0.8, "the HostName lines of an OpenSSH configuration",
     &is_ssh_sign},
    {&match_tinydns, 0.8, "the names of a tinydns data file", &is_tinydns_sign},
    {&match_known_hosts, 0.8, "the hosts of a known_hosts file"},
    {&match_colon_map, 0.8, "the keys of a map with colons"},
});

// By a flag, or since a head is above the lines that match.
bool names_a_column(const ListInput& input, MatchLine match) {
  std::vector<std::string_view> names;
  for (const std::string_view line : input.sample.lines) {
    const LineMatch found = match(trimmed(line), {}, names);
    if (found != LineMatch::kNothing) {
      return found == LineMatch::kForeign || input.wishes.wants_column();
    }
  }
  return false;
}

}  // namespace

ListVerdict recognise_directives(const ListInput& input) {
  for (const Directive& one : kDirectives) {
    if (!shows_sign(input.sample, one) ||
        (one.like_table && names_a_column(input, one.match))) {
      continue;
    }
    const ListInput strict = {input.lines, input.path, input.sample, {}};
    ListVerdict verdict = recognise_lines(
        strict, {.match = one.match, .word = {}}, one.share, one.text);
    if (!verdict.text.empty()) {
      return verdict;
    }
  }
  return input.wishes.format == nullptr
             ? not_mine()
             : refuse("its lines are no configuration that is known");
}

}  // namespace mxsweep

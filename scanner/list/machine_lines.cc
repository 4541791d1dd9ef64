#include "scanner/list/machine_lines.h"

#include <algorithm>
#include <array>
#include <string>

#include "io/base/ascii.h"

#include "scanner/input/cell.h"
#include "scanner/list/cell_look.h"
#include "scanner/list/line_words.h"

namespace mxsweep {
namespace {

using Names = std::vector<std::string_view>;

bool is_machine(std::string_view word) {
  return word.find('.') != std::string_view::npos && !is_ip_address(word);
}

// What stands behind the first word.
void take_machines(std::string_view line, Names& names) {
  (void)next_word(line);
  for (std::string_view word = next_word(line); !word.empty();
       word = next_word(line)) {
    if (is_machine(word) && word.front() != '~') {
      names.push_back(word);
    }
  }
}

// NAME, also with a comma behind it, a scheme or a port.
bool is_site(std::string_view word) {
  word.remove_suffix(word.ends_with(',') ? 1 : 0);
  const CellKind kind = look_at(word).kind;
  return kind == CellKind::kName || kind == CellKind::kUrl;
}

// "hdr(host)", "req.hdr(Host),lower", "ssl_fc_sni" and their kin; "dstdomain"
// of Squid.
bool is_host_fetch(std::string_view word) {
  const std::string text = io::ascii_lower(word.substr(0, 64));
  const bool header = text.find("hdr") != std::string::npos &&
                      text.find("(host") != std::string::npos;
  return header || text == "dstdomain" || text == "ssl::server_name" ||
         text.find("ssl_fc_sni") != std::string::npos ||
         text.find("req_ssl_sni") != std::string::npos ||
         text.find("req.ssl_sni") != std::string::npos;
}

// Words behind the condition, without its flags (-i, -m end).
void take_compared(std::string_view rest, Names& names) {
  for (std::string_view word = next_word(rest); !word.empty();
       word = next_word(rest)) {
    if (word == "}" || word == "||" || word == "or") {
      return;
    }
    if (word == "-f" || word == "-m") {
      (void)next_word(rest);
    } else if (word.front() != '-' && is_machine(word)) {
      names.push_back(word);
    }
  }
}

// Of "FILE.pem [OPTIONS] NAME !NAME"; false where it is none.
bool take_certificate(std::string_view rest, Names& names) {
  if (!rest.starts_with('/') || !next_word(rest).ends_with(".pem")) {
    return false;
  }
  rest = trimmed(rest);
  if (rest.starts_with('[')) {
    rest.remove_prefix(std::min(rest.find(']'), rest.size() - 1) + 1);
  }
  for (std::string_view word = next_word(rest); !word.empty();
       word = next_word(rest)) {
    if (word.front() != '!') {
      names.push_back(word);
    }
  }
  return true;
}

std::string_view without_comment(std::string_view line) {
  return trimmed(line.substr(0, line.find('#')));
}

}  // namespace

bool is_nginx_sign(std::string_view line) {
  line = without_comment(line);
  return next_word(line) == "server_name" && line.ends_with(';');
}

LineMatch match_nginx(std::string_view line, std::string_view /*word*/,
                      Names& names) {
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  if (!is_nginx_sign(line)) {
    return LineMatch::kForeign;
  }
  line = without_comment(line);
  line.remove_suffix(1);
  take_machines(line, names);
  return LineMatch::kMine;
}

bool is_apache_sign(std::string_view line) {
  const std::string word = io::ascii_lower(next_word(line));
  return word == "servername" || word == "serveralias";
}

LineMatch match_apache(std::string_view line, std::string_view /*word*/,
                       Names& names) {
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  if (!is_apache_sign(line)) {
    return LineMatch::kForeign;
  }
  take_machines(line, names);
  return LineMatch::kMine;
}

bool is_caddy_sign(std::string_view line) {
  constexpr std::array kWords = std::to_array<std::string_view>(
      {"reverse_proxy", "file_server", "php_fastcgi", "encode", "handle_path",
       "respond", "redir", "forward", "errors", "loadbalance"});
  return std::find(kWords.begin(), kWords.end(), next_word(line)) !=
         kWords.end();
}

LineMatch match_caddy(std::string_view line, std::string_view /*word*/,
                      Names& names) {
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  const bool goes_on = line.ends_with(',');  // with more names below
  if (!goes_on && !line.ends_with('{')) {
    return LineMatch::kForeign;
  }
  line.remove_suffix(goes_on ? 0 : 1);
  const std::size_t before = names.size();
  for (std::string_view word = next_word(line); !word.empty();
       word = next_word(line)) {
    if (!is_site(word)) {  // a block within one
      names.resize(before);
      return LineMatch::kForeign;
    }
    word.remove_suffix(word.ends_with(',') ? 1 : 0);
    names.push_back(word);
  }
  return names.size() == before ? LineMatch::kForeign : LineMatch::kMine;
}

bool is_haproxy_sign(std::string_view line) {
  Names names;
  return match_haproxy(line, {}, names) == LineMatch::kMine && !names.empty();
}

LineMatch match_haproxy(std::string_view line, std::string_view /*word*/,
                        Names& names) {
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  if (take_certificate(line, names)) {
    return LineMatch::kMine;
  }
  for (std::string_view word = next_word(line); !word.empty();
       word = next_word(line)) {
    if (is_host_fetch(word)) {
      take_compared(line, names);
      return LineMatch::kMine;
    }
  }
  return LineMatch::kForeign;
}

bool is_dnscontrol_sign(std::string_view line) {
  return line.starts_with("D(\"") || line.starts_with("D('");
}

LineMatch match_dnscontrol(std::string_view line, std::string_view /*word*/,
                           Names& names) {
  constexpr std::size_t kName = 3;
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  if (!is_dnscontrol_sign(line)) {
    return LineMatch::kForeign;
  }
  const std::size_t end = line.find(line[kName - 1], kName);
  if (end != std::string_view::npos) {
    names.push_back(line.substr(kName, end - kName));
  }
  return LineMatch::kMine;
}

bool is_section(std::string_view line) {
  return line.size() > 2 && line.front() == '[' && line.ends_with(']') &&
         line.find_first_of("[]{}\",' \t", 1) + 1 == line.size();
}

LineMatch match_inventory(std::string_view line, std::string_view /*word*/,
                          Names& names) {
  if (is_comment(line)) {
    return LineMatch::kNothing;
  }
  if (is_section(line)) {
    return LineMatch::kMine;
  }
  const std::string_view first = next_word(line);
  for (std::string_view word = next_word(line); !word.empty();
       word = next_word(line)) {
    // A value in quotes may have blanks: then it is not told from names.
    if (word.find('=') == std::string_view::npos || word.front() == '=') {
      return LineMatch::kForeign;
    }
  }
  if (first.find_first_of("=[]") == std::string_view::npos &&
      is_machine(first)) {
    names.push_back(first);
  }
  return LineMatch::kMine;
}

}  // namespace mxsweep

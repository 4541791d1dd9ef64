// Files that are no lists of names: people, programs, documents, what is
// packed. Looked for before everything else, and nothing of them is shown.
#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "io/base/ascii.h"
#include "io/file/binary_kind.h"

#include "scanner/input/cell.h"
#include "scanner/list/cell_look.h"
#include "scanner/list/line_words.h"
#include "scanner/list/recognisers.h"

namespace mxsweep {
namespace {

// The beginning of a line, in any case, in one of the first lines.
struct Sign {
  std::string_view begins;
  std::string_view what;
  std::string_view hint;
};

constexpr std::string_view kXml =
    "take the names out, one a line: xmllint --xpath '//...' FILE";
constexpr std::string_view kSql =
    "let the database write the column: SELECT domain FROM ... as CSV "
    "(psql --csv, mysql --batch, sqlite3 -csv)";

constexpr std::array kSigns = std::to_array<Sign>({
    {"begin:vcard", "an address book (vCard)",
     "take the domains out: sed -n 's/^EMAIL[^@]*@//p' FILE"},
    {"begin:vcalendar", "a calendar (iCalendar)",
     "take the domains out, one a line"},
    {"dn: ", "a directory export (LDIF)",
     "take the domains out: sed -n 's/^mail: .*@//p' FILE"},
    {"dn:: ", "a directory export (LDIF)",
     "take the domains out: sed -n 's/^mail: .*@//p' FILE"},
    {"insert into", "an SQL dump", kSql},
    {"insert ignore into", "an SQL dump", kSql},
    {"insert or ", "an SQL dump", kSql},
    {"replace into", "an SQL dump", kSql},
    {"create table", "an SQL dump", kSql},
    {"drop table", "an SQL dump", kSql},
    {"pragma foreign_keys", "an SQL dump", kSql},
    {"begin transaction;", "an SQL dump", kSql},
    {"set statement_timeout", "an SQL dump", kSql},
    {"set sql_mode", "an SQL dump", kSql},
    {"lock tables", "an SQL dump", kSql},
    {"start transaction;", "an SQL dump", kSql},
    {"alter table", "an SQL dump", kSql},
    {"-- mysql dump", "an SQL dump", kSql},
    {"-- mariadb dump", "an SQL dump", kSql},
    {"-- postgresql database dump", "an SQL dump", kSql},
    {"-- phpmyadmin sql dump", "an SQL dump", kSql},
    {"/*!40", "an SQL dump", kSql},
    {"user-agent: *", "a robots.txt", "name the list"},
    {"disallow:", "a robots.txt", "name the list"},
    {"<?php", "a PHP program", "name the list"},
    {"[unit]", "a unit of systemd", "name the list"},
});

std::string sentence(std::string_view what, std::string_view hint) {
  return "it is " + std::string(what) + ", not a list of names; " +
         std::string(hint);
}

// Sections of Apache's configuration, which look like elements.
bool is_apache_section(std::string_view tag) {
  constexpr std::array kTags =
      std::to_array<std::string_view>({"virtualhost", "ifmodule", "ifdefine",
                                       "directory", "location", "macro"});
  return std::find(kTags.begin(), kTags.end(), io::ascii_lower(tag)) !=
         kTags.end();
}

// Of XML and its kin: "<", a letter, "!" or "?", and no mail address in angle
// brackets.
bool begins_like_markup(std::string_view text) {
  if (text.size() < 2 || text.front() != '<') {
    return false;
  }
  const char second = text[1];
  if (second == '?' || second == '!') {
    return true;
  }
  const std::size_t end = text.find_first_of(" \t\r\n>/@", 1);
  return ((second >= 'a' && second <= 'z') ||
          (second >= 'A' && second <= 'Z')) &&
         end != std::string_view::npos && text[end] != '@' &&
         text[end - 1] != ':' &&  // <https://NAME>, a link
         !is_apache_section(text.substr(1, end - 1)) &&
         text.substr(0, end).find('.') == std::string_view::npos;
}

std::string_view name_of_markup(const std::string& head) {
  if (head.find("<feedback") != std::string::npos) {
    return "a DMARC report (XML)";
  }
  if (head.find("<html") != std::string::npos ||
      head.find("<!doctype html") != std::string::npos) {
    return "a web page (HTML)";
  }
  if (head.find("<rss") != std::string::npos ||
      head.find("<feed") != std::string::npos) {
    return "a news feed (XML)";
  }
  if (head.find("<opml") != std::string::npos) {
    return "an OPML outline (XML)";
  }
  if (head.find("<urlset") != std::string::npos ||
      head.find("<sitemapindex") != std::string::npos) {
    return "a sitemap (XML)";
  }
  return "XML";
}

ListVerdict refuse_binary(std::string_view bytes) {
  const io::BinaryKind* const kind = io::binary_kind_of(bytes);
  if (kind != nullptr) {
    return refuse(sentence(kind->what, kind->hint));
  }
  constexpr std::size_t kNulOctets = 4096;
  const std::string_view head = bytes.substr(0, kNulOctets);
  // A few are damage; a file of numbers or pictures is full of them.
  const auto nuls = std::count(head.begin(), head.end(), '\0');
  if (static_cast<std::size_t>(nuls) * 50 > head.size()) {
    return refuse(sentence("binary data", "write the names as text"));
  }
  return not_mine();
}

ListVerdict refuse_by_lines(const ListSample& sample) {
  constexpr std::size_t kHeadLines = 40;
  for (const std::string_view text : head_of(sample, kHeadLines)) {
    const std::string line = io::ascii_lower(trimmed(text.substr(0, 64)));
    for (const Sign& sign : kSigns) {
      if (line.starts_with(sign.begins)) {
        return refuse(sentence(sign.what, sign.hint));
      }
    }
  }
  return not_mine();
}

// The size of a character of a drawn box, U+2500 to U+257F; else zero.
std::size_t box_character(std::string_view text) {
  const bool box = text.size() >= 3 && text[0] == '\xE2' &&
                   (text[1] == '\x94' || text[1] == '\x95');
  return box ? 3 : 0;
}

// A ruler with corners or crossings: a line alone may hold parts of a list
// apart.
bool is_ruler_of_box(std::string_view line) {
  constexpr std::string_view kLines =
      "\u2500\u2501\u2504\u2505\u2508\u2509\u254C\u254D\u2550";
  std::size_t drawn = 0;
  bool crossed = false;
  while (!line.empty()) {
    const std::size_t octets = box_character(line);
    if (octets == 0 && line.front() != ' ') {
      return false;
    }
    drawn += octets;
    crossed |= octets != 0 && kLines.find(line.substr(0, 3)) == kLines.npos;
    line.remove_prefix(octets == 0 ? 1 : octets);
  }
  return crossed && drawn > 6;
}

// What notebooks and command lines print: of DuckDB, Polars and many others;
// "|+---+" of a cloud's; and how pandas says what it printed.
bool is_of_printed_table(std::string_view line) {
  const bool series =
      line.starts_with("Name: ") || line.starts_with("Length: ");
  const bool frame = line.starts_with('[') && line.ends_with(" columns]") &&
                     line.find(" rows x ") != std::string_view::npos;
  return is_ruler_of_box(line) || line.starts_with("|+-") || frame ||
         (series && line.find(", dtype: ") != std::string_view::npos);
}

ListVerdict refuse_printed_table(const ListSample& sample) {
  const bool printed = std::any_of(
      sample.lines.begin(), sample.lines.end(),
      [](std::string_view line) { return is_of_printed_table(trimmed(line)); });
  return printed ? refuse(sentence("a table as it is printed for people",
                                   "rows may be left out and names cut in it: "
                                   "let the program write CSV or JSON instead"))
                 : not_mine();
}

// "a & b \\\\" or what begins one, of LaTeX.
bool is_of_latex(std::string_view line) {
  constexpr std::string_view kRule = "\\hline";
  line = trimmed(line);
  if (line.ends_with(kRule)) {
    line = trimmed(line.substr(0, line.size() - kRule.size()));
  }
  return line.starts_with("\\begin{") ||
         (line.ends_with("\\\\") && line.find('&') != std::string_view::npos);
}

// Of MediaWiki: rows begin with "|-", and each cell has a line of its own.
bool has_cells_on_lines(const ListSample& sample) {
  std::size_t rows = 0;
  std::size_t cells = 0;
  for (std::string_view line : sample.lines) {
    line = trimmed(line);
    if (line == "|-" || line.starts_with("|- ")) {
      ++rows;
    } else if (line.starts_with("| ") || line.starts_with("! ")) {
      cells += line.find("||") == line.find("!!") ? 1 : 0;  // neither
    }
  }
  return rows != 0 && cells >= 2 * rows;
}

ListVerdict refuse_markup_table(const ListSample& sample) {
  constexpr std::size_t kHeadLines = 40;
  const auto head = head_of(sample, kHeadLines);
  if (std::any_of(head.begin(), head.end(), is_of_latex)) {
    return refuse(
        sentence("a table or text of LaTeX",
                 "take the column with the names out: sed "
                 "'s/ *\\\\\\\\.*//' FILE | cut -d'&' -f2 | mxsweep -"));
  }
  return has_cells_on_lines(sample)
             ? refuse(sentence("a wiki's table with a line for each cell",
                               "put the cells of a row on one line: "
                               "| 1 || example.com"))
             : not_mine();
}

// "Domain Name: X" and "Registrar: Y" are what every registry's text has.
ListVerdict refuse_whois(const ListSample& sample) {
  bool domain = false;
  bool registrar = false;
  for (const std::string_view line : sample.lines) {
    const std::string text = io::ascii_lower(trimmed(line.substr(0, 64)));
    domain = domain || text.starts_with("domain name:") ||
             text.starts_with("domain:");
    registrar = registrar || text.starts_with("registrar") ||
                text.starts_with("registrant") || text.starts_with("nserver:");
  }
  return domain && registrar
             ? refuse(sentence("a WHOIS reply",
                               "take the names out: sed -n 's/^ *Domain "
                               "Name: *//p' FILE"))
             : not_mine();
}

// 192.0.2.0/24
bool is_network(std::string_view word) {
  const std::size_t slash = word.find('/');
  const std::string_view bits =
      word.substr(std::min(slash, word.size() - 1) + 1);
  return slash != std::string_view::npos &&
         is_ip_address(word.substr(0, slash)) && !bits.empty() &&
         bits.size() <= 3 &&
         bits.find_first_not_of("0123456789") == std::string_view::npos;
}

// Each line begins with a network, but for a header, and no name follows, as
// in lists of who must not send, or of where networks are.
ListVerdict refuse_networks(const ListSample& sample) {
  constexpr std::string_view kMarks = " \t\r,;|\"";
  std::size_t records = 0;
  std::size_t networks = 0;
  for (const std::string_view line : sample.lines) {
    if (is_blank_or_comment(line)) {
      continue;
    }
    ++records;
    std::size_t at = line.find_first_not_of(kMarks);
    for (bool first = true; at != std::string_view::npos; first = false) {
      const std::string_view word =
          line.substr(at, line.find_first_of(kMarks, at) - at);
      networks += first && is_network(word) ? 1 : 0;
      if (is_usable(look_at(word).kind)) {
        return not_mine();
      }
      at = line.find_first_not_of(kMarks, at + word.size());
    }
  }
  return networks != 0 && networks + 1 >= records
             ? refuse(
                   "it is a list of networks (192.0.2.0/24), and networks have "
                   "no mail hosts; networks that are not to be asked are for "
                   "--blocklist-file")
             : not_mine();
}

// "[NAME]:587 USER:SECRET" or "NAME USER@NAME:SECRET", of Postfix's
// smtp_sasl_password_maps.
bool is_login_of_relay(std::string_view line) {
  const std::string_view relay = next_word(line);
  const std::string_view login = next_word(line);
  const std::size_t colon = login.find(':');
  if (colon == std::string_view::npos || colon == 0 ||
      colon + 1 == login.size() || !next_word(line).empty()) {
    return false;
  }
  return login.substr(0, colon).find('@') != std::string_view::npos ||
         (relay.starts_with('[') && login.find('[') == std::string_view::npos);
}

ListVerdict refuse_relay_logins(const ListSample& sample) {
  std::size_t lines = 0;
  std::size_t logins = 0;
  for (const std::string_view line : sample.lines) {
    if (!is_blank_or_comment(line)) {
      ++lines;
      logins += is_login_of_relay(line) ? 1 : 0;
    }
  }
  return logins != 0 && 2 * logins > lines
             ? refuse(sentence("a file of logins (sasl_passwd)",
                               "take the first words: awk '{print $1}' FILE"))
             : not_mine();
}

// "machine NAME login USER password SECRET" on one line or several, of .netrc
// and .authinfo: secrets may look like names.
ListVerdict refuse_logins(const ListSample& sample) {
  bool machine = false;
  bool password = false;
  for (std::string_view line : sample.lines) {
    const std::string_view first = next_word(line);
    machine = machine || (first == "machine" && !next_word(line).empty());
    password = password || first == "password" ||
               line.find(" password ") != std::string_view::npos;
  }
  return machine && password
             ? refuse(sentence("a file of logins (.netrc)",
                               "take the machines out: awk '{for (i = 1; i < "
                               "NF; i++) if ($i == \"machine\") print "
                               "$(i + 1)}' FILE"))
             : not_mine();
}

}  // namespace

ListVerdict refuse_known(const ListInput& input) {
  const ListSample& sample = input.sample;
  ListVerdict verdict = refuse_binary(sample.bytes);
  if (!verdict.text.empty()) {
    return verdict;
  }
  for (const auto refuse_lines :
       {refuse_by_lines, refuse_printed_table, refuse_markup_table,
        refuse_logins, refuse_relay_logins, refuse_logs, refuse_networks}) {
    verdict = refuse_lines(sample);
    if (!verdict.text.empty()) {
      return verdict;
    }
  }
  const std::size_t start = sample.bytes.find_first_not_of(" \t\r\n");
  const std::string_view text =
      start == std::string_view::npos ? "" : sample.bytes.substr(start);
  if (begins_like_markup(text)) {
    return refuse(
        sentence(name_of_markup(io::ascii_lower(text.substr(0, 4096))), kXml));
  }
  verdict = refuse_whois(sample);
  return verdict.text.empty() ? refuse_files(input) : std::move(verdict);
}

}  // namespace mxsweep

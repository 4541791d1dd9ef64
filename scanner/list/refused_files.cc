// Texts in which words look like names and are files, modules of a program or
// machines that something was seen of: listings of folders, check sums,
// programs, open connections, ways through a network; and lists of addresses.
// Nothing of them is shown.
#include <algorithm>
#include <array>
#include <string>

#include "io/base/ascii.h"

#include "scanner/input/cell.h"
#include "scanner/list/cell_look.h"
#include "scanner/list/line_words.h"
#include "scanner/list/recognisers.h"

namespace mxsweep {
namespace {

constexpr std::string_view kFiles =
    "it is a listing of files, not a list of names: their names only look like "
    "domains; if they are, put one on each line: ls -1 | mxsweep -";
constexpr std::string_view kSums =
    "it is check sums of files, not a list of names: what stands behind each "
    "only looks like a domain; --column 2 asks it all the same";
constexpr std::string_view kProgram =
    "it is a program, not a list of names: its modules only look like domains; "
    "name the list";
constexpr std::string_view kConnections =
    "it is a table of network connections or a way through a network, not a "
    "list of names; give the names themselves, one a line";
constexpr std::string_view kQueue =
    "it is the queue of a mail server, which names senders as well, not a list "
    "of names; take the recipients out: postqueue -j | jq -r "
    "'.recipients[].address' | mxsweep -";
constexpr std::string_view kAddresses =
    "it is a list of IP addresses, and these have no mail hosts; give the "
    "names behind them, as dig +short -x ADDRESS finds them";
constexpr std::string_view kSyslog =
    "it is a log, not a list of names, and of a program whose lines are not "
    "known; take the names out, one a line, or name a column of its words with "
    "--column N";

// "-rw-r--r-- 1 ...", of ls -l.
bool is_listed_file(std::string_view line) {
  constexpr std::string_view kKinds = "-dlbcps";
  constexpr std::string_view kModes = "rwxsStT-";
  if (line.size() < 12 || kKinds.find(line.front()) == kKinds.npos) {
    return false;
  }
  const std::size_t end = line.find_first_not_of(kModes, 1);
  return (end == 10 || end == 11) && (line[end] == ' ' || line[end] == '.' ||
                                      line[end] == '+' || line[end] == '@');
}

// "Mode  LastWriteTime  Length Name", of PowerShell.
bool is_head_of_folder(std::string_view line) {
  return next_word(line) == "Mode" && next_word(line) == "LastWriteTime";
}

bool is_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdefABCDEF") ==
         std::string_view::npos;
}

// HASH, then two blanks or " *" and a file, of sha256sum and its kin; or
// "SHA256 (FILE) = HASH".
bool is_check_sum(std::string_view line) {
  constexpr std::array<std::size_t, 6> kSizes = {32, 40, 56, 64, 96, 128};
  const std::size_t sign = line.rfind(") = ");
  if (sign != std::string_view::npos) {
    const std::string_view hash = line.substr(sign + 4);
    return hash.size() >= kSizes.front() && is_hex(hash);
  }
  const std::size_t size = std::min(line.find(' '), line.size());
  const bool sized =
      std::find(kSizes.begin(), kSizes.end(), size) != kSizes.end();
  const std::string_view behind = line.substr(size);
  return sized && is_hex(line.substr(0, size)) &&
         (behind.starts_with("  ") || behind.starts_with(" *"));
}

// What takes other modules in, or begins a part of a program.
bool is_of_program(std::string_view line) {
  constexpr std::array kBegins = std::to_array<std::string_view>(
      {"#include <", "#include \"", "using namespace ", "package main",
       "public class ", "def ", "import (", "use strict", "pub fn ",
       "fn main("});
  if (std::any_of(kBegins.begin(), kBegins.end(),
                  [line](auto begins) { return line.starts_with(begins); })) {
    return true;
  }
  if (line.starts_with("from ")) {
    return line.find(" import ") != std::string_view::npos;
  }
  // Caddy takes files of its own in so: "import sites/*".
  return line.starts_with("import ") &&
         (line.find_first_of("@/*") == std::string_view::npos ||
          line.find(" from ") != std::string_view::npos || line.ends_with(';'));
}

bool is_of_connections(std::string_view line) {
  constexpr std::array kBegins = std::to_array<std::string_view>(
      {"Active Internet connections", "Proto Recv-Q Send-Q", "Netid State",
       "State Recv-Q Send-Q", "traceroute to ", "tracert ", "Tracing route to ",
       "COMMAND PID USER", "HOST: ", "CONTAINER ID IMAGE"});
  std::string text;  // with one blank between words
  for (std::string_view word = next_word(line);
       !word.empty() && text.size() < 40; word = next_word(line)) {
    text += text.empty() ? "" : " ";
    text += word;
  }
  return std::any_of(kBegins.begin(), kBegins.end(),
                     [&text](auto begins) { return text.starts_with(begins); });
}

// "PING NAME (ADDRESS) 56(84) bytes of data."
bool is_of_ping(std::string_view line) {
  return (line.starts_with("PING ") && line.ends_with("bytes of data.")) ||
         (line.starts_with("64 bytes from ") &&
          line.find(" ttl=") != std::string_view::npos);
}

bool has_digits_before(std::string_view word, std::string_view units) {
  return word.size() > 1 && units.find(word.back()) != units.npos &&
         io::is_ascii_digit(word.front());
}

// Of Postfix ("-Queue ID-", also as JSON), and " 25m  2.9K ID <SENDER>" of
// Exim.
bool is_of_queue(std::string_view line) {
  if (line.starts_with("-Queue ID-")) {
    return true;
  }
  if (line.starts_with('{')) {
    return line.find("\"queue_id\"") != std::string_view::npos &&
           line.find("\"recipients\"") != std::string_view::npos;
  }
  const std::string_view age = next_word(line);
  const std::string_view size = next_word(line);
  const std::string_view id = next_word(line);
  return has_digits_before(age, "smhdw") && has_digits_before(size, "KM") &&
         id.size() >= 16 && std::count(id.begin(), id.end(), '-') == 2 &&
         next_word(line).starts_with('<');
}

// Of the lines that are no comments.
struct Share {
  std::size_t lines = 0;
  std::size_t fit = 0;
};

Share share_of(const ListSample& sample, bool (*fits)(std::string_view)) {
  Share share;
  for (const std::string_view line : sample.lines) {
    const std::string_view text = trimmed(line);
    if (!is_comment(text)) {
      ++share.lines;
      share.fit += fits(text) ? 1 : 0;
    }
  }
  return share;
}

bool any_of_head(const ListSample& sample, bool (*fits)(std::string_view)) {
  constexpr std::size_t kHeadLines = 40;
  const auto head = head_of(sample, kHeadLines);
  return std::any_of(head.begin(), head.end(), fits);
}

// Of the words that stand between these marks, blanks among them.
template <class Fits>
bool any_word(std::string_view line, std::string_view marks, Fits fits) {
  std::size_t at = line.find_first_not_of(marks);
  while (at != std::string_view::npos) {
    const std::size_t end =
        std::min(line.find_first_of(marks, at), line.size());
    if (fits(look_at(line.substr(at, end - at)).kind)) {
      return true;
    }
    at = line.find_first_not_of(marks, end);
  }
  return false;
}

bool has_address(std::string_view line) {
  return any_word(line, " \t\r,;|\"'[]{}",
                  [](CellKind kind) { return kind == CellKind::kAddress; });
}

bool has_name(std::string_view line) {
  return any_word(line, " \t\r,;|\"'[]{}()<>=+",
                  [](CellKind kind) { return is_usable(kind); });
}

// Nearly every line has one, and none has a name.
bool are_addresses(const ListSample& sample) {
  const auto is_bracket = [](std::string_view line) {
    return trimmed(line).find_first_not_of("[]{},") == std::string_view::npos;
  };
  std::size_t lines = 0;
  std::size_t addresses = 0;
  for (const std::string_view line : sample.lines) {
    if (is_blank_or_comment(line) || is_bracket(line)) {
      continue;
    }
    if (has_name(line)) {
      return false;
    }
    ++lines;
    addresses += has_address(line) ? 1 : 0;
  }
  return addresses != 0 && 10 * (addresses + 1) >= 9 * lines;
}

bool is_digits(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

// "Mar 10 12:00:00" or "2026-03-10T12:00:00.123+01:00".
bool take_log_time(std::string_view& rest) {
  const std::string_view first = next_word(rest);
  if (first.size() >= 19 && first[10] == 'T' && first[13] == ':' &&
      is_digits(first.substr(0, 4))) {
    return true;
  }
  const bool month = first.size() == 3 && io::is_ascii_letter(first[0]) &&
                     io::is_ascii_letter(first[2]);
  if (!month || !is_digits(next_word(rest))) {
    return false;
  }
  const std::string_view time = next_word(rest);
  return time.size() >= 8 && time[2] == ':' && time[5] == ':';
}

// TIME [HOST] PROGRAM[7]: ...
bool is_syslog_line(std::string_view line) {
  if (!take_log_time(line)) {
    return false;
  }
  const std::string_view host = next_word(line);
  return host.ends_with(':') || next_word(line).ends_with(':');
}

}  // namespace

ListVerdict refuse_files(const ListInput& input) {
  const ListSample& sample = input.sample;
  if (any_of_head(sample, is_of_program)) {
    return refuse(std::string(kProgram));
  }
  if (any_of_head(sample, is_of_connections) ||
      any_of_head(sample, is_of_ping)) {
    return refuse(std::string(kConnections));
  }
  if (any_of_head(sample, [](std::string_view line) {
        return is_of_queue(trimmed(line));
      })) {
    return refuse(std::string(kQueue));
  }
  const Share files = share_of(sample, is_listed_file);
  if ((files.fit != 0 && 2 * files.fit >= files.lines) ||
      any_of_head(sample, is_head_of_folder)) {
    return refuse(std::string(kFiles));
  }
  const Share sums = share_of(sample, is_check_sum);
  if (input.wishes.column.empty() && sums.fit != 0 &&
      10 * sums.fit >= 8 * sums.lines) {
    return refuse(std::string(kSums));
  }
  return are_addresses(sample) && !is_syslog(sample)
             ? refuse(std::string(kAddresses))
             : not_mine();
}

bool is_syslog(const ListSample& sample) {
  const Share share = share_of(sample, is_syslog_line);
  return share.fit != 0 && 10 * share.fit >= 8 * share.lines;
}

ListVerdict refuse_syslog(const ListInput& input) {
  return input.wishes.column.empty() && is_syslog(input.sample)
             ? refuse(std::string(kSyslog))
             : not_mine();
}

}  // namespace mxsweep

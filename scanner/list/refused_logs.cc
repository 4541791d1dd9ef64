// Texts of other programs that hold names here and there and are no lists of
// them: mail messages and what is left of them, HTTP headers, logs of web
// servers. Nothing of them is shown.
#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "io/base/ascii.h"

#include "scanner/input/cell.h"
#include "scanner/list/recognisers.h"

namespace mxsweep {
namespace {

constexpr std::size_t kHeadLines = 60;

constexpr std::string_view kMail =
    "it is a mail message, or header fields of some, not a list of names; take "
    "the domains out: grep -ioE '@[a-z0-9.-]+' FILE | tr -d @ | sort -u";
constexpr std::string_view kHttp =
    "it is HTTP headers, not a list of names; give the names themselves, one a "
    "line";
constexpr std::string_view kWebLog =
    "it is the log of a web server, not a list of names; take the "
    "column with the names out: cut -d' ' -f1 FILE | sort -u | mxsweep -";

constexpr std::string_view kUnboundLog =
    "it is the log of unbound, not a list of names; take the names out: "
    "awk '/info:/ {print $5}' FILE | sort -u | mxsweep -";

// Fields of RFC 5322 and its kin that nothing else has; one of them is enough.
constexpr std::array kMailFields = std::to_array<std::string_view>(
    {"arc-seal", "arc-message-signature", "authentication-results",
     "content-transfer-encoding", "delivered-to", "dkim-signature",
     "in-reply-to", "list-unsubscribe", "message-id", "mime-version",
     "received", "received-spf", "return-path", "x-mailer", "x-original-to",
     "x-spam-status"});

// Two of these, since a list may have lines of one (From: ADDRESS).
constexpr std::array kCommonMailFields = std::to_array<std::string_view>(
    {"bcc", "cc", "content-disposition", "content-type", "date", "envelope-to",
     "from", "list-id", "references", "reply-to", "sender", "status", "subject",
     "to", "x-status"});

constexpr std::array kHttpFields =
    std::to_array<std::string_view>({"accept-encoding",
                                     "accept-language",
                                     "accept-ranges",
                                     "access-control-allow-origin",
                                     "alt-svc",
                                     "cache-control",
                                     "cf-ray",
                                     "content-encoding",
                                     "content-length",
                                     "content-security-policy",
                                     "etag",
                                     "last-modified",
                                     "referrer-policy",
                                     "set-cookie",
                                     "strict-transport-security",
                                     "transfer-encoding",
                                     "user-agent",
                                     "x-content-type-options",
                                     "x-frame-options",
                                     "x-powered-by"});

constexpr std::array kMethods = std::to_array<std::string_view>(
    {"GET ", "POST ", "HEAD ", "PUT ", "DELETE ", "OPTIONS ", "PATCH ",
     "CONNECT ", "PROPFIND ", "TRACE "});

template <class Words>
bool is_one_of(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool begins_with_method(std::string_view text) {
  return std::any_of(
      kMethods.begin(), kMethods.end(),
      [text](std::string_view method) { return text.starts_with(method); });
}

// As curl -v shows what it sent and got.
std::string_view without_mark(std::string_view line) {
  line.remove_prefix(line.starts_with("< ") || line.starts_with("> ") ? 2 : 0);
  return line;
}

// What stands before the colon of "Message-ID: ...", in lower case; else empty.
std::string field_name(std::string_view line) {
  constexpr std::size_t kNameMax = 40;
  const std::size_t colon = line.substr(0, kNameMax).find(':');
  if (colon == std::string_view::npos || colon == 0) {
    return {};
  }
  const std::string name = io::ascii_lower(line.substr(0, colon));
  const bool is_word = std::all_of(name.begin(), name.end(), [](char c) {
    return io::is_ascii_letter(c) || c == '-';
  });
  const bool ends = colon + 1 == line.size() || line[colon + 1] == ' ' ||
                    line[colon + 1] == '\t';
  return is_word && ends ? name : std::string();
}

struct FieldCounts {
  bool mail = false;  // one that only mail has
  std::set<std::string> common;
  std::set<std::string> http;

  // Date and Content-Type are of both.
  [[nodiscard]] bool is_http() const {
    return !mail && !common.contains("from") && !common.contains("to") &&
           !common.contains("subject") && !http.empty() &&
           http.size() + common.size() >= 2;
  }
};

FieldCounts count_fields(const ListSample& sample) {
  FieldCounts out;
  for (const std::string_view line : head_of(sample, kHeadLines)) {
    const std::string name = field_name(without_mark(line));
    out.mail |= is_one_of(kMailFields, name);
    if (is_one_of(kCommonMailFields, name)) {
      out.common.insert(name);
    }
    if (is_one_of(kHttpFields, name)) {
      out.http.insert(name);
    }
  }
  return out;
}

// "From ADDRESS Mon Mar  2 10:00:00 2026", before each message of an mbox file.
bool is_mbox_line(std::string_view line) {
  if (!line.starts_with("From ") || line.size() < 5 + 24) {
    return false;
  }
  const std::string_view year = trimmed(line).substr(trimmed(line).size() - 4);
  return year.find_first_not_of("0123456789") == std::string_view::npos &&
         std::count(line.begin(), line.end(), ':') >= 2;
}

bool is_http_line(std::string_view line) {
  line = without_mark(line);
  return line.starts_with("HTTP/1.") || line.starts_with("HTTP/2") ||
         line.starts_with("HTTP/3") ||
         (begins_with_method(line) &&
          line.find(" HTTP/") != std::string_view::npos);
}

std::string_view first_line(const ListSample& sample) {
  const auto found = std::find_if(
      sample.lines.begin(), sample.lines.end(),
      [](std::string_view line) { return !trimmed(line).empty(); });
  return found == sample.lines.end() ? std::string_view() : *found;
}

// "[10/Oct/2026:13:55:36" of the common log format.
bool has_log_time(std::string_view line) {
  for (std::size_t at = line.find('['); at != std::string_view::npos;
       at = line.find('[', at + 1)) {
    const std::string_view time = line.substr(at + 1, 12);
    if (time.size() == 12 && io::is_ascii_digit(time[0]) && time[2] == '/' &&
        io::is_ascii_letter(time[3]) && time[6] == '/' &&
        io::is_ascii_digit(time[7]) && time[11] == ':') {
      return true;
    }
  }
  return false;
}

// "2026/03/01 12:00:00 [error]" of nginx, "[Mon Mar 02 10:00:00.1 2026] [core:"
// of Apache.
bool begins_like_error_log(std::string_view line) {
  constexpr std::size_t kTimeMax = 40;
  const std::size_t level = line.find(line.starts_with('[') ? "] [" : " [");
  if (level > kTimeMax) {
    return false;
  }
  const std::string_view time = line.substr(0, level);
  return std::count(time.begin(), time.end(), ':') == 2 &&
         (time.starts_with('[') ||
          std::count(time.begin(), time.end(), '/') == 2);
}

// '"GET /x HTTP/1.1"', behind words without separators of a table.
bool has_request(std::string_view line) {
  const std::size_t quote = line.find('"');
  return quote != std::string_view::npos &&
         begins_with_method(line.substr(quote + 1)) &&
         line.find(" HTTP/", quote) != std::string_view::npos &&
         line.substr(0, quote).find_first_of(",;\t{") == std::string_view::npos;
}

bool is_web_log(const ListSample& sample) {
  std::size_t lines = 0;
  std::size_t entries = 0;
  for (const std::string_view line : sample.lines) {
    if (is_blank_or_comment(line)) {
      continue;
    }
    ++lines;
    entries +=
        has_log_time(line) || has_request(line) || begins_like_error_log(line)
            ? 1
            : 0;
  }
  return entries != 0 && 2 * entries >= lines;
}

// Of IIS and of content networks: "#Fields: date time cs-method cs-uri-stem".
bool is_w3c_log(const ListSample& sample) {
  const std::size_t count = std::min<std::size_t>(5, sample.lines.size());
  return std::any_of(sample.lines.begin(),
                     sample.lines.begin() + static_cast<std::ptrdiff_t>(count),
                     [](std::string_view line) {
                       return line.starts_with("#Fields: ") &&
                              line.find("cs-") != std::string_view::npos;
                     });
}

// "[1600000000] unbound[77:0] info: ADDRESS NAME TYPE CLASS", a log without
// syslog's time, which begins like JSON.
bool is_unbound_line(std::string_view line) {
  const std::size_t close = line.find("] ");
  return line.starts_with('[') && close != std::string_view::npos &&
         line.substr(1, close - 1).find_first_not_of("0123456789") ==
             std::string_view::npos &&
         line.substr(close + 2).starts_with("unbound[");
}

}  // namespace

ListVerdict refuse_logs(const ListSample& sample) {
  const std::string_view first = first_line(sample);
  const FieldCounts fields = count_fields(sample);
  if (is_http_line(first) || fields.is_http()) {
    return refuse(std::string(kHttp));
  }
  if (is_mbox_line(first) || fields.mail || fields.common.size() >= 2) {
    return refuse(std::string(kMail));
  }
  if (is_unbound_line(first)) {
    return refuse(std::string(kUnboundLog));
  }
  if (is_w3c_log(sample) || is_web_log(sample)) {
    return refuse(std::string(kWebLog));
  }
  return not_mine();
}

}  // namespace mxsweep

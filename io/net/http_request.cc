#include "io/net/http_request.h"

#include <algorithm>
#include <array>
#include <optional>

#include "io/base/ascii.h"

namespace mxsweep::io {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

struct Reason {
  std::uint16_t status;
  std::string_view text;
};

constexpr std::array kReasons = {Reason{200, "OK"},
                                 Reason{400, "Bad Request"},
                                 Reason{404, "Not Found"},
                                 Reason{405, "Method Not Allowed"},
                                 Reason{431, "Request Header Fields Too Large"},
                                 Reason{505, "HTTP Version Not Supported"}};

std::string_view reason_of(std::uint16_t status) {
  const auto* const found = std::find_if(
      kReasons.begin(), kReasons.end(),
      [status](const Reason& row) { return row.status == status; });
  return found == kReasons.end() ? std::string_view() : found->text;
}

bool is_text(char c) {
  return c > ' ' && c < '\x7f';
}

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

// The line without its end; what follows stays in `rest`. Some clients end
// lines with LF alone (RFC 9112 section 2.2).
std::string_view take_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  if (!line.empty() && line.back() == '\r') {
    line.remove_suffix(1);
  }
  return line;
}

struct RequestLine {
  std::string_view method;
  std::string_view target;
  std::string_view version;
};

std::optional<RequestLine> split(std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) {
    return std::nullopt;
  }
  const RequestLine parts = {line.substr(0, first),
                             line.substr(first + 1, last - first - 1),
                             line.substr(last + 1)};
  const bool is_clean =
      !parts.method.empty() && !parts.target.empty() &&
      std::all_of(parts.method.begin(), parts.method.end(), is_text) &&
      std::all_of(parts.target.begin(), parts.target.end(), is_text);
  return is_clean ? std::optional(parts) : std::nullopt;
}

// Without the query; http://host/path is a target, too (RFC 9112 section
// 3.2.2).
std::string_view path_of(std::string_view target) {
  constexpr std::string_view kScheme = "http://";
  if (starts_with(target, kScheme)) {
    target.remove_prefix(kScheme.size());
    target.remove_prefix(std::min(target.find('/'), target.size()));
  }
  return target.substr(0, target.find('?'));
}

bool is_host_field(std::string_view line) {
  constexpr std::string_view kHost = "host:";
  return line.size() >= kHost.size() &&
         std::equal(
             kHost.begin(), kHost.end(), line.begin(),
             [](char wanted, char c) { return ascii_lower(c) == wanted; });
}

std::size_t host_fields(std::string_view fields) {
  std::size_t count = 0;
  while (!fields.empty()) {
    count += is_host_field(take_line(fields)) ? 1U : 0U;
  }
  return count;
}

}  // namespace

std::size_t http_header_size(std::string_view received) {
  for (std::size_t at = received.find('\n'); at != std::string_view::npos;
       at = received.find('\n', at + 1)) {
    const std::string_view rest = received.substr(at + 1);
    if (starts_with(rest, "\n")) {
      return at + 2;
    }
    if (starts_with(rest, kLineEnd)) {
      return at + 3;
    }
  }
  return 0;
}

HttpVerdict judge_request(std::string_view header, std::string_view path) {
  const std::optional<RequestLine> line = split(take_line(header));
  if (!line.has_value() || !starts_with(line->version, "HTTP/")) {
    return {400, false};
  }
  if (line->version != "HTTP/1.1" && line->version != "HTTP/1.0") {
    return {505, false};
  }
  const bool head = line->method == "HEAD";
  const std::size_t hosts = host_fields(header);
  // RFC 9112 section 3.2.
  if (hosts > 1 || (hosts == 0 && line->version == "HTTP/1.1")) {
    return {400, head};
  }
  if (path_of(line->target) != path) {
    return {404, head};
  }
  const bool is_known = head || line->method == "GET";
  return {is_known ? std::uint16_t{200} : std::uint16_t{405}, head};
}

std::string http_answer(HttpVerdict verdict, const Page& page,
                        std::string_view content) {
  const bool found = verdict.status == 200;
  std::string words(reason_of(verdict.status));
  if (!found) {
    words += "; there is " + std::string(page.path) + " to GET here\n";
    content = words;
  }
  std::string answer = "HTTP/1.1 " + std::to_string(verdict.status) + ' ';
  answer += reason_of(verdict.status);
  answer += "\r\nContent-Type: ";
  answer += found ? page.type : "text/plain; charset=utf-8";
  answer += "\r\nContent-Length: " + std::to_string(content.size());
  if (verdict.status == 405) {
    answer += "\r\nAllow: GET, HEAD";
  }
  answer += "\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n";
  if (!verdict.head) {
    answer += content;
  }
  return answer;
}

}  // namespace mxsweep::io

// What a server of one page answers to an HTTP request: GET and HEAD of that
// page, and nothing else (RFC 9110, 9112). Whatever comes from the client is
// hostile: none of it is repeated, and a request is judged by its header alone,
// since the connection ends with the answer. Pure, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mxsweep::io {

// Of a request: its first line and its fields, up to the empty line.
inline constexpr std::size_t kHttpHeaderBytesMax = std::size_t{8} * 1024;

struct Page {
  std::string_view path;  // "/metrics"
  std::string_view type;  // of the content
};

// The octets of the header up to and with the empty line; 0: it has not ended
// yet.
[[nodiscard]] std::size_t http_header_size(std::string_view received);

// Whether that client wants the page: 200; else 400, 404, 405 or 505.
struct HttpVerdict {
  std::uint16_t status = 200;
  bool head = false;  // without the content
};

// `header` ends with its empty line.
[[nodiscard]] HttpVerdict judge_request(std::string_view header,
                                        std::string_view path);

// Of a header that is longer than it may be.
inline constexpr HttpVerdict kHeaderTooLarge = {431, false};

// The whole answer. `content` is that of the page, for 200 only.
[[nodiscard]] std::string http_answer(HttpVerdict verdict, const Page& page,
                                      std::string_view content);

}  // namespace mxsweep::io

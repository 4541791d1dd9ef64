#include "io/remote/s3_path.h"

#include "io/base/ascii.h"
#include "io/remote/s3_output.h"

namespace mxsweep::io {
namespace {

constexpr std::string_view kScheme = "s3://";

// Into a query of a URI.
void append_encoded(std::string_view text, std::string& out) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (const char c : text) {
    if (is_ascii_letter(c) || is_ascii_digit(c) || c == '-' || c == '.') {
      out += c;
    } else {
      const auto octet = static_cast<unsigned char>(c);
      out += '%';
      out += kHex[octet >> 4U];
      out += kHex[octet & 0xFU];
    }
  }
}

}  // namespace

bool is_s3_path(std::string_view path) {
  return path.starts_with(kScheme);
}

Result<S3Path> parse_s3_path(std::string_view path) {
  const std::string_view rest = path.substr(kScheme.size());
  const std::size_t slash = rest.find('/');
  if (slash == 0 || slash == std::string_view::npos || rest.ends_with('/')) {
    return Error{ErrorCode::kUsage, 0,
                 "cannot write " + std::string(path) +
                     ": an object has a bucket and a key, as "
                     "s3://BUCKET/results.parquet"};
  }
  return S3Path{std::string(rest.substr(0, slash)),
                std::string(rest.substr(slash + 1))};
}

std::string s3_uri(std::string_view bucket, std::string_view endpoint) {
  std::string uri(kScheme);
  append_encoded(bucket, uri);
  if (endpoint.empty()) {
    return uri;
  }
  std::string_view scheme = "https";
  const std::size_t colon = endpoint.find("://");
  if (colon != std::string_view::npos) {
    scheme = endpoint.substr(0, colon);
    endpoint.remove_prefix(colon + 3);
  }
  uri += "?scheme=";
  append_encoded(scheme, uri);
  uri += "&endpoint_override=";
  append_encoded(endpoint.substr(0, endpoint.find('/')), uri);
  return uri;
}

}  // namespace mxsweep::io

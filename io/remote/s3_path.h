// What s3://BUCKET/KEY and the URL of an endpoint say, and both as one URI for
// whoever opens them. Pure functions, any thread.
#pragma once

#include <string>
#include <string_view>

#include "io/base/result.h"

namespace mxsweep::io {

struct S3Path {
  std::string bucket;
  std::string key;  // not empty
};

// Errors are ErrorCode::kUsage.
[[nodiscard]] Result<S3Path> parse_s3_path(std::string_view path);

// "s3://BUCKET?scheme=http&endpoint_override=HOST:PORT". The endpoint is a URL,
// or a host with a port, which is asked by https; empty: Amazon's.
[[nodiscard]] std::string s3_uri(std::string_view bucket,
                                 std::string_view endpoint);

}  // namespace mxsweep::io

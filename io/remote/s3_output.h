// Outputs that are objects of S3, or of a service that speaks like it: an
// upload in parts, which makes the object appear, whole, when it is committed.
// Whatever else happens the upload is aborted, and an object of that name stays
// what it was; an interrupted run leaves nothing. Credentials and region are
// found as AWS's own tools find them. Some 50 MiB are under way at most. One
// thread at a time; errors are ErrorCode::kOutput.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "io/base/result.h"
#include "io/file/output_sink.h"

namespace mxsweep::io {

// s3://...
[[nodiscard]] bool is_s3_path(std::string_view path);

// An Error (kUsage) where the path is none of an object, or the build knows no
// S3. REQUIRES: is_s3_path(path)
[[nodiscard]] Status check_s3_path(const std::string& path);

// s3://BUCKET/KEY, compressed where a kind is given. The environment's
// AWS_ENDPOINT_URL is the URL of another service than Amazon's. An Error also
// where the bucket cannot be written.
[[nodiscard]] Result<std::unique_ptr<OutputSink>> open_s3_output(
    const std::string& path, const CompressionKind* compression);

// Ends the library's threads, where there are any. Before main() returns, and
// after the last output was destroyed.
void end_s3();

}  // namespace mxsweep::io

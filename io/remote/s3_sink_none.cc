// A build without Arrow.
#include "io/remote/s3_output.h"
#include "io/remote/s3_sink.h"

namespace mxsweep::io {

Status check_s3_path(const std::string& path) {
  return Error{ErrorCode::kUsage, 0,
               "cannot write " + path +
                   ": this build has no S3, which comes with Parquet; write to "
                   "a pipe: -o - | aws s3 cp - s3://BUCKET/KEY"};
}

Result<std::unique_ptr<OutputSink>> open_s3_sink(const std::string& path) {
  return check_s3_path(path).error();
}

void end_s3() {}

}  // namespace mxsweep::io

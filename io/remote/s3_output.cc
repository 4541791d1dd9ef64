#include "io/remote/s3_output.h"

#include <utility>

#include "io/file/compressed_sink.h"
#include "io/remote/s3_sink.h"

namespace mxsweep::io {

Result<std::unique_ptr<OutputSink>> open_s3_output(
    const std::string& path, const CompressionKind* compression) {
  Result<std::unique_ptr<OutputSink>> sink = open_s3_sink(path);
  if (!sink.ok() || compression == nullptr) {
    return sink;
  }
  return std::unique_ptr<OutputSink>(
      std::make_unique<CompressedSink>(compression->open(), sink.take()));
}

}  // namespace mxsweep::io

// S3 by Arrow's file system, which is a library of its own and is loaded only
// when it is asked for. Its streams complete the object when they are closed,
// and also when they are destroyed: so every way out that is no commit aborts.
#include "io/remote/s3_sink.h"

#include <arrow/filesystem/filesystem.h>
#include <arrow/io/interfaces.h>
#include <arrow/util/config.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "io/remote/s3_output.h"
#include "io/remote/s3_path.h"

namespace mxsweep::io {
namespace {

using Stream = std::shared_ptr<arrow::io::OutputStream>;
using FileSystem = std::shared_ptr<arrow::fs::FileSystem>;

constexpr const char* kLibrary = "libarrow_s3.so." ARROW_SO_VERSION;

// Parts are sent in the background, however many there are: they are waited for
// after so many bytes.
constexpr std::uint64_t kUnderWayBytes = std::uint64_t{32} << 20U;

// One line, whatever a server says.
Error s3_error(const std::string& path, const arrow::Status& status) {
  std::string what = "cannot write " + path + ": " + status.message();
  std::replace(what.begin(), what.end(), '\n', ' ');
  return {ErrorCode::kOutput, 0, what};
}

class S3Sink final : public OutputSink {
 public:
  S3Sink(FileSystem files, Stream stream, std::string path)
      : files_(std::move(files)),
        stream_(std::move(stream)),
        path_(std::move(path)) {}

  S3Sink(const S3Sink&) = delete;
  S3Sink& operator=(const S3Sink&) = delete;

  ~S3Sink() override { give_up(); }

  [[nodiscard]] Status write(std::span<const std::byte> bytes) override {
    arrow::Status status =
        stream_->Write(bytes.data(), static_cast<std::int64_t>(bytes.size()));
    position_ += bytes.size();
    if (status.ok() && position_ - waited_at_ >= kUnderWayBytes) {
      waited_at_ = position_;
      status = stream_->Flush();
    }
    return finish(status);
  }

  [[nodiscard]] std::uint64_t position() const override { return position_; }

  [[nodiscard]] Status commit() override {
    Status closed = finish(stream_->Close());
    if (closed.ok()) {
      stream_.reset();
      location_ = path_;
    }
    return closed;
  }

  // Half a result under the name of a whole one would be taken for that.
  [[nodiscard]] Status commit_partial() override {
    give_up();
    return {};
  }

  [[nodiscard]] std::string location() const override { return location_; }

  [[nodiscard]] bool leaves_file() const override { return false; }

 private:
  [[nodiscard]] Status finish(const arrow::Status& status) {
    if (status.ok()) {
      return {};
    }
    give_up();
    return s3_error(path_, status);
  }

  void give_up() {
    if (stream_ != nullptr) {
      static_cast<void>(stream_->Abort());
      stream_.reset();
    }
  }

  FileSystem files_;
  Stream stream_;  // null once it was committed or aborted
  std::string path_;
  std::string location_ = "no object: the upload to " + path_ + " was aborted";
  std::uint64_t position_ = 0;
  std::uint64_t waited_at_ = 0;
};

arrow::Result<FileSystem> open_file_system(const std::string& bucket) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here changes the environment
  const char* const endpoint = std::getenv("AWS_ENDPOINT_URL");
  // Where Arrow has S3 in itself there is no such library.
  static const arrow::Status loaded =
      arrow::fs::LoadFileSystemFactories(kLibrary);
  arrow::Result<FileSystem> files = arrow::fs::FileSystemFromUri(
      s3_uri(bucket, endpoint == nullptr ? "" : endpoint));
  if (!files.ok() && !loaded.ok()) {
    return loaded.WithMessage(
        "the Arrow of this build has no S3 (", loaded.message(),
        "); write to a pipe: -o - | aws s3 cp - s3://BUCKET/KEY");
  }
  return files;
}

}  // namespace

Status check_s3_path(const std::string& path) {
  const Result<S3Path> parts = parse_s3_path(path);
  return parts.ok() ? Status() : Status(parts.error());
}

Result<std::unique_ptr<OutputSink>> open_s3_sink(const std::string& path) {
  const Result<S3Path> parts = parse_s3_path(path);
  if (!parts.ok()) {
    return parts.error();
  }
  arrow::Result<FileSystem> files = open_file_system(parts.value().bucket);
  if (!files.ok()) {
    return s3_error(path, files.status());
  }
  arrow::Result<Stream> stream = (*files)->OpenOutputStream(
      parts.value().bucket + '/' + parts.value().key);
  if (!stream.ok()) {
    return s3_error(path, stream.status());
  }
  return std::unique_ptr<OutputSink>(std::make_unique<S3Sink>(
      files.MoveValueUnsafe(), stream.MoveValueUnsafe(), path));
}

void end_s3() {
  arrow::fs::EnsureFinalized();
}

}  // namespace mxsweep::io

#include "io/file/output_sink.h"

#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <utility>

#include "io/file/atomic_file.h"
#include "io/file/compressed_sink.h"
#include "io/file/direct_sink.h"
#include "io/file/output_error.h"

namespace mxsweep::io {
namespace {

// Where the shell sent standard output to a file, these names lead to that
// file; replacing it by a renamed one would cheat the shell.
constexpr std::array<std::string_view, 4> kStandardOutputNames = {
    "-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"};

template <class Sink>
Result<std::unique_ptr<OutputSink>> as_output(
    Result<std::unique_ptr<Sink>> opened) {
  if (!opened.ok()) {
    return opened.error();
  }
  return std::unique_ptr<OutputSink>(opened.take());
}

Result<std::unique_ptr<OutputSink>> open_plain(const std::string& path,
                                               const OutputWait& wait) {
  for (const std::string_view name : kStandardOutputNames) {
    if (path == name) {
      return std::unique_ptr<OutputSink>(DirectSink::standard_output());
    }
  }

  struct stat info {};

  const bool exists = ::stat(path.c_str(), &info) == 0;
  if (exists && S_ISDIR(info.st_mode)) {
    return output_error(path, EISDIR);
  }
  if (exists && !S_ISREG(info.st_mode)) {
    return as_output(DirectSink::open(path, wait));
  }
  return as_output(AtomicFile::open(path));
}

}  // namespace

Result<std::unique_ptr<OutputSink>> open_output(
    const std::string& path, const CompressionKind* compression,
    const OutputWait& wait) {
  Result<std::unique_ptr<OutputSink>> plain = open_plain(path, wait);
  if (!plain.ok() || compression == nullptr) {
    return plain;
  }
  return std::unique_ptr<OutputSink>(
      std::make_unique<CompressedSink>(compression->open(), plain.take()));
}

}  // namespace mxsweep::io

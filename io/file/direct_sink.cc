#include "io/file/direct_sink.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "io/file/output_error.h"

namespace mxsweep::io {

DirectSink::DirectSink(UniqueFd owned, std::string name)
    : owned_fd_(std::move(owned)),
      fd_(owned_fd_.valid() ? owned_fd_.get() : STDOUT_FILENO),
      name_(std::move(name)) {}

std::unique_ptr<DirectSink> DirectSink::standard_output() {
  return std::unique_ptr<DirectSink>(
      new DirectSink(UniqueFd(), "standard output"));
}

Result<std::unique_ptr<DirectSink>> DirectSink::open(const std::string& path) {
  UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
  if (!fd.valid()) {
    return output_error(path, errno);
  }
  return std::unique_ptr<DirectSink>(new DirectSink(std::move(fd), path));
}

Status DirectSink::write(std::span<const std::byte> bytes) {
  Status status = write_all(fd_, bytes, name_);
  if (status.ok()) {
    position_ += bytes.size();
  }
  return status;
}

}  // namespace mxsweep::io

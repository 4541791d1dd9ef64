#include "io/file/file_source.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "io/base/check.h"

namespace mxsweep::io {
namespace {

// A reader that nobody notifies looks for the stop flag as often.
constexpr Duration kStopLook = Duration::seconds(1);

Error open_failure(const std::string& name, int error) {
  std::string reason = error == EISDIR ? "it is a directory"
                                       : std::generic_category().message(error);
  return {ErrorCode::kInput, error,
          "cannot read " + name + ": " + std::move(reason)};
}

}  // namespace

FileSource::FileSource(UniqueFd fd, std::string name,
                       const std::atomic<bool>* stop, WakeUp* wake_up)
    : owned_fd_(std::move(fd)),
      fd_(owned_fd_.valid() ? owned_fd_.get() : STDIN_FILENO),
      name_(std::move(name)),
      stop_(stop),
      wake_up_(wake_up) {}

Result<std::unique_ptr<FileSource>> FileSource::open(
    const std::string& path, const std::atomic<bool>* stop, WakeUp* wake_up) {
  UniqueFd fd;
  const bool standard = path == "-";
  const std::string name = standard ? "standard input" : path;
  if (!standard) {
    // Not blocking, so that a named pipe without a writer cannot hold us here
    // where the stop flag is not seen; read() waits for bytes instead.
    fd.reset(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!fd.valid()) {
      return open_failure(name, errno);
    }
  }
  std::unique_ptr<FileSource> source(
      new FileSource(std::move(fd), name, stop, wake_up));

  struct stat info {};

  if (::fstat(source->fd_, &info) != 0) {
    return open_failure(name, errno);
  }
  if (S_ISDIR(info.st_mode)) {
    return open_failure(name, EISDIR);
  }
  source->regular_ = S_ISREG(info.st_mode);
  if (source->regular_ && info.st_size > 0) {
    source->bytes_total_ = static_cast<std::uint64_t>(info.st_size);
  }
  source->from_start_ = ::lseek(source->fd_, 0, SEEK_CUR) == 0;
  return source;
}

Error FileSource::failure(int error) const {
  return {ErrorCode::kInput, error,
          "cannot read " + name_ + " after byte " +
              std::to_string(bytes_read()) + ": " +
              std::generic_category().message(error)};
}

// Whether read(2) will not block, be it that it fails.
bool FileSource::is_readable(Duration wait) const {
  if (regular_) {
    return true;
  }
  if (wake_up_ != nullptr && wait > Duration{}) {
    return wake_up_->sleep(wait, fd_);
  }
  pollfd waiting{.fd = fd_, .events = POLLIN, .revents = 0};
  return ::poll(&waiting, 1, static_cast<int>(wait.ns / 1'000'000)) > 0;
}

std::optional<std::uint64_t> FileSource::seekable_bytes() const {
  return from_start_ ? bytes_total_ : std::nullopt;
}

Result<std::size_t> FileSource::read_at(std::uint64_t place,
                                        std::span<char> room) {
  MXSWEEP_CHECK(seekable_bytes().has_value());
  while (true) {
    const ssize_t got =
        ::pread(fd_, room.data(), room.size(), static_cast<off_t>(place));
    if (got >= 0) {
      return static_cast<std::size_t>(got);
    }
    if (errno != EINTR) {
      return failure(errno);
    }
  }
}

bool FileSource::is_ready() const {
  return is_readable(Duration{});
}

Result<SourceRead> FileSource::read(std::span<char> room) {
  while (!stop_requested()) {
    if (!is_readable(kStopLook)) {
      continue;
    }
    const ssize_t got = ::read(fd_, room.data(), room.size());
    if (got == 0) {
      return SourceRead{.state = SourceState::kEnd};
    }
    if (got > 0) {
      const auto bytes = static_cast<std::size_t>(got);
      bytes_read_ += bytes;
      return SourceRead{.state = SourceState::kBytes, .bytes = bytes};
    }
    if (errno != EINTR && errno != EAGAIN) {
      return failure(errno);
    }
  }
  return SourceRead{.state = SourceState::kStopped};
}

}  // namespace mxsweep::io

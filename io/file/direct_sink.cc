#include "io/file/direct_sink.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <optional>
#include <utility>

#include "io/base/log.h"
#include "io/file/output_error.h"

namespace mxsweep::io {
namespace {

constexpr Duration kReaderLook = Duration::milliseconds(100);

void sleep_for(Duration time, WakeUp* wake_up) {
  if (wake_up != nullptr) {
    wake_up->sleep(time);
  } else {
    ::poll(nullptr, 0, static_cast<int>(time.ns / 1'000'000));
  }
}

bool make_blocking(int fd) {
  const int flags = ::fcntl(fd, F_GETFL);
  return flags >= 0 && ::fcntl(fd, F_SETFL, flags & ~O_NONBLOCK) == 0;
}

}  // namespace

DirectSink::DirectSink(UniqueFd owned, std::string name)
    : owned_fd_(std::move(owned)),
      fd_(owned_fd_.valid() ? owned_fd_.get() : STDOUT_FILENO),
      terminal_(::isatty(fd_) == 1),
      name_(std::move(name)) {}

std::size_t DirectSink::columns() const {
  winsize size{};
  return ::ioctl(fd_, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

std::unique_ptr<DirectSink> DirectSink::standard_output() {
  return std::unique_ptr<DirectSink>(
      new DirectSink(UniqueFd(), "standard output"));
}

Result<std::unique_ptr<DirectSink>> DirectSink::open(const std::string& path,
                                                     const OutputWait& wait) {
  // Not blocking: open() would wait for the reader of a pipe where nobody sees
  // that the run was ended. Nothing tells that a reader has come but trying.
  const auto try_open = [&path] {
    return UniqueFd(
        ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  };
  UniqueFd fd = try_open();
  if (!fd.valid() && errno == ENXIO && wait.begins) {
    wait.begins(path);
  }
  while (!fd.valid() && (errno == ENXIO || errno == EINTR)) {
    if (wait.stop != nullptr && wait.stop->load()) {
      return Error{ErrorCode::kOutput, EINTR,
                   "cannot write " + path +
                       ": it is a pipe that nobody reads, and the run was "
                       "ended while it waited for a reader"};
    }
    sleep_for(kReaderLook, wait.wake_up);
    fd = try_open();
  }
  if (!fd.valid() || !make_blocking(fd.get())) {
    return output_error(path, errno);
  }
  return std::unique_ptr<DirectSink>(new DirectSink(std::move(fd), path));
}

Status DirectSink::write(std::span<const std::byte> bytes) {
  std::optional<StatusAside> aside;
  if (terminal_ && !bytes.empty()) {
    aside.emplace(bytes.back() == std::byte{'\n'});
  }
  Status status = write_all(fd_, bytes, name_);
  if (status.ok()) {
    position_ += bytes.size();
  }
  return status;
}

}  // namespace mxsweep::io

#include "io/file/line_reader.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace mxsweep::io {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{256} << 10U;

// Of one system call: little enough to stay in the cache until it is read.
constexpr std::size_t kReadBytes = std::size_t{32} << 10U;

// A reader that nobody notifies looks for the stop flag as often.
constexpr Duration kStopLook = Duration::seconds(1);

// A line that is not cut must always fit beside what is already buffered.
static_assert(kBufferBytes >= 2 * kLineBytesMax);

Error open_failure(const std::string& name, int error) {
  std::string reason = error == EISDIR ? "it is a directory"
                                       : std::generic_category().message(error);
  return {ErrorCode::kInput, error,
          "cannot read " + name + ": " + std::move(reason)};
}

}  // namespace

LineReader::LineReader(UniqueFd fd, std::string name,
                       const std::atomic<bool>* stop, WakeUp* wake_up)
    : owned_fd_(std::move(fd)),
      fd_(owned_fd_.valid() ? owned_fd_.get() : STDIN_FILENO),
      name_(std::move(name)),
      stop_(stop),
      wake_up_(wake_up),
      buffer_(kBufferBytes) {
  lines_.reserve(kLinesPerBatchMax);
}

Result<std::unique_ptr<LineReader>> LineReader::open(
    const std::string& path, const std::atomic<bool>* stop, WakeUp* wake_up) {
  UniqueFd fd;
  const bool standard = path == "-";
  const std::string name = standard ? "standard input" : path;
  if (!standard) {
    // Not blocking, so that a named pipe without a writer cannot hold us here
    // where the stop flag is not seen; fill() waits for bytes instead.
    fd.reset(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!fd.valid()) {
      return open_failure(name, errno);
    }
  }
  std::unique_ptr<LineReader> reader(
      new LineReader(std::move(fd), name, stop, wake_up));

  struct stat info {};

  if (::fstat(reader->fd_, &info) != 0) {
    return open_failure(name, errno);
  }
  if (S_ISDIR(info.st_mode)) {
    return open_failure(name, EISDIR);
  }
  reader->regular_ = S_ISREG(info.st_mode);
  if (reader->regular_ && info.st_size > 0) {
    reader->bytes_total_ = static_cast<std::uint64_t>(info.st_size);
  }
  return reader;
}

bool LineReader::stop_requested() const {
  return stop_ != nullptr && stop_->load(std::memory_order_relaxed);
}

Error LineReader::failure(int error) const {
  return {ErrorCode::kInput, error,
          "cannot read " + name_ + " after byte " +
              std::to_string(bytes_read()) + ": " +
              std::generic_category().message(error)};
}

void LineReader::move_to_front() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
}

// Whether read() will not block, be it that it fails.
bool LineReader::is_readable(Duration wait) const {
  if (regular_) {
    return true;
  }
  if (wake_up_ != nullptr && wait > Duration{}) {
    return wake_up_->sleep(wait, fd_);
  }
  pollfd waiting{.fd = fd_, .events = POLLIN, .revents = 0};
  return ::poll(&waiting, 1, static_cast<int>(wait.ns / 1'000'000)) > 0;
}

bool LineReader::would_wait() const {
  return !ended_ &&
         std::memchr(buffer_.data() + begin_, '\n', end_ - begin_) == nullptr &&
         !is_readable(Duration{});
}

// Appends what one system call gives.
Result<LineReader::Fill> LineReader::fill() {
  move_to_front();
  while (!stop_requested()) {
    if (!is_readable(kStopLook)) {
      continue;
    }
    const ssize_t got = ::read(fd_, buffer_.data() + end_,
                               std::min(buffer_.size() - end_, kReadBytes));
    if (got == 0) {
      return Fill::kEnd;
    }
    if (got > 0) {
      end_ += static_cast<std::size_t>(got);
      bytes_read_.fetch_add(static_cast<std::uint64_t>(got),
                            std::memory_order_relaxed);
      return Fill::kBytes;
    }
    if (errno != EINTR && errno != EAGAIN) {
      return failure(errno);
    }
  }
  return Fill::kStopped;
}

void LineReader::skip_rest_of_cut_line() {
  const char* from = buffer_.data() + begin_;
  const void* newline = std::memchr(from, '\n', end_ - begin_);
  if (newline == nullptr) {
    begin_ = end_;
    return;
  }
  begin_ +=
      static_cast<std::size_t>(static_cast<const char*>(newline) - from) + 1;
  skipping_ = false;
}

void LineReader::take_lines() {
  while (lines_.size() < kLinesPerBatchMax && begin_ < end_) {
    const char* from = buffer_.data() + begin_;
    const void* newline = std::memchr(from, '\n', end_ - begin_);
    if (newline == nullptr) {
      return;
    }
    const auto length =
        static_cast<std::size_t>(static_cast<const char*>(newline) - from);
    lines_.push_back({.text = {from, std::min(length, kLineBytesMax)},
                      .cut = length > kLineBytesMax});
    begin_ += length + 1;
  }
}

void LineReader::take_unfinished_line(bool cut) {
  const std::size_t length = std::min(end_ - begin_, kLineBytesMax);
  lines_.push_back({.text = {buffer_.data() + begin_, length}, .cut = cut});
  begin_ = end_;
  skipping_ = cut;
}

// Takes from the buffer what can be handed out now.
void LineReader::take_buffered() {
  if (skipping_) {
    skip_rest_of_cut_line();
  }
  if (skipping_) {
    return;
  }
  take_lines();
  if (!lines_.empty()) {
    return;
  }
  if (end_ - begin_ > kLineBytesMax) {
    take_unfinished_line(true);
  } else if (ended_ && begin_ < end_) {
    take_unfinished_line(false);
  }
}

Result<LineBatch> LineReader::read() {
  lines_.clear();
  bool filled_once = false;
  while (!stop_requested()) {
    take_buffered();
    if (!lines_.empty()) {
      return LineBatch{.lines = lines_, .state = ReadState::kMore};
    }
    if (ended_) {
      return LineBatch{.lines = {}, .state = ReadState::kEnd};
    }
    if (filled_once && would_wait()) {
      return LineBatch{.lines = {}, .state = ReadState::kMore};
    }
    const Result<Fill> filled = fill();
    if (!filled.ok()) {
      return filled.error();
    }
    ended_ = filled.value() == Fill::kEnd;
    filled_once = true;
  }
  return LineBatch{.lines = {}, .state = ReadState::kStopped};
}

}  // namespace mxsweep::io

#include "io/table/read/text_lines.h"

#include <cstring>
#include <span>
#include <utility>

#include "io/base/number_text.h"

namespace mxsweep::io {
namespace {

constexpr std::size_t kReadBytes = std::size_t{1} << 20U;

}  // namespace

Result<std::unique_ptr<TextLines>> TextLines::open(const std::string& path) {
  Result<std::unique_ptr<FileSource>> file =
      FileSource::open(path, nullptr, nullptr);
  if (!file.ok()) {
    return file.error();
  }
  return std::unique_ptr<TextLines>(new TextLines(file.take()));
}

TextLines::TextLines(std::unique_ptr<FileSource> file)
    : file_(std::move(file)),
      content_(*file_, file_->name(), source_kinds()),
      text_(content_),
      buffer_(2 * kReadBytes, '\0') {}

// What is before the line at hand gives its room to what comes.
Status TextLines::fill() {
  if (failed_.has_value()) {
    return *failed_;  // whoever asks again
  }
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, filled_ - begin_);
    filled_ -= begin_;
    end_ -= begin_;
    after_ -= begin_;
    begin_ = 0;
  }
  if (filled_ > kRecordBytesMax) {
    return Error{ErrorCode::kInput, 0,
                 place() + ": a record of more than 64 MiB"};
  }
  if (buffer_.size() - filled_ < kReadBytes) {
    buffer_.resize(2 * buffer_.size());
  }
  const Result<SourceRead> read =
      text_.read(std::span(buffer_).subspan(filled_, kReadBytes));
  if (!read.ok()) {
    failed_ = read.error();
    return *failed_;
  }
  ended_ = read.value().state != SourceState::kBytes;
  filled_ += read.value().bytes;
  return {};
}

Result<std::string_view> TextLines::peek(std::size_t bytes) {
  while (filled_ - after_ < bytes && !ended_) {
    Status read = fill();
    if (!read.ok()) {
      return read.error();
    }
  }
  return std::string_view(buffer_)
      .substr(0, filled_)
      .substr(after_)
      .substr(0, bytes);
}

// Of the line whose octets from `from` on were not looked at.
Result<bool> TextLines::find_end(std::size_t from) {
  while (true) {
    const void* found =
        std::memchr(buffer_.data() + from, '\n', filled_ - from);
    if (found != nullptr) {
      end_ = static_cast<std::size_t>(static_cast<const char*>(found) -
                                      buffer_.data());
      after_ = end_ + 1;
      return true;
    }
    if (ended_) {
      end_ = filled_;
      after_ = filled_;
      return true;
    }
    const std::size_t looked_at = filled_ - begin_;
    Status read = fill();
    if (!read.ok()) {
      return read.error();
    }
    from = begin_ + looked_at;
  }
}

Result<bool> TextLines::next() {
  begin_ = after_;
  end_ = after_;
  number_ += number_ == 0 ? 1 : lines_;
  lines_ = 1;
  const Result<std::string_view> some = peek(1);
  if (!some.ok()) {
    return some.error();
  }
  return some.value().empty() ? Result<bool>(false) : find_end(begin_);
}

Result<bool> TextLines::extend() {
  const std::size_t line_end = end_ - begin_;
  const Result<std::string_view> some = peek(1);
  if (!some.ok()) {
    return some.error();
  }
  if (some.value().empty()) {
    return false;
  }
  ++lines_;
  return find_end(begin_ + line_end + 1);
}

bool TextLines::is_last() {
  const Result<std::string_view> some = peek(1);
  return some.ok() && some.value().empty();
}

std::string_view TextLines::line() const {
  std::string_view line =
      std::string_view(buffer_).substr(begin_, end_ - begin_);
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  return line;
}

std::string TextLines::place() const {
  return file_->name() + ", line " + with_commas(number_);
}

}  // namespace mxsweep::io

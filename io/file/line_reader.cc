#include "io/file/line_reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "io/base/check.h"
#include "io/base/utf8.h"

namespace mxsweep::io {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{256} << 10U;

// Of one system call: little enough to stay in the cache until it is read.
constexpr std::size_t kReadBytes = std::size_t{32} << 10U;

// A line that is not cut must always fit beside what is already buffered.
static_assert(kBufferBytes >= 2 * kLineBytesMax);

// Sources look at the first bytes before they hand them out. As long as no
// line was, there is room for a whole read.
static_assert(kReadBytes >= kSniffBytes && kReadBytes >= kBeginBytesMax);

}  // namespace

LineReader::LineReader(std::unique_ptr<FileSource> file, TextEncoding encoding)
    : file_(std::move(file)),
      content_(*file_, file_->name(), source_kinds()),
      text_(content_, file_->name(), encoding),
      source_(text_),
      buffer_(kBufferBytes) {
  lines_.reserve(kLinesPerBatchMax);
}

Result<std::unique_ptr<LineReader>> LineReader::open(
    const std::string& path, const std::atomic<bool>* stop, WakeUp* wake_up,
    TextEncoding encoding) {
  auto file = FileSource::open(path, stop, wake_up);
  if (!file.ok()) {
    return file.error();
  }
  return std::unique_ptr<LineReader>(new LineReader(file.take(), encoding));
}

void LineReader::move_to_front() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
}

bool LineReader::would_wait() const {
  return !ended_ &&
         std::memchr(buffer_.data() + begin_, line_end_, end_ - begin_) ==
             nullptr &&
         !source_.is_ready();
}

// Appends what one read of the source gives.
Result<SourceState> LineReader::fill() {
  move_to_front();
  const std::uint64_t encoded = encoded_used();
  const Result<SourceRead> got = source_.read(std::span(buffer_).subspan(
      end_, std::min(buffer_.size() - end_, kReadBytes)));
  if (!got.ok()) {
    return got.error();
  }
  end_ += got.value().bytes;
  // Decoders take a block and give it out piece by piece. When they take the
  // next one, what came out is what they took before.
  if (encoded_used() != encoded) {
    whole_encoded_ = encoded;
    whole_decoded_ = decoded_;
  }
  decoded_ += got.value().bytes;
  return got.value().state;
}

// Where in the file that is which comes next; a little further where decoders
// have not given out all that they took.
double LineReader::place_in_file() const {
  const auto out = static_cast<double>(decoded_ - (end_ - begin_));
  return whole_decoded_ == 0 ? static_cast<double>(encoded_used()) * out /
                                   static_cast<double>(decoded_)
                             : static_cast<double>(whole_encoded_) * out /
                                   static_cast<double>(whole_decoded_);
}

// What was handed out so far has been used.
void LineReader::note_share() {
  const std::uint64_t size = file_->seekable_bytes().value_or(0);
  lines_used_ += lines_.size();
  if (size == 0 || decoded_ == 0) {
    return;
  }
  const double used = place_in_file();
  if (measure_ == Measure::kUnknown && lines_used_ != 0) {
    const bool by_lines = content_.is_plain() &&
                          size >= LineShare::kSizeLeast &&
                          by_lines_.survey(*file_, size, line_end_);
    measure_ = by_lines ? Measure::kLines : Measure::kOctets;
  }
  show_share(measure_ == Measure::kLines
                 ? by_lines_.used(lines_used_, static_cast<std::uint64_t>(used))
                 : std::min(used / static_cast<double>(size), 1.0));
}

void LineReader::skip_rest_of_cut_line() {
  const char* from = buffer_.data() + begin_;
  const void* newline = std::memchr(from, line_end_, end_ - begin_);
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
    const void* newline = std::memchr(from, line_end_, end_ - begin_);
    if (newline == nullptr) {
      return;
    }
    const auto length =
        static_cast<std::size_t>(static_cast<const char*>(newline) - from);
    lines_.push_back({.text = without_byte_order_marks(
                          {from, std::min(length, kLineBytesMax)}),
                      .cut = length > kLineBytesMax});
    begin_ += length + 1;
  }
}

void LineReader::take_unfinished_line(bool cut) {
  const std::size_t length = std::min(end_ - begin_, kLineBytesMax);
  lines_.push_back(
      {.text = without_byte_order_marks({buffer_.data() + begin_, length}),
       .cut = cut});
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

Result<ReadState> LineReader::read_ahead() {
  constexpr std::size_t kRoom = kAheadBytesMax + kReadBytes;
  if (buffer_.size() < kRoom) {
    buffer_.resize(kRoom);
  }
  if (ended_) {
    return ReadState::kEnd;
  }
  const Result<SourceState> filled = fill();
  if (!filled.ok()) {
    return filled.error();
  }
  ended_ = filled.value() == SourceState::kEnd;
  if (filled.value() == SourceState::kStopped) {
    return ReadState::kStopped;
  }
  return ended_ ? ReadState::kEnd : ReadState::kMore;
}

void LineReader::rewind() {
  MXSWEEP_CHECK(ended_);
  begin_ = 0;
  skipping_ = false;
  lines_.clear();
  lines_used_ = 0;
  show_share(-1);
}

Result<ByteBatch> LineReader::read_bytes() {
  note_share();
  if (begin_ == end_ && !ended_) {
    const Result<SourceState> filled = fill();
    if (!filled.ok()) {
      return filled.error();
    }
    if (filled.value() == SourceState::kStopped) {
      return ByteBatch{.bytes = {}, .state = ReadState::kStopped};
    }
    ended_ = filled.value() == SourceState::kEnd;
  }
  const std::string_view bytes = ahead();
  begin_ = end_;
  return ByteBatch{.bytes = bytes,
                   .state = bytes.empty() ? ReadState::kEnd : ReadState::kMore};
}

Result<LineBatch> LineReader::read() {
  note_share();
  lines_.clear();
  bool filled_once = false;
  while (!file_->stop_requested()) {
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
    const Result<SourceState> filled = fill();
    if (!filled.ok()) {
      return filled.error();
    }
    ended_ = filled.value() == SourceState::kEnd;
    filled_once = true;
  }
  return LineBatch{.lines = {}, .state = ReadState::kStopped};
}

}  // namespace mxsweep::io

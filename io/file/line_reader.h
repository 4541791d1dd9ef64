// LineReader: the lines of a file, a pipe or standard input ("-") in batches.
// It owns the source of the bytes and one buffer; lines are views into that
// buffer and live until the next read(). One thread, but share_used() may be
// called from any. Lines end at LF, which is not part of them; a CR before it
// is, and so are NUL bytes; byte order marks before them are not. Limits:
// kLineBytesMax bytes of one line (the rest of a longer one is skipped and the
// line flagged), kLinesPerBatchMax lines of one batch. What is packed is
// unpacked, other encodings become UTF-8, and CR alone counts as LF where it
// ends all lines. Errors are ErrorCode::kInput with the path and the reason.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/base/result.h"
#include "io/base/wake_up.h"
#include "io/file/charset_source.h"
#include "io/file/file_source.h"
#include "io/file/line_end_source.h"
#include "io/file/line_share.h"
#include "io/file/recognised_source.h"
#include "io/file/text_encoding.h"

namespace mxsweep::io {

inline constexpr std::size_t kLineBytesMax = std::size_t{64} << 10U;
inline constexpr std::size_t kLinesPerBatchMax = 512;
inline constexpr std::size_t kAheadBytesMax = std::size_t{1} << 20U;

struct Line {
  std::string_view text;
  bool cut = false;  // was longer than kLineBytesMax
};

enum class ReadState : std::uint8_t {
  kMore,     // lines may be few when a pipe is slow, or none yet
  kEnd,      // no lines, and none will come
  kStopped,  // no lines: the stop flag was set
};

struct LineBatch {
  std::span<const Line> lines;
  ReadState state = ReadState::kMore;
};

struct ByteBatch {
  std::string_view bytes;
  ReadState state = ReadState::kMore;
};

class LineReader {
 public:
  // `stop` and `wake_up` are FileSource's.
  [[nodiscard]] static Result<std::unique_ptr<LineReader>> open(
      const std::string& path, const std::atomic<bool>* stop,
      WakeUp* wake_up = nullptr, TextEncoding encoding = TextEncoding::kUtf8);

  // Blocks until something is there to be read, the input ends, or stop. When
  // that completes no line and nothing follows, there are none in the batch:
  // the caller may want to pass on what it has before it waits for the rest.
  [[nodiscard]] Result<LineBatch> read();

  // Every complete line was handed out, and the next one is not there yet.
  [[nodiscard]] bool would_wait() const;

  // What was read and not handed out. Ends with the next call of another
  // function.
  [[nodiscard]] std::string_view ahead() const {
    return {buffer_.data() + begin_, end_ - begin_};
  }

  // Reads once more and hands out nothing, so that one can look at the
  // beginning of an input before it is read. kEnd when nothing follows what is
  // ahead. REQUIRES: nothing was handed out; less than kAheadBytesMax ahead
  [[nodiscard]] Result<ReadState> read_ahead();

  // Hands everything out once more, from the beginning. REQUIRES: read_ahead()
  // said kEnd, so that all of it is still here
  void rewind();

  // read_ahead() would block.
  [[nodiscard]] bool ahead_would_wait() const {
    return !ended_ && !source_.is_ready();
  }

  // Instead of read(), where the input is no lines: what is ahead, or what one
  // read gives, at most some hundred KiB. Blocks until there is something.
  [[nodiscard]] Result<ByteBatch> read_bytes();

  // Of somebody else who reads the same file in its own way: how much of it.
  void show_share(double share) {
    share_.store(share, std::memory_order_relaxed);
  }

  // How much of the input was handed out and is done with, since the caller
  // came for more: 0 to 1, by lines or by octets, whichever tells how many
  // lines there will be. Nothing for pipes and files without a size. Any
  // thread.
  [[nodiscard]] std::optional<double> share_used() const {
    const double share = share_.load(std::memory_order_relaxed);
    return share < 0 ? std::nullopt : std::optional(share);
  }

  [[nodiscard]] bool stop_requested() const { return file_->stop_requested(); }

  // Lines end with LF unless told so before the first is handed out.
  void end_lines_with(char end) { line_end_ = end; }

  // From now on, in place of those given to open().
  void wait_by(const std::atomic<bool>* stop, WakeUp* wake_up) {
    file_->wait_by(stop, wake_up);
  }

  // RecognisedSource's.
  [[nodiscard]] std::string packed_by() const { return content_.packed_by(); }

  // Size of a regular file; nothing for pipes and files that do not know.
  [[nodiscard]] std::optional<std::uint64_t> bytes_total() const {
    return file_->bytes_total();
  }

 private:
  LineReader(std::unique_ptr<FileSource> file, TextEncoding encoding);

  [[nodiscard]] std::uint64_t encoded_used() const {
    return file_->bytes_read() - content_.held();
  }

  [[nodiscard]] double place_in_file() const;
  void note_share();
  void move_to_front();
  [[nodiscard]] Result<SourceState> fill();
  void take_buffered();
  void skip_rest_of_cut_line();
  void take_lines();
  void take_unfinished_line(bool cut);

  std::unique_ptr<FileSource> file_;
  RecognisedSource content_;
  CharsetSource text_;
  LineEndSource source_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  // first byte not handed out
  std::size_t end_ = 0;    // after the last byte read
  std::vector<Line> lines_;
  char line_end_ = '\n';
  bool skipping_ = false;  // inside the rest of a line that was cut
  bool ended_ = false;

  // For share_used().
  std::uint64_t decoded_ = 0;        // octets that the sources gave
  std::uint64_t whole_encoded_ = 0;  // of the file: so many octets became
  std::uint64_t whole_decoded_ = 0;  // so many
  std::uint64_t lines_used_ = 0;     // handed out before the last call
  LineShare by_lines_;
  enum class Measure : std::uint8_t { kUnknown, kLines, kOctets };
  Measure measure_ = Measure::kUnknown;
  std::atomic<double> share_{-1};  // below 0: it is not known
};

}  // namespace mxsweep::io

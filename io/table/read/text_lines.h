// TextLines: the lines of a text that may be packed and end its lines with CR
// alone, of any length up to a bound, and several of them as one where a record
// spans lines. One thread.
// Errors are ErrorCode::kInput with the name of the file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "io/base/result.h"
#include "io/file/file_source.h"
#include "io/file/line_end_source.h"
#include "io/file/recognised_source.h"

namespace mxsweep::io {

// Longer than any record of a result: a reply has 65,535 octets.
inline constexpr std::size_t kRecordBytesMax = std::size_t{64} << 20U;

class TextLines {
 public:
  // "-" is standard input.
  [[nodiscard]] static Result<std::unique_ptr<TextLines>> open(
      const std::string& path);

  // What the text begins with, up to so many octets; nothing is taken.
  [[nodiscard]] Result<std::string_view> peek(std::size_t bytes);

  // Moves on to the next line; false when there is none.
  [[nodiscard]] Result<bool> next();

  // The line after the one at hand becomes a part of it; false when there is
  // none, and then nothing changes.
  [[nodiscard]] Result<bool> extend();

  // Without the line end behind it. Ends with the next call.
  [[nodiscard]] std::string_view line() const;

  // A line end stands behind the line at hand, as behind all but the last one
  // of a text that somebody cut.
  [[nodiscard]] bool has_end() const { return after_ > end_; }

  // Nothing follows the line at hand. What cannot be read follows. Views of
  // the line end with the call.
  [[nodiscard]] bool is_last();

  // After an error: what is packed ends too early, or is damaged; it is not the
  // file that cannot be read.
  [[nodiscard]] bool is_broken() const {
    return failed_.has_value() && failed_->sys_errno == 0;
  }

  // Of the line at hand, from 1.
  [[nodiscard]] std::uint64_t number() const { return number_; }

  // "FILE, line 7"
  [[nodiscard]] std::string place() const;

  [[nodiscard]] const std::string& name() const { return file_->name(); }

 private:
  explicit TextLines(std::unique_ptr<FileSource> file);

  [[nodiscard]] Status fill();
  [[nodiscard]] Result<bool> find_end(std::size_t from);

  std::unique_ptr<FileSource> file_;
  RecognisedSource content_;
  LineEndSource text_;
  std::string buffer_;      // larger than what is filled
  std::size_t filled_ = 0;  // octets of it
  std::size_t begin_ = 0;   // of the line at hand
  std::size_t end_ = 0;     // of it, without its line end
  std::size_t after_ = 0;   // where the next one begins
  std::uint64_t number_ = 0;
  std::uint64_t lines_ = 0;  // that the one at hand consists of
  bool ended_ = false;
  std::optional<Error> failed_;
};

}  // namespace mxsweep::io

// Appending values as text, shared by the text writers: a byte buffer that is
// reused, and the forms of integers, timestamps, CSV fields and JSON strings.
// A TextBuffer owns its bytes and grows to its working size once. One thread.
//
// Timestamps are microseconds since 1970-01-01T00:00:00Z, written as ISO 8601
// in UTC with six decimals; years outside 0000 to 9999 take a sign and six
// digits. CSV is RFC 4180, JSON is RFC 8259. No errors: every input has a
// form.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

namespace mxsweep::io {

inline constexpr std::size_t kIntCharsMax = 20;
inline constexpr std::size_t kTimestampCharsMax = 32;

class TextBuffer {
 public:
  // Place for `bytes` more; what is written there counts after commit() with
  // the end of it. The pointer is valid until the next call.
  [[nodiscard]] char* room(std::size_t bytes) {
    if (capacity_ - size_ < bytes) {
      grow(bytes);
    }
    return bytes_.get() + size_;
  }

  void commit(const char* end) { size_ = size_until(end); }

  // What it would be after commit(end).
  [[nodiscard]] std::size_t size_until(const char* end) const {
    return static_cast<std::size_t>(end - bytes_.get());
  }

  // Counts `bytes` more of what was written to room().
  void extend(std::size_t bytes) { size_ += bytes; }

  void append(char byte) {
    char* at = room(1);
    *at = byte;
    commit(at + 1);
  }

  void append(std::string_view text) {
    if (text.empty()) {
      return;
    }
    char* at = room(text.size());
    std::memcpy(at, text.data(), text.size());
    commit(at + text.size());
  }

  [[nodiscard]] std::size_t size() const { return size_; }

  [[nodiscard]] std::string_view view() const { return {bytes_.get(), size_}; }

  // Forgets all behind the first `size` bytes.
  void truncate(std::size_t size) { size_ = size; }

  void clear() { size_ = 0; }

 private:
  void grow(std::size_t bytes);

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

// REQUIRES: value < 10
[[nodiscard]] inline char* put_digit(char* at, std::uint64_t value) {
  *at = static_cast<char>('0' + value);
  return at + 1;
}

[[nodiscard]] char* put_long_int(char* at, std::int64_t value);

// Both return the end of what they wrote, at most the k...CharsMax above; so
// much may be overwritten even if the text is shorter.
[[nodiscard]] inline char* put_int(char* at, std::int64_t value) {
  // Most integers of a table are small.
  const auto small = static_cast<std::uint64_t>(value);
  return small < 10 ? put_digit(at, small) : put_long_int(at, value);
}

[[nodiscard]] char* put_timestamp(char* at, std::int64_t microseconds);

void append_int(TextBuffer& out, std::int64_t value);
void append_timestamp(TextBuffer& out, std::int64_t microseconds);

// Writes timestamps that mostly equal the one before or share its second, as
// put_timestamp() does. One thread.
class TimestampFormat {
 public:
  [[nodiscard]] char* put(char* at, std::int64_t microseconds) {
    if (microseconds != value_ || size_ == 0) {
      set(microseconds);
    }
    std::memcpy(at, text_.data(), text_.size());
    return at + size_;
  }

 private:
  void set(std::int64_t microseconds);
  void set_second(std::int64_t second);

  std::int64_t value_ = 0;
  std::int64_t second_ = 0;
  std::array<char, kTimestampCharsMax> text_{};
  std::size_t second_size_ = 0;  // up to the second
  std::size_t size_ = 0;         // 0: nothing yet
};

// One field, in quotes only when it needs them; an empty text becomes "",
// because nothing at all stands for NULL. Bytes above 0x7F pass unchanged.
void append_csv_text(TextBuffer& out, std::string_view text);

// Puts quotes around what was appended since `start`, if it needs them.
// `scratch` is only a place to work in.
void quote_csv_tail(TextBuffer& out, std::size_t start, TextBuffer& scratch);

// With its quotes. Ill-formed UTF-8 becomes U+FFFD.
void append_json_text(TextBuffer& out, std::string_view text);

}  // namespace mxsweep::io

// CharsetSource: a text in another encoding as UTF-8. UTF-8, which nearly all
// lists are, passes through untouched and is not checked. A byte order mark of
// UTF-16 says more than the encoding that is given, and becomes one of UTF-8;
// those are left to whoever reads the lines, since they also stand inside of a
// text where files were put together. Text with NUL among its first kSniffBytes
// is refused: what holds it is no text. What is not well-formed becomes U+FFFD.
// Borrows the source below. One thread.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "io/file/byte_source.h"
#include "io/file/text_encoding.h"

namespace mxsweep::io {

inline constexpr std::size_t kSniffBytes = 4096;

class CharsetSource final : public ByteSource {
 public:
  // `input` is the name of what `below` gives, for messages.
  CharsetSource(ByteSource& below, std::string input, TextEncoding encoding);
  CharsetSource(const CharsetSource&) = delete;
  CharsetSource& operator=(const CharsetSource&) = delete;
  ~CharsetSource() override;

  // REQUIRES: kSniffBytes of room
  [[nodiscard]] Result<SourceRead> read(std::span<char> room) override;
  [[nodiscard]] bool is_ready() const override;

 private:
  class Encoded;

  [[nodiscard]] Result<SourceRead> begin(std::span<char> room);
  [[nodiscard]] Result<SourceRead> transcode(std::span<char> room);
  [[nodiscard]] std::size_t transcode_rest(std::span<char> room);
  [[nodiscard]] Status look_for_nul(std::string_view text);
  [[nodiscard]] Error failure(const std::string& reason) const;

  ByteSource& below_;
  std::string input_;
  TextEncoding encoding_;
  std::unique_ptr<Encoded> encoded_;  // not for UTF-8
  std::size_t looked_at_ = 0;         // octets of text searched for NUL
  bool begun_ = false;
  bool ended_ = false;  // nothing follows from below
};

}  // namespace mxsweep::io

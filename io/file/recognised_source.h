// RecognisedSource: the content of a file whose first bytes say how it is
// encoded, whatever it is called: standard input has no name that could tell.
// Decides in the first read(), since a pipe may not have bytes before. Borrows
// the file, owns the decoder. One thread.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "io/file/byte_source.h"
#include "io/file/file_source.h"

namespace mxsweep::io {

class RecognisedSource final : public ByteSource {
 public:
  // REQUIRES: the last of `kinds` is plain; none begins with more than
  // kBeginBytesMax - 1.
  RecognisedSource(FileSource& file, std::span<const SourceKind> kinds)
      : file_(file), kinds_(kinds) {}

  // REQUIRES: kBeginBytesMax of room at first
  [[nodiscard]] Result<SourceRead> read(std::span<char> room) override;
  [[nodiscard]] bool is_ready() const override;

 private:
  [[nodiscard]] Result<SourceRead> begin(std::span<char> room);
  [[nodiscard]] const SourceKind* kind_of(std::string_view head) const;

  FileSource& file_;
  std::span<const SourceKind> kinds_;
  std::unique_ptr<ByteSource> head_;     // only below a decoder
  std::unique_ptr<ByteSource> decoder_;  // none when the file is plain
  ByteSource* content_ = nullptr;        // the file or the decoder, once known
  bool ended_ = false;
};

}  // namespace mxsweep::io

// RecognisedSource: the content of a file whose first bytes say how it is
// encoded, whatever it is called: standard input has no name that could tell.
// What a decoder gives is looked at in the same way, so that a .gz inside of a
// .zst is read. Decides in the first read(), since a pipe may not have bytes
// before. Borrows the source below, owns the decoders. One thread.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "io/file/byte_source.h"

namespace mxsweep::io {

// A file that is encoded more often was made so to do harm.
inline constexpr std::size_t kEncodingsMax = 4;

class RecognisedSource final : public ByteSource {
 public:
  // `input` is the name of what `below` gives, for messages.
  // REQUIRES: the last of `kinds` is plain; no beginning is longer than
  // kBeginBytesMax - 1.
  RecognisedSource(ByteSource& below, std::string input,
                   std::span<const SourceKind> kinds)
      : RecognisedSource(below, std::move(input), kinds, 0) {}

  // REQUIRES: kBeginBytesMax of room at first
  [[nodiscard]] Result<SourceRead> read(std::span<char> room) override;
  [[nodiscard]] bool is_ready() const override;

  // After the first read(): by what the content is packed, the outermost first
  // ("zstd, gzip"); empty: by nothing.
  [[nodiscard]] std::string packed_by() const;

  [[nodiscard]] std::uint64_t held() const override {
    return decoder_ == nullptr ? 0 : decoder_->held();
  }

  // What is read is what `below` gives. REQUIRES: read() gave something
  [[nodiscard]] bool is_plain() const { return content_ == &below_; }

 private:
  RecognisedSource(ByteSource& below, std::string input,
                   std::span<const SourceKind> kinds, std::size_t depth)
      : below_(below), input_(std::move(input)), kinds_(kinds), depth_(depth) {}

  [[nodiscard]] Result<SourceRead> begin(std::span<char> room);
  [[nodiscard]] const SourceKind* kind_of(std::string_view head) const;
  [[nodiscard]] Status decode(const SourceKind& kind, std::string_view head);

  ByteSource& below_;
  std::string input_;
  std::span<const SourceKind> kinds_;
  std::size_t depth_;      // decoders below this one
  std::string_view kind_;  // of the decoder here; empty: there is none
  // Only where there is something to decode.
  std::unique_ptr<ByteSource> head_;
  std::unique_ptr<ByteSource> decoder_;
  std::unique_ptr<RecognisedSource> decoded_;
  ByteSource* content_ = nullptr;  // `below_` or `decoded_`, once known
  bool ended_ = false;
};

}  // namespace mxsweep::io

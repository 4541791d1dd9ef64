// Packed texts: a few texts of somebody else's, each of which may be missing,
// as one piece of octets, so that they travel through queues and files like one
// text. TextPacker makes such pieces, packed_text() looks into one. Texts are
// hostile: any octets may come. They are bounded here, and come out as valid
// UTF-8: ill-formed parts become U+FFFD. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mxsweep::io {

// So many texts in a piece, octets of a text, and octets of all its texts.
inline constexpr std::size_t kPackedTextsMax = 16;
inline constexpr std::size_t kPackedTextBytesMax = 1024;
inline constexpr std::size_t kPackedBytesMax = 4096;

// The text `index` of a piece; nothing where that is missing. An empty piece
// has none.
[[nodiscard]] std::optional<std::string_view> packed_text(
    std::string_view piece, std::size_t index);

// For each piece begin(), then add() for each text in turn.
class TextPacker {
 public:
  // The piece is appended to `octets`.
  void begin(std::string& octets) {
    octets_ = &octets;
    room_ = kPackedBytesMax;
  }

  // What is too long is cut at the end of a character. REQUIRES: begin(); up
  // to kPackedTextsMax
  void add(std::optional<std::string_view> text);

  // Texts that were cut, in all pieces.
  [[nodiscard]] std::uint64_t cut() const { return cut_; }

 private:
  std::string* octets_ = nullptr;
  std::size_t room_ = 0;  // of the piece
  std::uint64_t cut_ = 0;
};

}  // namespace mxsweep::io

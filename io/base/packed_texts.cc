#include "io/base/packed_texts.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "io/base/check.h"
#include "io/base/utf8.h"

namespace mxsweep::io {
namespace {

// Each text is its size and its octets; this size is that of no text.
using Size = std::uint16_t;
constexpr Size kMissing = 0xFFFF;

static_assert(kPackedBytesMax < kMissing);

void put_size(Size size, std::string& octets) {
  std::array<char, sizeof(size)> bytes;
  std::memcpy(bytes.data(), &size, sizeof(size));
  octets.append(bytes.data(), bytes.size());
}

Size take_size(std::string_view& piece) {
  Size size = kMissing;
  std::memcpy(&size, piece.data(), sizeof(size));
  piece.remove_prefix(sizeof(size));
  return size;
}

bool continues_character(char octet) {
  return (static_cast<unsigned char>(octet) & 0xC0U) == 0x80U;
}

// The longest beginning that does not end inside a character. REQUIRES: the
// text is longer, and well-formed
std::string_view cut_to(std::string_view text, std::size_t most) {
  while (most > 0 && continues_character(text[most])) {
    --most;
  }
  return text.substr(0, most);
}

std::string well_formed(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const Utf8Step step = utf8_step(text);
    out += step.valid ? text.substr(0, step.bytes) : kReplacementCharacter;
    text.remove_prefix(step.bytes);
  }
  return out;
}

}  // namespace

std::optional<std::string_view> packed_text(std::string_view piece,
                                            std::size_t index) {
  while (!piece.empty()) {
    const Size size = take_size(piece);
    if (index == 0) {
      return size == kMissing ? std::nullopt
                              : std::optional(piece.substr(0, size));
    }
    piece.remove_prefix(size == kMissing ? 0 : size);
    --index;
  }
  return std::nullopt;
}

void TextPacker::add(std::optional<std::string_view> text) {
  MXSWEEP_DCHECK(octets_ != nullptr);
  if (!text.has_value()) {
    put_size(kMissing, *octets_);
    return;
  }
  const std::size_t most = std::min(kPackedTextBytesMax, room_);
  std::string replaced;
  if (!is_valid_utf8(*text)) {  // what is further behind is cut anyway
    replaced = well_formed(text->substr(0, most + kUtf8BytesMax));
    text = replaced;
  }
  if (text->size() > most) {
    text = cut_to(*text, most);
    ++cut_;
  }
  room_ -= text->size();
  put_size(static_cast<Size>(text->size()), *octets_);
  octets_->append(*text);
}

}  // namespace mxsweep::io

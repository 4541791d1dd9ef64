#include "io/file/charset_source.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <utility>

#include "io/base/check.h"
#include "io/base/utf8.h"
#include "io/file/binary_kind.h"

namespace mxsweep::io {
namespace {

// A Parquet file is no text, and has a reader of its own.
constexpr std::string_view kParquet = "PAR1";

constexpr std::string_view kUtf16LeMark = "\xFF\xFE";
constexpr std::string_view kUtf16BeMark = "\xFE\xFF";
constexpr std::size_t kEncodedBytes = std::size_t{16} << 10U;
constexpr char32_t kReplacement = 0xFFFD;

// What Windows-1252 has in the place of U+0080 to U+009F, which no list means.
// Zero: nothing.
constexpr std::array<char16_t, 32> kWindows1252 = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

// Whether more must be seen to know if it is a mark of UTF-16.
bool may_become_mark(std::string_view head) {
  return head.size() < kUtf16LeMark.size() &&
         (kUtf16LeMark.starts_with(head) || kUtf16BeMark.starts_with(head));
}

struct Character {
  char32_t value = kReplacement;
  std::size_t octets = 0;  // zero: more are needed
};

Character latin1_character(std::string_view text) {
  const auto octet = static_cast<unsigned char>(text.front());
  if (octet < 0x80 || octet >= 0xA0) {
    return {octet, 1};
  }
  const char16_t meant = kWindows1252.at(octet - 0x80U);
  return {meant == 0 ? kReplacement : meant, 1};
}

class Utf16Units {
 public:
  Utf16Units(std::string_view text, bool little)
      : text_(text), high_(little ? 1 : 0) {}

  [[nodiscard]] bool has(std::size_t unit) const {
    return text_.size() >= 2 * (unit + 1);
  }

  [[nodiscard]] char32_t operator[](std::size_t unit) const {
    const auto high = static_cast<unsigned char>(text_[2 * unit + high_]);
    const auto low = static_cast<unsigned char>(text_[2 * unit + 1 - high_]);
    return static_cast<char32_t>(high << 8U | low);
  }

 private:
  std::string_view text_;
  std::size_t high_;
};

// RFC 2781 section 2.2; a surrogate without its partner is replaced.
Character utf16_character(const Utf16Units& units, bool last) {
  if (!units.has(0)) {
    return {};
  }
  const char32_t first = units[0];
  if (first < 0xD800 || first > 0xDFFF) {
    return {first, 2};
  }
  if (first > 0xDBFF || (last && !units.has(1))) {
    return {kReplacement, 2};
  }
  if (!units.has(1)) {
    return {};
  }
  const char32_t second = units[1];
  if (second < 0xDC00 || second > 0xDFFF) {
    return {kReplacement, 2};
  }
  return {0x10000 + ((first - 0xD800) << 10U) + (second - 0xDC00), 4};
}

}  // namespace

// The octets that were read and not transcoded yet.
class CharsetSource::Encoded {
 public:
  explicit Encoded(std::string_view head) : size_(head.size()) {
    MXSWEEP_CHECK(head.size() <= buffer_.size());
    head.copy(buffer_.data(), head.size());
  }

  [[nodiscard]] std::string_view rest() const {
    return {buffer_.data() + taken_, size_ - taken_};
  }

  void take(std::size_t octets) { taken_ += octets; }

  // Reads more behind the rest.
  Result<SourceState> fill(ByteSource& below) {
    size_ -= taken_;
    std::memmove(buffer_.data(), buffer_.data() + taken_, size_);
    taken_ = 0;
    const Result<SourceRead> got =
        below.read(std::span<char>(buffer_).subspan(size_));
    if (!got.ok()) {
      return got.error();
    }
    size_ += got.value().bytes;
    return got.value().state;
  }

 private:
  std::array<char, kEncodedBytes> buffer_;
  std::size_t taken_ = 0;
  std::size_t size_;
};

CharsetSource::CharsetSource(ByteSource& below, std::string input,
                             TextEncoding encoding)
    : below_(below), input_(std::move(input)), encoding_(encoding) {}

CharsetSource::~CharsetSource() = default;

Error CharsetSource::failure(const std::string& reason) const {
  return {ErrorCode::kInput, 0, "cannot read " + input_ + ": " + reason};
}

bool CharsetSource::is_ready() const {
  return (encoded_ != nullptr && encoded_->rest().size() > 1) || ended_ ||
         below_.is_ready();
}

Status CharsetSource::look_for_nul(std::string_view text) {
  if (looked_at_ == 0 && text.starts_with(kParquet)) {
    looked_at_ = kSniffBytes;
  }
  if (looked_at_ >= kSniffBytes) {
    return {};
  }
  const std::size_t at = text.substr(0, kSniffBytes - looked_at_).find('\0');
  const BinaryKind* const kind =
      looked_at_ == 0 ? binary_kind_of(text) : nullptr;
  if (at != std::string_view::npos && kind != nullptr) {
    return failure("it is " + std::string(kind->what) + ", not text; " +
                   std::string(kind->hint));
  }
  if (at != std::string_view::npos) {
    return failure("it holds NUL (octet " + std::to_string(looked_at_ + at) +
                   " of its text), so it is no list in UTF-8; UTF-16 without a "
                   "byte order mark needs its encoding given");
  }
  looked_at_ += text.size();
  return {};
}

Result<SourceRead> CharsetSource::begin(std::span<char> room) {
  MXSWEEP_CHECK(room.size() >= kSniffBytes);
  std::size_t bytes = 0;
  const auto head = [&] { return std::string_view(room.data(), bytes); };
  while (!ended_ && may_become_mark(head())) {
    Result<SourceRead> got = below_.read(
        room.first(std::min(room.size(), kEncodedBytes)).subspan(bytes));
    if (!got.ok() || got.value().state == SourceState::kStopped) {
      return got;
    }
    bytes += got.value().bytes;
    ended_ = got.value().state == SourceState::kEnd;
  }
  begun_ = true;
  const bool little = head().starts_with(kUtf16LeMark);
  if (little || head().starts_with(kUtf16BeMark)) {
    encoding_ = little ? TextEncoding::kUtf16Le : TextEncoding::kUtf16Be;
  }
  if (encoding_ != TextEncoding::kUtf8) {
    encoded_ = std::make_unique<Encoded>(head());
    return transcode(room);
  }
  return SourceRead{
      .state = bytes == 0 ? SourceState::kEnd : SourceState::kBytes,
      .bytes = bytes};
}

// What fits of the characters that are whole; the octets written.
std::size_t CharsetSource::transcode_rest(std::span<char> room) {
  std::size_t given = 0;
  while (room.size() - given >= kUtf8BytesMax && !encoded_->rest().empty()) {
    const std::string_view rest = encoded_->rest();
    const bool little = encoding_ == TextEncoding::kUtf16Le;
    const Character next =
        encoding_ == TextEncoding::kLatin1
            ? latin1_character(rest)
            : utf16_character(Utf16Units(rest, little), ended_);
    if (next.octets == 0) {
      break;
    }
    encoded_->take(next.octets);
    given += utf8_put(next.value, room.subspan(given));
  }
  return given;
}

Result<SourceRead> CharsetSource::transcode(std::span<char> room) {
  while (true) {
    const std::size_t given = transcode_rest(room);
    if (given > 0) {
      return SourceRead{.state = SourceState::kBytes, .bytes = given};
    }
    if (ended_ && !encoded_->rest().empty()) {
      return failure(
          "it ends in the middle of a character of UTF-16: is the "
          "file whole?");
    }
    if (ended_) {
      return SourceRead{.state = SourceState::kEnd};
    }
    const Result<SourceState> filled = encoded_->fill(below_);
    if (!filled.ok()) {
      return filled.error();
    }
    if (filled.value() == SourceState::kStopped) {
      return SourceRead{.state = SourceState::kStopped};
    }
    ended_ = filled.value() == SourceState::kEnd;
  }
}

Result<SourceRead> CharsetSource::read(std::span<char> room) {
  const bool plain = begun_ && encoded_ == nullptr;
  if (plain && ended_) {
    return SourceRead{.state = SourceState::kEnd};
  }
  Result<SourceRead> got = plain    ? below_.read(room)
                           : begun_ ? transcode(room)
                                    : begin(room);
  if (!got.ok()) {
    return got;
  }
  const Status text = look_for_nul({room.data(), got.value().bytes});
  return text.ok() ? std::move(got) : Result<SourceRead>(text.error());
}

}  // namespace mxsweep::io

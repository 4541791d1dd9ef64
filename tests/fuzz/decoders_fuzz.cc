// Any octets as a packed list: lines or an error that names the input, in
// bounded room, and the same whatever pieces the reader asks for.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "io/file/byte_source.h"
#include "io/file/charset_source.h"
#include "io/file/line_end_source.h"
#include "io/file/recognised_source.h"

#include "tests/fuzz/fuzz_check.h"

namespace {

using mxsweep::fuzz::require;
using mxsweep::io::ByteSource;
using mxsweep::io::CharsetSource;
using mxsweep::io::LineEndSource;
using mxsweep::io::RecognisedSource;
using mxsweep::io::Result;
using mxsweep::io::SourceRead;
using mxsweep::io::SourceState;
using mxsweep::io::TextEncoding;

// What a bomb of a few octets becomes is not read to its end.
constexpr std::size_t kTextMax = std::size_t{4} << 20U;

class Octets final : public ByteSource {
 public:
  Octets(std::string_view octets, std::size_t piece, bool seekable)
      : octets_(octets), piece_(piece), seekable_(seekable) {}

  [[nodiscard]] Result<SourceRead> read(std::span<char> room) override {
    const std::size_t bytes =
        octets_.copy(room.data(), std::min(room.size(), piece_), at_);
    at_ += bytes;
    return SourceRead{
        .state = bytes == 0 ? SourceState::kEnd : SourceState::kBytes,
        .bytes = bytes};
  }

  [[nodiscard]] bool is_ready() const override { return true; }

  [[nodiscard]] std::optional<std::uint64_t> seekable_bytes() const override {
    return seekable_ ? std::optional<std::uint64_t>(octets_.size())
                     : std::nullopt;
  }

  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t place,
                                            std::span<char> room) override {
    return place >= octets_.size()
               ? 0
               : octets_.copy(room.data(), room.size(), place);
  }

 private:
  std::string_view octets_;
  std::size_t piece_;
  bool seekable_;
  std::size_t at_ = 0;
};

struct Outcome {
  std::string text;
  std::string error;
  bool cut = false;  // longer than we care for
};

Outcome read_all(std::string_view octets, std::size_t piece,
                 TextEncoding encoding) {
  Octets file(octets, piece, piece % 2 == 0);
  RecognisedSource content(file, "FILE", mxsweep::io::source_kinds());
  CharsetSource text(content, "FILE", encoding);
  LineEndSource lines(text);
  Outcome outcome;
  static std::array<char, std::size_t{32} << 10U> room;
  while (outcome.text.size() < kTextMax) {
    const Result<SourceRead> got = lines.read(room);
    if (!got.ok()) {
      outcome.error = got.error().what;
      require(outcome.error.find("FILE") != std::string::npos);
      require(outcome.error.find('\n') == std::string::npos);
      return outcome;
    }
    require(got.value().bytes <= room.size());
    require((got.value().bytes > 0) ==
            (got.value().state == SourceState::kBytes));
    if (got.value().state == SourceState::kEnd) {
      return outcome;
    }
    outcome.text.append(room.data(), got.value().bytes);
  }
  outcome.cut = true;
  return outcome;
}

}  // namespace

// The first octet picks the encoding.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const auto encoding = static_cast<TextEncoding>(data[0] % 4);
  const std::string octets(data + 1, data + size);
  const Outcome whole = read_all(octets, 4096, encoding);
  const Outcome pieces = read_all(octets, 7, encoding);
  // A pipe does not show the list of members at the end of a zip; an error may
  // come before what a decoder had still to give.
  if (!whole.cut && !pieces.cut && whole.error.empty()) {
    require(pieces.error.empty());
    require(whole.text == pieces.text);
  }
  return 0;
}

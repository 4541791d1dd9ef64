// LineEndSource: a text whose lines end with CR alone, as some spreadsheets
// still write it, with LF in their place. Decided by the first kSniffBytes,
// which then have a CR, not as part of CR LF, and no LF; every other text
// passes through untouched. Nobody waits longer for that: without LF there is
// no line yet. Borrows the source below. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "io/file/byte_source.h"
#include "io/file/charset_source.h"

namespace mxsweep::io {

class LineEndSource final : public ByteSource {
 public:
  explicit LineEndSource(ByteSource& below) : below_(below) {}

  // REQUIRES: kSniffBytes of room at first
  [[nodiscard]] Result<SourceRead> read(std::span<char> room) override;

  [[nodiscard]] bool is_ready() const override { return below_.is_ready(); }

 private:
  enum class LineEnd : std::uint8_t { kUnknown, kLf, kCr };

  [[nodiscard]] Result<SourceRead> begin(std::span<char> room);
  [[nodiscard]] LineEnd line_end_of(std::string_view head) const;

  ByteSource& below_;
  LineEnd line_end_ = LineEnd::kUnknown;
  bool ended_ = false;
};

}  // namespace mxsweep::io

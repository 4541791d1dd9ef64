#include "io/file/line_end_source.h"

#include <algorithm>

#include "io/base/check.h"

namespace mxsweep::io {

LineEndSource::LineEnd LineEndSource::line_end_of(std::string_view head) const {
  const std::string_view start = head.substr(0, kSniffBytes);
  if (start.find('\n') != std::string_view::npos) {
    return LineEnd::kLf;
  }
  if (start.size() < kSniffBytes && !ended_) {
    return LineEnd::kUnknown;
  }
  const std::size_t cr = start.find('\r');
  // At the end of what is looked at, an LF may follow.
  return cr == std::string_view::npos || cr + 1 == kSniffBytes ? LineEnd::kLf
                                                               : LineEnd::kCr;
}

Result<SourceRead> LineEndSource::begin(std::span<char> room) {
  MXSWEEP_CHECK(room.size() >= kSniffBytes);
  std::size_t bytes = 0;
  while (line_end_ == LineEnd::kUnknown) {
    Result<SourceRead> got = below_.read(room.subspan(bytes));
    if (!got.ok() || got.value().state == SourceState::kStopped) {
      return got;
    }
    bytes += got.value().bytes;
    ended_ = got.value().state == SourceState::kEnd;
    line_end_ = line_end_of({room.data(), bytes});
  }
  return SourceRead{
      .state = bytes == 0 ? SourceState::kEnd : SourceState::kBytes,
      .bytes = bytes};
}

Result<SourceRead> LineEndSource::read(std::span<char> room) {
  if (ended_) {
    return SourceRead{.state = SourceState::kEnd};
  }
  Result<SourceRead> got =
      line_end_ == LineEnd::kUnknown ? begin(room) : below_.read(room);
  if (got.ok() && line_end_ == LineEnd::kCr) {
    const std::span<char> text = room.first(got.value().bytes);
    std::replace(text.begin(), text.end(), '\r', '\n');
  }
  return got;
}

}  // namespace mxsweep::io

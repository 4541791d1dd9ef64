// ListSample: the beginning of a list, by which its format is recognised: up to
// 1,000 lines or 1 MiB, taken from the reader without consuming them. Views
// into the reader's buffer, until that is read. Main thread, before the run.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "io/base/result.h"
#include "io/file/line_reader.h"

namespace mxsweep {

inline constexpr std::size_t kSampleLinesMax = 1000;

struct ListSample {
  std::string_view bytes;
  // Complete ones, without CR; the last may lack its end only if `whole`.
  std::vector<std::string_view> lines;
  bool whole = false;    // nothing follows
  bool stopped = false;  // the user ended the run while it was waited for
};

// The first lines, `most` at the most.
[[nodiscard]] inline std::span<const std::string_view> head_of(
    const ListSample& sample, std::size_t most) {
  return std::span(sample.lines).first(std::min(most, sample.lines.size()));
}

// Waits for the first lines. A pipe that is slow is looked at as soon as its
// first line is plainly a name, an address or a JSON object, else after 20
// lines with something on them. Lines end with CR in a list without LF.
[[nodiscard]] io::Result<ListSample> take_sample(io::LineReader& lines);

// Of a line: nothing on it, or a comment by one of the usual signs.
[[nodiscard]] bool is_blank_or_comment(std::string_view line);

}  // namespace mxsweep

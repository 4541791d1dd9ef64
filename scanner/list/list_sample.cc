#include "scanner/list/list_sample.h"

#include <algorithm>

#include "io/base/utf8.h"

#include "scanner/input/cell.h"
#include "scanner/list/cell_look.h"

namespace mxsweep {
namespace {

constexpr std::size_t kSettledLines = 20;

char line_end_of(std::string_view bytes) {
  return bytes.find('\n') == std::string_view::npos &&
                 bytes.find('\r') != std::string_view::npos
             ? '\r'
             : '\n';
}

void split(char line_end, ListSample& sample) {
  sample.lines.clear();
  std::string_view rest = sample.bytes;
  while (!rest.empty() && sample.lines.size() < kSampleLinesMax) {
    const std::size_t end = rest.find(line_end);
    if (end == std::string_view::npos && !sample.whole) {
      return;
    }
    std::string_view line = io::without_byte_order_marks(rest.substr(0, end));
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    sample.lines.push_back(line);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
}

// What its writer will hardly go on with in another form.
bool is_plain_record(std::string_view line) {
  line = trimmed(line);
  return (line.starts_with('{') && line.ends_with('}')) ||
         (line.find_first_of(",;|\t") == std::string_view::npos &&
          is_usable(look_at(line).kind));
}

bool is_settled(const ListSample& sample) {
  std::size_t records = 0;
  for (const std::string_view line : sample.lines) {
    if (is_blank_or_comment(line)) {
      continue;
    }
    if (++records == kSettledLines || (records == 1 && is_plain_record(line))) {
      return true;
    }
  }
  return false;
}

bool has_enough(const ListSample& sample) {
  return sample.whole || sample.bytes.size() >= io::kAheadBytesMax ||
         sample.lines.size() >= kSampleLinesMax;
}

}  // namespace

bool is_blank_or_comment(std::string_view line) {
  line = trimmed(line);
  return line.empty() || line.front() == '#' || line.front() == ';' ||
         line == "//" || line.starts_with("// ");
}

io::Result<ListSample> take_sample(io::LineReader& lines) {
  ListSample sample;
  char line_end = '\n';
  while (true) {
    const io::Result<io::ReadState> state = lines.read_ahead();
    if (!state.ok()) {
      return state.error();
    }
    sample.stopped = state.value() == io::ReadState::kStopped;
    sample.whole = state.value() == io::ReadState::kEnd;
    // As LineReader will hand its lines out.
    sample.bytes = io::without_byte_order_marks(lines.ahead());
    const bool waits = lines.ahead_would_wait();
    if (!has_enough(sample) && !waits && !sample.stopped) {
      continue;
    }
    line_end = line_end_of(sample.bytes);
    split(line_end, sample);
    if (has_enough(sample) || sample.stopped || is_settled(sample)) {
      lines.end_lines_with(line_end);
      return sample;
    }
  }
}

}  // namespace mxsweep

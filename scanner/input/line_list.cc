#include "scanner/input/line_list.h"

#include <algorithm>

namespace mxsweep {

io::Result<ListEnd> LineList::read_all(CellSink& sink) {
  while (true) {
    io::Result<io::LineBatch> batch = lines_.read();
    if (!batch.ok()) {
      return batch.error();
    }
    if (!take(batch.value().lines, sink)) {
      return ListEnd::kEnd;
    }
    if (batch.value().state != io::ReadState::kMore) {
      finish(sink);
      return batch.value().state == io::ReadState::kStopped ? ListEnd::kStopped
                                                            : ListEnd::kEnd;
    }
    if (lines_.would_wait()) {
      sink.pause();
    }
  }
}

bool PlainList::take(std::span<const io::Line> lines, CellSink& sink) {
  const std::size_t skipped = std::min(skipped_, lines.size());
  skipped_ -= skipped;
  return sink.take_lines(lines.subspan(skipped));
}

}  // namespace mxsweep

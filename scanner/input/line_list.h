// LineList: the part that all lists of lines share: batches of lines go to
// take(), and the sink hears of pauses. PlainList: a name on each line, read
// where it lies in the buffer. Both borrow the lines. Reader thread only.
#pragma once

#include <cstdint>

#include "scanner/input/list_reader.h"

namespace mxsweep {

class LineList : public ListReader {
 public:
  explicit LineList(io::LineReader& lines) : lines_(lines) {}

  [[nodiscard]] io::Result<ListEnd> read_all(CellSink& sink) final;

 protected:
  // False when the sink wants no more.
  [[nodiscard]] virtual bool take(std::span<const io::Line> lines,
                                  CellSink& sink) = 0;

  // After the last line, unless the sink wanted no more.
  virtual void finish(CellSink& /*sink*/) {}

 private:
  io::LineReader& lines_;
};

class PlainList final : public LineList {
 public:
  // The first `skipped` lines are a head that nobody wants.
  explicit PlainList(io::LineReader& lines, std::size_t skipped = 0)
      : LineList(lines), skipped_(skipped) {}

 private:
  [[nodiscard]] bool take(std::span<const io::Line> lines,
                          CellSink& sink) override;

  std::size_t skipped_;
};

}  // namespace mxsweep

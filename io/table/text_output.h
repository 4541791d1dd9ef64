// TextOutput: collects text and gives it to a ByteSink in big pieces. Owns
// the buffer, borrows the sink. One thread.
//
// The first error of the sink is kept: from then on nothing reaches the sink
// and every call returns that same Error (kOutput).
#pragma once

#include <cstddef>
#include <optional>

#include "io/base/byte_sink.h"
#include "io/base/result.h"
#include "io/table/text_format.h"

namespace mxsweep::io {

class TextOutput {
 public:
  explicit TextOutput(ByteSink& sink) : sink_(&sink) {}

  // See ByteSink::columns().
  [[nodiscard]] std::size_t columns() const { return sink_->columns(); }

  [[nodiscard]] TextBuffer& buffer() { return buffer_; }

  [[nodiscard]] bool is_full() const { return buffer_.size() >= kPieceBytes; }

  // Gives away what has been collected.
  [[nodiscard]] Status flush();

  // The kept error, or success.
  [[nodiscard]] Status status() const;

 private:
  static constexpr std::size_t kPieceBytes = std::size_t{64} * 1024;

  ByteSink* sink_;
  TextBuffer buffer_;
  std::optional<Error> error_;
};

}  // namespace mxsweep::io

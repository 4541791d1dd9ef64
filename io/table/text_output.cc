#include "io/table/text_output.h"

#include <span>

namespace mxsweep::io {

Status TextOutput::status() const {
  return error_.has_value() ? Status(*error_) : Status();
}

Status TextOutput::flush() {
  if (!error_.has_value() && buffer_.size() != 0) {
    const std::string_view text = buffer_.view();
    const Status written =
        sink_->write(std::as_bytes(std::span(text.data(), text.size())));
    if (!written.ok()) {
      error_ = written.error();
    }
  }
  buffer_.clear();
  return status();
}

}  // namespace mxsweep::io

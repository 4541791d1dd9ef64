#include "io/table/arrow_sink.h"

#include <cstddef>
#include <span>
#include <string>

namespace mxsweep::io {

arrow::Status ArrowSink::Write(const void* data, std::int64_t size) {
  // Once given up, what Arrow still has goes nowhere: it would write a line of
  // its own about it when it closes. The error is in status().
  if (size == 0 || error_.has_value()) {
    return arrow::Status::OK();
  }
  const Status status = sink_->write(std::span(
      static_cast<const std::byte*>(data), static_cast<std::size_t>(size)));
  if (status.ok()) {
    return arrow::Status::OK();
  }
  error_ = status.error();
  return arrow::Status::IOError(error_->what);
}

arrow::Result<std::int64_t> ArrowSink::Tell() const {
  return static_cast<std::int64_t>(sink_->position() - start_);
}

arrow::Status ArrowSink::Close() {
  closed_ = true;
  return arrow::Status::OK();
}

Status ArrowSink::keep(const arrow::Status& status) {
  if (!error_.has_value() && !status.ok()) {
    error_ =
        Error{ErrorCode::kOutput, 0,
              "cannot write " + std::string(format_) + ": " + status.message()};
  }
  return this->status();
}

}  // namespace mxsweep::io

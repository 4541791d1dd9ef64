// ArrowSink: a ByteSink as Arrow's library writes to it, and the first error
// of either as ours. Borrows the sink; one thread. Only for files that include
// Arrow anyway.
#pragma once

#include <arrow/io/interfaces.h>
#include <arrow/result.h>
#include <arrow/status.h>

#include <cstdint>
#include <exception>
#include <optional>
#include <string_view>

#include "io/base/byte_sink.h"
#include "io/base/result.h"

namespace mxsweep::io {

// Refuses everything after the sink failed, since Arrow writes a footer even
// when it is destroyed.
class ArrowSink final : public arrow::io::OutputStream {
 public:
  // `format` is for messages.
  ArrowSink(ByteSink& sink, std::string_view format)
      : sink_(&sink), format_(format), start_(sink.position()) {}

  using arrow::io::OutputStream::Write;

  arrow::Status Write(const void* data, std::int64_t size) override;
  arrow::Result<std::int64_t> Tell() const override;
  arrow::Status Close() override;

  [[nodiscard]] bool closed() const override { return closed_; }

  // Runs a piece of Arrow; what it throws or returns becomes the status, if
  // that was good.
  template <class Work>
  [[nodiscard]] Status run(const Work& work) {
    try {
      return keep(work());
    } catch (const std::exception& problem) {
      return keep(arrow::Status::IOError(problem.what()));
    }
  }

  // The first error stays: what Arrow says after a failed sink is noise.
  [[nodiscard]] Status status() const {
    return error_.has_value() ? Status(*error_) : Status();
  }

 private:
  [[nodiscard]] Status keep(const arrow::Status& status);

  ByteSink* sink_;
  std::string_view format_;
  std::uint64_t start_;
  std::optional<Error> error_;
  bool closed_ = false;
};

}  // namespace mxsweep::io

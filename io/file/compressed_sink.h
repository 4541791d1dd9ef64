// CompressedSink: an OutputSink that compresses what another one is given. Owns
// that one. Both ways to end it end the stream first, so that an interrupted
// result can be read like a complete one. What is destroyed without either is
// cut. One thread at a time; errors are ErrorCode::kOutput.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "io/file/compression.h"
#include "io/file/output_sink.h"

namespace mxsweep::io {

class CompressedSink final : public OutputSink {
 public:
  CompressedSink(std::unique_ptr<Compressor> compressor,
                 std::unique_ptr<OutputSink> inner);

  [[nodiscard]] Status write(std::span<const std::byte> bytes) override;

  // Of what was given, before compression.
  [[nodiscard]] std::uint64_t position() const override { return position_; }

  [[nodiscard]] Status commit() override;
  [[nodiscard]] Status commit_partial() override;

  [[nodiscard]] std::string location() const override {
    return inner_->location();
  }

  [[nodiscard]] bool leaves_file() const override {
    return inner_->leaves_file();
  }

 private:
  std::unique_ptr<Compressor> compressor_;
  std::unique_ptr<OutputSink> inner_;
  std::uint64_t position_ = 0;
};

}  // namespace mxsweep::io

#include "io/file/compressed_sink.h"

#include <utility>

namespace mxsweep::io {

CompressedSink::CompressedSink(std::unique_ptr<Compressor> compressor,
                               std::unique_ptr<OutputSink> inner)
    : compressor_(std::move(compressor)), inner_(std::move(inner)) {}

Status CompressedSink::write(std::span<const std::byte> bytes) {
  Status status = compressor_->write(bytes, *inner_);
  if (status.ok()) {
    position_ += bytes.size();
  }
  return status;
}

Status CompressedSink::commit() {
  Status status = compressor_->finish(*inner_);
  return status.ok() ? inner_->commit() : status;
}

Status CompressedSink::commit_partial() {
  Status status = compressor_->finish(*inner_);
  return status.ok() ? inner_->commit_partial() : status;
}

}  // namespace mxsweep::io

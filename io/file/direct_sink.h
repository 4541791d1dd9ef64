// DirectSink: bytes go straight to standard output, a pipe or a device, where
// writing aside and renaming make no sense. On a terminal the status line of
// the log makes room for them. Owns the descriptor unless it is
// standard output. One thread at a time; errors are ErrorCode::kOutput.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "io/base/result.h"
#include "io/base/unique_fd.h"
#include "io/file/output_sink.h"

namespace mxsweep::io {

class DirectSink final : public OutputSink {
 public:
  [[nodiscard]] static std::unique_ptr<DirectSink> standard_output();

  // Waits for somebody who reads, where it is a pipe.
  // REQUIRES: `path` names something that is not a regular file
  [[nodiscard]] static Result<std::unique_ptr<DirectSink>> open(
      const std::string& path, const OutputWait& wait = {});

  [[nodiscard]] Status write(std::span<const std::byte> bytes) override;

  [[nodiscard]] std::uint64_t position() const override { return position_; }

  [[nodiscard]] std::size_t columns() const override;

  // Nothing is held back, so there is nothing to do.
  [[nodiscard]] Status commit() override { return {}; }

  [[nodiscard]] Status commit_partial() override { return {}; }

  [[nodiscard]] std::string location() const override { return name_; }

  [[nodiscard]] bool leaves_file() const override { return false; }

 private:
  DirectSink(UniqueFd owned, std::string name);

  UniqueFd owned_fd_;  // empty for standard output
  int fd_;
  bool terminal_;
  std::string name_;
  std::uint64_t position_ = 0;
};

}  // namespace mxsweep::io

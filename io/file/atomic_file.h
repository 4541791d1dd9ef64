// AtomicFile: a regular file that appears under its name only when complete.
// Bytes go to "<path>.part" beside it; commit() syncs, renames and syncs the
// folder. Two runs cannot share one .part file: it is created exclusively and
// locked while in use. What earlier runs left is kept: a .part or .partial file
// that is in the way gets a number behind its name, the last kLeftoversKept of
// them 1 to that, the oldest first. A symbolic link is
// followed, and the mode of a file that is replaced is kept. Destroyed
// uncommitted it removes an empty .part file and leaves any other, which the
// owner reports by location(). One thread at a time; errors are
// ErrorCode::kOutput.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "io/base/result.h"
#include "io/base/unique_fd.h"
#include "io/file/output_sink.h"

namespace mxsweep::io {

// Else a job that fails every night would fill the disk.
inline constexpr int kLeftoversKept = 3;

class AtomicFile final : public OutputSink {
 public:
  [[nodiscard]] static Result<std::unique_ptr<AtomicFile>> open(
      const std::string& path);

  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile() override;

  [[nodiscard]] Status write(std::span<const std::byte> bytes) override;

  [[nodiscard]] std::uint64_t position() const override { return position_; }

  [[nodiscard]] Status commit() override;
  [[nodiscard]] Status commit_partial() override;

  [[nodiscard]] std::string location() const override { return location_; }

  [[nodiscard]] bool leaves_file() const override {
    return fd_.valid() && position_ > 0;
  }

 private:
  AtomicFile(UniqueFd fd, std::string target, std::string part);

  [[nodiscard]] Status finish_as(const std::string& name);

  UniqueFd fd_;           // empty once committed
  std::string target_;    // symbolic links resolved
  std::string location_;  // the .part file, later the final name
  std::uint64_t position_ = 0;
};

}  // namespace mxsweep::io

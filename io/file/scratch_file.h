// ScratchFile: octets that do not fit in memory, in a file without a name that
// is gone when this object is, or with the process. It lies in $TMPDIR, else in
// /tmp. Errors have the folder, the reason and what cannot be kept. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "io/base/result.h"
#include "io/base/unique_fd.h"

namespace mxsweep::io {

class ScratchFile {
 public:
  // `what` is kept, and is lost as `code` says. Makes the file with the first
  // octets.
  explicit ScratchFile(std::string_view what = "the list",
                       ErrorCode code = ErrorCode::kInput)
      : what_(what), code_(code) {}

  // Where the octets stand from now on.
  [[nodiscard]] Result<std::uint64_t> append(std::span<const char> bytes);

  // All of `out`. REQUIRES: append() wrote as much there
  [[nodiscard]] Status read(std::uint64_t at, std::span<char> out) const;

 private:
  [[nodiscard]] Status open();
  [[nodiscard]] Error error(int number) const;

  std::string_view what_;
  ErrorCode code_;
  std::string folder_;
  UniqueFd file_;
  std::uint64_t size_ = 0;
};

}  // namespace mxsweep::io

// ScratchFile: octets that do not fit in memory, in a file without a name that
// is gone when this object is, or with the process. It lies in $TMPDIR, else in
// /tmp. Errors are ErrorCode::kInput, with the folder and the reason. One
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "io/base/result.h"
#include "io/base/unique_fd.h"

namespace mxsweep::io {

class ScratchFile {
 public:
  // Makes the file with the first octets.
  ScratchFile() = default;

  // Where the octets stand from now on.
  [[nodiscard]] Result<std::uint64_t> append(std::span<const char> bytes);

  // All of `out`. REQUIRES: append() wrote as much there
  [[nodiscard]] Status read(std::uint64_t at, std::span<char> out) const;

 private:
  [[nodiscard]] Status open();
  [[nodiscard]] Error error(int number) const;

  std::string folder_;
  UniqueFd file_;
  std::uint64_t size_ = 0;
};

}  // namespace mxsweep::io

// TempDir: a private folder (mode 0700) that is removed with all its content
// when the object goes. Lies in TMPDIR or /tmp. Move-only, one owner; errors
// are ErrorCode::kResolver with the path and the reason.
#pragma once

#include <string>
#include <utility>

#include "io/base/result.h"

namespace mxsweep::io {

class TempDir {
 public:
  // The name starts with `prefix`.
  [[nodiscard]] static Result<TempDir> create(const std::string& prefix);

  TempDir(TempDir&& other) noexcept
      : path_(std::exchange(other.path_, std::string())) {}

  TempDir& operator=(TempDir&& other) noexcept;

  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  ~TempDir() { remove(); }

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  explicit TempDir(std::string path) : path_(std::move(path)) {}

  void remove() noexcept;

  std::string path_;  // empty when moved from
};

}  // namespace mxsweep::io

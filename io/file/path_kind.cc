#include "io/file/path_kind.h"

#include <filesystem>
#include <system_error>

namespace mxsweep::io {

PathKind path_kind(const std::string& path) {
  std::error_code trouble;
  const std::filesystem::file_status status =
      std::filesystem::status(path, trouble);
  if (trouble || !std::filesystem::exists(status)) {
    return PathKind::kNothing;
  }
  return std::filesystem::is_directory(status) ? PathKind::kFolder
                                               : PathKind::kFile;
}

std::string without_final_slashes(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) {
    path.pop_back();
  }
  return path;
}

bool is_same_file(const std::string& one, const std::string& other) {
  if (one.empty() || other.empty()) {
    return false;
  }
  std::error_code trouble;
  const bool there = std::filesystem::exists(one, trouble);
  if (there != std::filesystem::exists(other, trouble)) {
    return false;
  }
  if (there) {
    return std::filesystem::is_regular_file(one, trouble) &&
           std::filesystem::equivalent(one, other, trouble);
  }
  const auto whole = [&trouble](const std::string& path) {
    return std::filesystem::weakly_canonical(
        std::filesystem::absolute(path, trouble), trouble);
  };
  return whole(one) == whole(other);
}

}  // namespace mxsweep::io

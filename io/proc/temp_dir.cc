#include "io/proc/temp_dir.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "io/base/temp_folder.h"
#include "io/base/unique_fd.h"

namespace mxsweep::io {
namespace {

Error folder_error(const std::string& path, int error) {
  return {
      ErrorCode::kResolver, error,
      "cannot write " + path + ": " + std::generic_category().message(error)};
}

}  // namespace

Result<TempDir> TempDir::create(const std::string& prefix) {
  std::string path = temp_folder();
  path += '/';
  path += prefix;
  path += "XXXXXX";
  if (::mkdtemp(path.data()) == nullptr) {
    return folder_error(path, errno);
  }
  return TempDir(std::move(path));
}

TempDir& TempDir::operator=(TempDir&& other) noexcept {
  if (this != &other) {
    remove();
    path_ = std::exchange(other.path_, std::string());
  }
  return *this;
}

void TempDir::remove() noexcept {
  if (!path_.empty()) {
    std::error_code ignored;  // nobody is left to tell
    std::filesystem::remove_all(path_, ignored);
    path_.clear();
  }
}

}  // namespace mxsweep::io

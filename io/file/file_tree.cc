#include "io/file/file_tree.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace mxsweep::io {

Result<std::vector<std::string>> files_below(const std::string& folder) {
  namespace fs = std::filesystem;
  std::vector<std::string> out;
  std::error_code error;
  for (fs::recursive_directory_iterator entries(folder, error);
       !error && entries != fs::recursive_directory_iterator();
       entries.increment(error)) {
    const std::string name = entries->path().filename().string();
    const bool is_data = !name.starts_with('.') && !name.starts_with('_');
    const bool is_folder = entries->is_directory(error);
    if (is_folder && !is_data) {
      entries.disable_recursion_pending();
    }
    if (!is_folder && is_data) {
      out.push_back(entries->path().string());
    }
  }
  if (error) {
    return Error{ErrorCode::kInput, error.value(),
                 "cannot read " + folder + ": " + error.message()};
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::optional<std::uint64_t> file_octets(const std::string& path) {
  std::error_code error;
  const std::uintmax_t octets = std::filesystem::file_size(path, error);
  return error ? std::nullopt : std::optional<std::uint64_t>(octets);
}

}  // namespace mxsweep::io

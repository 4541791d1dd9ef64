#include "scanner/results/result_files.h"

#include <algorithm>
#include <string_view>

#include "io/file/file_tree.h"
#include "io/file/folder.h"
#include "io/file/path_kind.h"

#include "scanner/run/dataset.h"
#include "scanner/run/dataset_journal.h"

namespace mxsweep {
namespace {

// What io::AtomicFile puts behind the name, and a number behind that.
constexpr std::string_view kPartial = ".partial";

bool is_partial_name(std::string_view path) {
  while (!path.empty() && path.back() >= '0' && path.back() <= '9') {
    path.remove_suffix(1);
  }
  return path.ends_with(kPartial) ||
         (path.ends_with('.') &&
          path.substr(0, path.size() - 1).ends_with(kPartial));
}

bool has_file(const std::string& folder, std::string_view name) {
  return io::path_kind(folder + '/' + std::string(name)) == io::PathKind::kFile;
}

io::Error is_partial(const std::string& path, const std::string& how) {
  return {io::ErrorCode::kInput, 0,
          path + " is partial: " + how +
              ", and a name that is missing in it may be one that was not "
              "asked; --force takes it all the same"};
}

// A folder of partitions has no journal, and appears when it is whole.
io::Status check_whole(const std::string& folder) {
  if (has_file(folder, kSuccessName)) {
    return {};
  }
  if (has_file(folder, kJournalName)) {
    return is_partial(folder, "its run did not end (--resume goes on with it)");
  }
  const io::Result<std::vector<std::string>> inside = io::folders_in(folder);
  if (!inside.ok()) {
    return inside.error();
  }
  const bool has_shards = std::any_of(
      inside.value().begin(), inside.value().end(),
      [](const std::string& name) { return shard_place(name).has_value(); });
  return has_shards ? io::Status(is_partial(
                          folder, "mxsweep merge " + folder +
                                      " did not say that its shards are whole"))
                    : io::Status();
}

}  // namespace

io::Result<std::vector<std::string>> result_files(const std::string& path,
                                                  bool force) {
  const std::string name = io::without_final_slashes(path);
  if (!force && is_partial_name(name)) {
    return is_partial(name, "its run did not come to its end");
  }
  if (path == "-" || io::path_kind(name) != io::PathKind::kFolder) {
    return std::vector<std::string>{path};
  }
  io::Status whole = force ? io::Status() : check_whole(name);
  if (!whole.ok()) {
    return whole.error();
  }
  io::Result<std::vector<std::string>> files = io::files_below(name);
  if (files.ok() && files.value().empty()) {
    return io::Error{io::ErrorCode::kInput, 0,
                     "there is no part of a result in the folder " + name};
  }
  return files;
}

}  // namespace mxsweep

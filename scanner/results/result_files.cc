#include "scanner/results/result_files.h"

#include <algorithm>
#include <string_view>

#include "io/file/file_tree.h"
#include "io/file/folder.h"
#include "io/file/path_kind.h"
#include "io/table/read/text_lines.h"

#include "scanner/run/dataset.h"
#include "scanner/run/dataset_journal.h"

namespace mxsweep {
namespace {

// What io::AtomicFile puts behind the name of what is partial, and a number
// behind that; and behind that of what is being written.
constexpr std::string_view kPartial = ".partial";
constexpr std::string_view kPart = ".part";

// How a file comes to such a name; empty: it is none.
std::string_view partial_by_name(std::string_view path) {
  if (path.ends_with(kPart)) {
    return "its run failed, or has not ended yet";
  }
  while (!path.empty() && path.back() >= '0' && path.back() <= '9') {
    path.remove_suffix(1);
  }
  const bool is_partial = path.ends_with(kPartial) ||
                          (path.ends_with('.') &&
                           path.substr(0, path.size() - 1).ends_with(kPartial));
  return is_partial ? "its run did not come to its end" : std::string_view();
}

bool has_file(const std::string& folder, std::string_view name) {
  return io::path_kind(folder + '/' + std::string(name)) == io::PathKind::kFile;
}

io::Error is_partial(const std::string& path, std::string_view how) {
  return {io::ErrorCode::kInput, 0,
          path + " is partial: " + std::string(how) +
              ", and a name that is missing in it may be one that was not "
              "asked; --force takes it all the same"};
}

io::Result<DatasetState> journal_of(const std::string& folder) {
  const auto lines = io::TextLines::open(folder + '/' + kJournalName);
  if (!lines.ok()) {
    return lines.error();
  }
  std::string text;
  io::Result<bool> more = lines.value()->next();
  for (; more.ok() && more.value(); more = lines.value()->next()) {
    text.append(lines.value()->line()).append(1, '\n');
  }
  return more.ok() ? read_journal(text) : more.error();
}

// Of a folder with a journal: every part is as it was when it was written.
io::Status check_parts(const std::string& folder) {
  const io::Result<DatasetState> state = journal_of(folder);
  if (!state.ok()) {
    return io::Error{io::ErrorCode::kInput, state.error().sys_errno,
                     folder + ": " + state.error().what};
  }
  for (const DatasetPart& part : state.value().parts) {
    const auto octets = io::file_octets(folder + '/' + part.file);
    if (octets != part.octets) {
      return is_partial(folder, part.file +
                                    (octets.has_value() ? " was cut or changed"
                                                        : " is gone") +
                                    " (--resume asks its records again)");
    }
  }
  return {};
}

// Of a folder that says it is whole, or of its shards.
io::Status check_all_parts(const std::string& folder) {
  if (has_file(folder, kJournalName)) {
    return check_parts(folder);
  }
  const io::Result<std::vector<std::string>> inside = io::folders_in(folder);
  if (!inside.ok()) {
    return inside.error();
  }
  for (const std::string& name : inside.value()) {
    std::string shard = folder;
    shard.append(1, '/').append(name);
    io::Status whole = shard_place(name) && has_file(shard, kJournalName)
                           ? check_parts(shard)
                           : io::Status();
    if (!whole.ok()) {
      return whole;
    }
  }
  return {};
}

// A folder of partitions has no journal, and appears when it is whole.
io::Status check_whole(const std::string& folder) {
  if (has_file(folder, kSuccessName)) {
    return check_all_parts(folder);
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

io::Status check_folder(const std::string& folder,
                        const std::vector<std::string>& files) {
  for (const std::string& path : files) {
    const std::string_view partial = partial_by_name(path);
    if (!partial.empty()) {
      return is_partial(path, partial);
    }
  }
  const std::string_view partial = partial_by_name(folder);
  return partial.empty() ? check_whole(folder)
                         : io::Status(is_partial(folder, partial));
}

}  // namespace

io::Result<ResultFiles> result_files(const std::string& path, bool force) {
  const std::string name = io::without_final_slashes(path);
  if (path == "-" || io::path_kind(name) != io::PathKind::kFolder) {
    const std::string_view partial = partial_by_name(name);
    return force || partial.empty()
               ? io::Result<ResultFiles>(ResultFiles{{path}, force})
               : is_partial(name, partial);
  }
  io::Result<std::vector<std::string>> files = io::files_below(name);
  io::Status whole =
      force || !files.ok() ? io::Status() : check_folder(name, files.value());
  if (!files.ok() || !whole.ok()) {
    return files.ok() ? whole.error() : files.error();
  }
  if (files.value().empty()) {
    return io::Error{io::ErrorCode::kInput, 0,
                     "there is no part of a result in the folder " + name};
  }
  return ResultFiles{files.take(), force};
}

}  // namespace mxsweep

#include "scanner/results/result_files.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string_view>

#include "io/file/file_tree.h"
#include "io/file/folder.h"
#include "io/file/path_kind.h"
#include "io/table/read/text_lines.h"

#include "scanner/results/partition_rows.h"
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

io::Error is_none_of_run(const std::string& folder, const std::string& file) {
  return {io::ErrorCode::kInput, 0,
          file + " is no part that the journal of " + folder +
              " names, so that its records may be there twice; move it away, "
              "or take it with --force"};
}

std::string lacks_journal() {
  return std::string(kJournalName) + " is gone, which says what its parts are";
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

// What the journal itself lacks; else empty.
std::string journal_fault(const DatasetState& state) {
  if (!state.begin.has_value()) {
    return std::string(kJournalName) + " is empty or damaged";
  }
  return state.end.has_value()
             ? std::string()
             : std::string(kJournalName) + " does not say that its run ended";
}

// Of a folder with a journal: every part is as it was when it was written, and
// there is no other file.
io::Status check_parts(const std::string& folder) {
  const io::Result<DatasetState> state = journal_of(folder);
  if (!state.ok()) {
    return io::Error{io::ErrorCode::kInput, state.error().sys_errno,
                     folder + ": " + state.error().what};
  }
  const std::string fault = journal_fault(state.value());
  if (!fault.empty()) {
    return is_partial(folder, fault);
  }
  std::set<std::string> parts;
  for (const DatasetPart& part : state.value().parts) {
    parts.insert(folder + '/' + part.file);
    const auto octets = io::file_octets(folder + '/' + part.file);
    if (octets != part.octets) {
      return is_partial(folder, part.file +
                                    (octets.has_value() ? " was cut or changed"
                                                        : " is gone") +
                                    " (--resume asks its records again)");
    }
  }
  const io::Result<std::vector<std::string>> files = io::files_below(folder);
  if (!files.ok()) {
    return files.error();
  }
  for (const std::string& file : files.value()) {
    if (parts.find(file) == parts.end()) {
      return is_none_of_run(folder, file);
    }
  }
  return {};
}

// Of a folder whose shards were said to be whole.
io::Status check_shards(const std::string& folder,
                        const std::vector<std::string>& shards,
                        const std::vector<std::string>& files) {
  const std::uint32_t count = shard_place(shards.front())->count;
  if (shards.size() != count) {
    return is_partial(folder, "it has " + std::to_string(shards.size()) +
                                  " of " + std::to_string(count) + " shards");
  }
  for (const std::string& file : files) {
    const std::string_view below =
        std::string_view(file).substr(folder.size() + 1);
    if (!shard_place(below.substr(0, below.find('/'))).has_value()) {
      return is_none_of_run(folder, file);
    }
  }
  io::Status whole;
  for (std::size_t i = 0; i < shards.size() && whole.ok(); ++i) {
    std::string shard = folder;
    shard.append(1, '/').append(shards[i]);
    whole = has_file(shard, kJournalName)
                ? check_parts(shard)
                : io::Status(is_partial(shard, lacks_journal()));
  }
  return whole;
}

bool is_part(const std::string& path) {
  return part_number(std::string_view(path).substr(path.rfind('/') + 1)) != 0;
}

// A folder of partitions has no journal, and appears when it is whole. Others
// than us write folders with _SUCCESS, too.
io::Status check_whole(const std::string& folder,
                       const std::vector<std::string>& files) {
  const bool has_success = has_file(folder, kSuccessName);
  if (has_file(folder, kJournalName)) {
    return has_success
               ? check_parts(folder)
               : is_partial(folder,
                            "its run did not end (--resume goes on with it)");
  }
  io::Result<std::vector<std::string>> inside = io::folders_in(folder);
  if (!inside.ok()) {
    return inside.error();
  }
  std::vector<std::string> shards = inside.take();
  std::erase_if(shards, [](const std::string& name) {
    return !shard_place(name).has_value();
  });
  if (!shards.empty()) {
    return has_success ? check_shards(folder, shards, files)
                       : is_partial(folder, "mxsweep merge " + folder +
                                                " did not say that its shards "
                                                "are whole");
  }
  if (has_success && std::any_of(files.begin(), files.end(), is_part)) {
    return is_partial(folder, lacks_journal());
  }
  const std::string lost = lost_rows(files);
  return lost.empty() ? io::Status() : io::Status(is_partial(folder, lost));
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
  return partial.empty() ? check_whole(folder, files)
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

#include "io/file/output_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include "io/base/unique_fd.h"
#include "io/file/compressed_sink.h"
#include "io/file/output_error.h"
#include "io/file/path_kind.h"

namespace mxsweep::io {
namespace {

constexpr mode_t kFolderMode = 0777;  // less the umask
constexpr mode_t kFileMode = 0666;

// A file inside, which the folder syncs.
class FolderFile final : public OutputSink {
 public:
  FolderFile(UniqueFd fd, std::string path)
      : fd_(std::move(fd)), path_(std::move(path)) {}

  [[nodiscard]] Status write(std::span<const std::byte> bytes) override {
    Status status = write_all(fd_.get(), bytes, path_);
    if (status.ok()) {
      position_ += bytes.size();
    }
    return status;
  }

  [[nodiscard]] std::uint64_t position() const override { return position_; }

  [[nodiscard]] Status commit() override {
    fd_.reset();
    return {};
  }

  [[nodiscard]] Status commit_partial() override { return commit(); }

  [[nodiscard]] std::string location() const override { return path_; }

  [[nodiscard]] bool leaves_file() const override { return true; }

 private:
  UniqueFd fd_;
  std::string path_;
  std::uint64_t position_ = 0;
};

Error in_the_way(const std::string& target, const std::string& path,
                 std::string_view what) {
  return {ErrorCode::kOutput, EEXIST,
          "cannot write " + target + ": " + path + " is there already" +
              std::string(what)};
}

// All of its file system, once for a thousand files.
Status sync_all_in(const std::string& folder) {
  const UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid() || ::syncfs(fd.get()) != 0) {
    return output_error(folder, errno);
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<OutputFolder>> OutputFolder::open(
    const std::string& path) {
  const std::string target = without_final_slashes(path);
  std::error_code unknown;
  const bool is_free = !std::filesystem::exists(target, unknown) ||
                       (std::filesystem::is_directory(target, unknown) &&
                        std::filesystem::is_empty(target, unknown));
  if (!is_free) {
    return in_the_way(target, target, "; name a folder that is not");
  }
  const std::string partial = target + ".partial";
  if (std::filesystem::exists(partial, unknown)) {
    return in_the_way(target, partial,
                      ", of an earlier run; move it away or remove it");
  }
  std::unique_ptr<OutputFolder> folder(new OutputFolder(target));
  const std::string part = folder->location_;
  if (::mkdir(part.c_str(), kFolderMode) != 0) {
    folder->committed_ = true;  // it is not ours
    if (errno == EEXIST) {
      return in_the_way(target, part,
                        ": another run is writing it, or did not end well; "
                        "move it away or remove it");
    }
    return output_error(target, errno);
  }
  return folder;
}

OutputFolder::~OutputFolder() {
  if (!committed_ && files_ == 0) {
    ::rmdir(location_.c_str());
  }
}

Result<std::unique_ptr<OutputSink>> OutputFolder::create(
    const std::string& folder, const std::string& name,
    const CompressionKind* compression) {
  const std::string inner = location_ + '/' + folder;
  if (::mkdir(inner.c_str(), kFolderMode) != 0 && errno != EEXIST) {
    return output_error(inner, errno);
  }
  ++files_;
  const std::string path = inner + '/' + name;
  UniqueFd fd(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kFileMode));
  if (!fd.valid()) {
    return output_error(path, errno);
  }
  std::unique_ptr<OutputSink> file =
      std::make_unique<FolderFile>(std::move(fd), path);
  if (compression != nullptr) {
    file =
        std::make_unique<CompressedSink>(compression->open(), std::move(file));
  }
  return file;
}

Status OutputFolder::finish_as(const std::string& name) {
  Status synced = sync_all_in(location_);
  if (!synced.ok()) {
    return synced;
  }
  if (std::rename(location_.c_str(), name.c_str()) != 0) {
    return output_error(name, errno);
  }
  location_ = name;
  committed_ = true;
  return sync_all_in(folder_of(name));
}

Status OutputFolder::commit() {
  return finish_as(target_);
}

Status OutputFolder::commit_partial() {
  return finish_as(target_ + ".partial");
}

}  // namespace mxsweep::io

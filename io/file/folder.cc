#include "io/file/folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <span>
#include <sstream>
#include <system_error>
#include <utility>

#include "io/file/atomic_file.h"
#include "io/file/file_tree.h"
#include "io/file/output_error.h"
#include "io/file/path_kind.h"

namespace mxsweep::io {
namespace {

// Hidden, so that readers of the folder do not take it for data.
constexpr std::string_view kLockName = ".lock";
constexpr mode_t kModeNew = 0666;  // less the umask

// Others remove a lock that they made for nothing.
constexpr int kLockAttempts = 16;

std::string lock_of(const std::string& folder) {
  return folder + '/' + std::string(kLockName);
}

Result<UniqueFd> locked(const std::string& folder) {
  const std::string name = lock_of(folder);
  for (int attempt = 0; attempt < kLockAttempts; ++attempt) {
    UniqueFd fd(::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
                       kModeNew));
    if (!fd.valid()) {
      return output_error(folder, errno);
    }
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
      return errno == EWOULDBLOCK ? busy_error(folder)
                                  : output_error(folder, errno);
    }
    if (names_this_file(name, fd.get())) {
      return fd;
    }
  }
  return busy_error(folder);
}

Status make_folder(const std::string& path) {
  if (::mkdir(path.c_str(), 0777) == 0) {
    return sync_folder(path);
  }
  if (errno != EEXIST) {
    return output_error(path, errno);
  }
  return path_kind(path) == PathKind::kFolder ? Status()
                                              : output_error(path, ENOTDIR);
}

}  // namespace

Status write_file(Folder& folder, const std::string& name,
                  std::string_view text) {
  Result<std::unique_ptr<OutputSink>> sink = folder.create(name);
  if (!sink.ok()) {
    return sink.error();
  }
  Status status = sink.value()->write(std::as_bytes(std::span(text)));
  return status.ok() ? sink.value()->commit() : status;
}

Status remove_file(const std::string& path) {
  if (::unlink(path.c_str()) != 0) {
    return errno == ENOENT ? Status() : output_error(path, errno);
  }
  return sync_folder(path);
}

Status make_folder_of(const std::string& path) {
  return make_folder(folder_of(path));
}

Result<std::vector<std::string>> folders_in(const std::string& path) {
  std::vector<std::string> out;
  std::error_code error;
  for (std::filesystem::directory_iterator entries(path, error);
       !error && entries != std::filesystem::directory_iterator();
       entries.increment(error)) {
    std::string name = entries->path().filename().string();
    if (name.front() != '.' && entries->is_directory(error)) {
      out.push_back(std::move(name));
    }
  }
  if (error) {
    return Error{ErrorCode::kInput, error.value(),
                 "cannot read " + path + ": " + error.message()};
  }
  std::sort(out.begin(), out.end());
  return out;
}

Result<std::unique_ptr<DiskFolder>> DiskFolder::open(const std::string& path) {
  std::string name = without_final_slashes(path);
  const Status made = make_folder(name);
  if (!made.ok()) {
    return made.error();
  }
  const bool was_there = ::access(lock_of(name).c_str(), F_OK) == 0;
  Result<UniqueFd> lock = locked(name);
  if (!lock.ok()) {
    return lock.error();
  }
  return std::unique_ptr<DiskFolder>(
      new DiskFolder(std::move(name), lock.take(), was_there));
}

DiskFolder::~DiskFolder() {
  if (!is_ours_ && is_there()) {
    ::unlink(lock_of(path_).c_str());
  }
}

bool DiskFolder::is_there() const {
  return names_this_file(lock_of(path_), lock_.get());
}

Status DiskFolder::check_there() const {
  return is_there() ? Status() : output_error(path_, ESTALE);
}

Result<std::unique_ptr<OutputSink>> DiskFolder::create(
    const std::string& name) {
  const Status there = check_there();
  if (!there.ok()) {
    return there.error();
  }
  is_ours_ = true;
  Result<std::unique_ptr<AtomicFile>> file = AtomicFile::open(path_of(name));
  if (!file.ok()) {
    return file.error();
  }
  return std::unique_ptr<OutputSink>(file.take());
}

Status DiskFolder::append(const std::string& name, std::string_view text) {
  Status there = check_there();
  if (!there.ok()) {
    return there;
  }
  is_ours_ = true;
  const std::string path = path_of(name);
  const bool is_new = ::access(path.c_str(), F_OK) != 0;
  const UniqueFd fd(
      ::open(path.c_str(),
             O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, kModeNew));
  if (!fd.valid()) {
    return output_error(path, errno);
  }
  Status status = write_all(fd.get(), std::as_bytes(std::span(text)), path);
  if (status.ok() && ::fsync(fd.get()) != 0) {
    status = output_error(path, errno);
  }
  return status.ok() && is_new ? sync_folder(path) : status;
}

Result<std::optional<std::string>> DiskFolder::read(const std::string& name) {
  const std::string path = path_of(name);
  if (::access(path.c_str(), F_OK) != 0 && errno == ENOENT) {
    return std::optional<std::string>();
  }
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  // An empty file puts nothing, which the text's stream takes for a failure.
  if (file.peek() != std::ifstream::traits_type::eof()) {
    text << file.rdbuf();
  }
  if (!file.is_open() || file.bad() || !text.good()) {
    return Error{ErrorCode::kOutput, 0, "cannot read " + path};
  }
  return std::optional<std::string>(std::move(text).str());
}

std::optional<std::uint64_t> DiskFolder::size(const std::string& name) {
  return file_octets(path_of(name));
}

Result<std::vector<std::string>> DiskFolder::names() {
  std::vector<std::string> out;
  std::error_code error;
  std::filesystem::directory_iterator entries(path_, error);
  for (; !error && entries != std::filesystem::directory_iterator();
       entries.increment(error)) {
    std::string name = entries->path().filename().string();
    if (name.front() != '.') {
      out.push_back(std::move(name));
    }
  }
  if (error) {
    return output_error(path_, error.value());
  }
  return out;
}

Status DiskFolder::remove(const std::string& name) {
  const Status there = check_there();
  return there.ok() ? remove_file(path_of(name)) : there;
}

}  // namespace mxsweep::io

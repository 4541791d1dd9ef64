#include "io/file/atomic_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include "io/file/output_error.h"

namespace mxsweep::io {
namespace {

// Losing the race for the name this often means that another process is
// at work on it.
constexpr int kOpenAttempts = 16;

constexpr mode_t kModeNew = 0666;  // less the umask

bool names_this_file(const std::string& path, int fd) {
  struct stat by_name {};

  struct stat by_fd {};

  return ::lstat(path.c_str(), &by_name) == 0 && ::fstat(fd, &by_fd) == 0 &&
         by_name.st_ino == by_fd.st_ino && by_name.st_dev == by_fd.st_dev;
}

Error busy(const std::string& target) {
  return {ErrorCode::kOutput, EWOULDBLOCK,
          "cannot write " + target +
              ": another process is writing it; wait for it or choose another "
              "name"};
}

// Only the holder of the lock may unlink or rename the file of that name;
// whoever gets the lock on a file that has lost its name starts again.
Status remove_stale(const std::string& part, const std::string& target) {
  const UniqueFd fd(
      ::open(part.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!fd.valid()) {
    return errno == ENOENT ? Status() : output_error(part, errno);
  }

  struct stat info {};

  if (::fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode)) {
    return output_error(part, EEXIST);
  }
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    return errno == EWOULDBLOCK ? busy(target) : output_error(part, errno);
  }
  if (names_this_file(part, fd.get()) && ::unlink(part.c_str()) != 0) {
    return output_error(part, errno);
  }
  return {};
}

Result<UniqueFd> create_locked(const std::string& part,
                               const std::string& target) {
  for (int attempt = 0; attempt < kOpenAttempts; ++attempt) {
    UniqueFd fd(::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                       kModeNew));
    if (fd.valid()) {
      if (::flock(fd.get(), LOCK_EX | LOCK_NB) == 0 &&
          names_this_file(part, fd.get())) {
        return fd;
      }
      continue;
    }
    if (errno != EEXIST) {
      return output_error(target, errno);
    }
    Status removed = remove_stale(part, target);
    if (!removed.ok()) {
      return removed.error();
    }
  }
  return busy(target);
}

Status sync_folder(const std::string& path) {
  const std::string folder = folder_of(path);
  const UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid()) {
    // A folder that may be written but not read: the rename itself is done.
    return errno == EACCES ? Status() : output_error(path, errno);
  }
  // Some file systems cannot sync folders; they say EINVAL.
  if (::fsync(fd.get()) != 0 && errno != EINVAL) {
    return output_error(path, errno);
  }
  return {};
}

}  // namespace

AtomicFile::AtomicFile(UniqueFd fd, std::string target, std::string part)
    : fd_(std::move(fd)),
      target_(std::move(target)),
      location_(std::move(part)) {}

Result<std::unique_ptr<AtomicFile>> AtomicFile::open(const std::string& path) {
  std::error_code missing;
  const std::string resolved = std::filesystem::canonical(path, missing);
  const std::string target = missing ? path : resolved;

  struct stat old {};

  const bool replaces = ::stat(target.c_str(), &old) == 0;
  if (replaces && !S_ISREG(old.st_mode)) {
    return output_error(path, S_ISDIR(old.st_mode) ? EISDIR : EEXIST);
  }
  // A rename needs no permission on the old file; its mode shall count.
  if (replaces && ::access(target.c_str(), W_OK) != 0) {
    return output_error(path, errno);
  }
  const std::string part = target + ".part";
  Result<UniqueFd> fd = create_locked(part, target);
  if (!fd.ok()) {
    return fd.error();
  }
  std::unique_ptr<AtomicFile> file(new AtomicFile(fd.take(), target, part));
  if (replaces && ::fchmod(file->fd_.get(), old.st_mode & 07777U) != 0) {
    return output_error(path, errno);
  }
  return file;
}

AtomicFile::~AtomicFile() {
  if (fd_.valid() && position_ == 0) {
    ::unlink(location_.c_str());
  }
}

Status AtomicFile::write(std::span<const std::byte> bytes) {
  MXSWEEP_CHECK(fd_.valid());
  Status status = write_all(fd_.get(), bytes, target_);
  if (status.ok()) {
    position_ += bytes.size();
  }
  return status;
}

Status AtomicFile::finish_as(const std::string& name) {
  MXSWEEP_CHECK(fd_.valid());
  if (::fsync(fd_.get()) != 0) {
    return output_error(target_, errno);
  }
  if (std::rename(location_.c_str(), name.c_str()) != 0) {
    return output_error(name, errno);
  }
  location_ = name;
  fd_.reset();
  return sync_folder(name);
}

Status AtomicFile::commit() {
  return finish_as(target_);
}

Status AtomicFile::commit_partial() {
  return finish_as(target_ + ".partial");
}

}  // namespace mxsweep::io

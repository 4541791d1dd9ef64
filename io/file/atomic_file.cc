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

std::string numbered(const std::string& path, int number) {
  return path + '.' + std::to_string(number);
}

// Gives the file the first name that is free: "<path>.1" and so on. Where all
// are taken, what has had the first one longest goes.
Status move_aside(const std::string& path) {
  for (int number = 1; number <= kLeftoversKept; ++number) {
    const std::string name = numbered(path, number);
    if (::renameat2(AT_FDCWD, path.c_str(), AT_FDCWD, name.c_str(),
                    RENAME_NOREPLACE) == 0) {
      return {};
    }
    if (errno != EEXIST) {
      return output_error(name, errno);
    }
  }
  for (int number = 1; number <= kLeftoversKept; ++number) {
    const std::string next =
        number == kLeftoversKept ? path : numbered(path, number + 1);
    if (std::rename(next.c_str(), numbered(path, number).c_str()) != 0) {
      return output_error(next, errno);
    }
  }
  return {};
}

// Only the holder of the lock may unlink or rename the file of that name;
// whoever gets the lock on a file that has lost its name starts again.
Status clear_stale(const std::string& part, const std::string& target) {
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
    return errno == EWOULDBLOCK ? busy_error(target)
                                : output_error(part, errno);
  }
  if (!names_this_file(part, fd.get())) {
    return {};
  }
  if (info.st_size != 0) {
    return move_aside(part);
  }
  return ::unlink(part.c_str()) == 0 ? Status() : output_error(part, errno);
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
    Status cleared = clear_stale(part, target);
    if (!cleared.ok()) {
      return cleared.error();
    }
  }
  return busy_error(target);
}

}  // namespace

AtomicFile::AtomicFile(UniqueFd fd, std::string target, std::string part)
    : fd_(std::move(fd)),
      target_(std::move(target)),
      location_(std::move(part)) {}

Result<std::unique_ptr<AtomicFile>> AtomicFile::open(const std::string& path) {
  // Whatever else is in the path: it is to be read as the user wrote it.
  std::error_code missing;
  const std::string resolved =
      std::filesystem::is_symlink(path, missing)
          ? std::filesystem::canonical(path, missing).string()
          : std::string();
  const std::string target = missing || resolved.empty() ? path : resolved;

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
  if (fd_.valid() && position_ == 0 && names_this_file(location_, fd_.get())) {
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
  if (!names_this_file(location_, fd_.get())) {
    fd_.reset();  // no file is left, and one of that name is somebody else's
    return output_error(location_, ESTALE);
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
  const std::string name = target_ + ".partial";

  struct stat old {};

  if (::lstat(name.c_str(), &old) == 0 && old.st_size != 0) {
    Status moved = move_aside(name);
    if (!moved.ok()) {
      return moved;
    }
  }
  return finish_as(name);
}

}  // namespace mxsweep::io

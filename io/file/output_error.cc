#include "io/file/output_error.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

#include "io/base/unique_fd.h"
#include "io/file/path_kind.h"

namespace mxsweep::io {
namespace {

struct ErrnoSentence {
  int error;
  std::string_view sentence;
};

constexpr std::array kSentences = {
    ErrnoSentence{ENOSPC,
                  "no space is left on the device; free some or choose "
                  "another folder"},
    ErrnoSentence{EDQUOT, "the disk quota is used up"},
    ErrnoSentence{EFBIG, "the file would become larger than is allowed"},
    ErrnoSentence{EACCES, "permission denied"},
    ErrnoSentence{EPERM, "the system does not permit it"},
    ErrnoSentence{ENOENT, "its folder does not exist; create it first"},
    ErrnoSentence{ENOTDIR, "a part of the path is not a folder"},
    ErrnoSentence{EISDIR, "it is a folder; name a file"},
    ErrnoSentence{EROFS, "the file system is read-only"},
    ErrnoSentence{EPIPE, "the reader of the pipe has gone away"},
    ErrnoSentence{EIO, "the device reports an input/output error"},
    ErrnoSentence{EMFILE,
                  "this process has no file descriptors left; raise "
                  "`ulimit -n`"},
    ErrnoSentence{ENAMETOOLONG, "the name is too long"},
    ErrnoSentence{ESTALE,
                  "it was moved, removed or replaced while this run wrote to "
                  "it"},
};

}  // namespace

bool names_this_file(const std::string& path, int fd) {
  struct stat by_name {};

  struct stat by_fd {};

  return ::lstat(path.c_str(), &by_name) == 0 && ::fstat(fd, &by_fd) == 0 &&
         by_name.st_ino == by_fd.st_ino && by_name.st_dev == by_fd.st_dev;
}

Error output_error(std::string_view name, int error) {
  std::string what = "cannot write ";
  what += name;
  what += ": ";
  if (error == ENOENT &&
      path_kind(folder_of(std::string(name))) == PathKind::kFolder) {
    what += "no file can be made in its folder; choose another one";
    return {ErrorCode::kOutput, error, what};
  }
  for (const ErrnoSentence& known : kSentences) {
    if (known.error == error) {
      what += known.sentence;
      return {ErrorCode::kOutput, error, what};
    }
  }
  what += std::generic_category().message(error);
  return {ErrorCode::kOutput, error, what};
}

Error busy_error(const std::string& name) {
  return {ErrorCode::kOutput, EWOULDBLOCK,
          "cannot write " + name +
              ": another process is writing it; wait for it or choose another "
              "name"};
}

bool is_busy(const Error& error) {
  return error.code == ErrorCode::kOutput && error.sys_errno == EWOULDBLOCK;
}

Status check_place(const std::string& path) {
  const std::string name = without_final_slashes(path);
  const std::string at =
      path_kind(name) == PathKind::kNothing ? folder_of(name) : name;
  return ::access(at.c_str(), W_OK) == 0 ? Status() : output_error(path, errno);
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) {
    return ".";
  }
  return slash == 0 ? "/" : path.substr(0, slash);
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

Status write_all(int fd, std::span<const std::byte> bytes,
                 std::string_view name) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(fd, bytes.data(), bytes.size());
    if (wrote >= 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(wrote));
      continue;
    }
    if (errno == EAGAIN) {
      pollfd waiting{.fd = fd, .events = POLLOUT, .revents = 0};
      static_cast<void>(::poll(&waiting, 1, -1));
    } else if (errno != EINTR) {
      return output_error(name, errno);
    }
  }
  return {};
}

void ignore_write_signals() {
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  static_cast<void>(std::signal(SIGXFSZ, SIG_IGN));
}

}  // namespace mxsweep::io

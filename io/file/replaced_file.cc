#include "io/file/replaced_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <span>

#include "io/base/unique_fd.h"
#include "io/file/output_error.h"

namespace mxsweep::io {
namespace {

constexpr mode_t kMode = 0666;  // less what umask takes

// Root may rename over /dev/null.
bool may_be_replaced(const std::string& path) {
  struct stat info {};

  return ::lstat(path.c_str(), &info) != 0 || S_ISREG(info.st_mode);
}

// `path`: for which it stands, for messages.
Status write_new(const std::string& fresh, const std::string& path,
                 std::string_view text) {
  const UniqueFd fd(
      ::open(fresh.c_str(),
             O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, kMode));
  if (!fd.valid()) {
    return output_error(path, errno);
  }
  return write_all(fd.get(), std::as_bytes(std::span(text)), path);
}

}  // namespace

Status replace_file(const std::string& path, std::string_view text) {
  if (!may_be_replaced(path)) {
    return Error{ErrorCode::kOutput, 0,
                 "cannot write " + path +
                     ": it is no regular file, and others would read it by "
                     "halves; name another one"};
  }
  const std::string fresh = path + ".tmp";
  Status status = write_new(fresh, path, text);
  if (status.ok() && std::rename(fresh.c_str(), path.c_str()) != 0) {
    status = output_error(path, errno);
  }
  if (!status.ok()) {
    ::unlink(fresh.c_str());
  }
  return status;
}

}  // namespace mxsweep::io

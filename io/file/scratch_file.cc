#include "io/file/scratch_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "io/base/temp_folder.h"

namespace mxsweep::io {

Status ScratchFile::open() {
  folder_ = temp_folder();
  std::string path = folder_ + "/mxsweep-XXXXXX";
  file_.reset(::mkostemp(path.data(), O_CLOEXEC));
  if (!file_.valid()) {
    return error(errno);
  }
  ::unlink(path.c_str());
  return {};
}

Error ScratchFile::error(int number) const {
  return {code_, number,
          "cannot keep " + std::string(what_) + " in " + folder_ + ": " +
              std::generic_category().message(number) +
              "; set TMPDIR to a folder with room"};
}

Result<std::uint64_t> ScratchFile::append(std::span<const char> bytes) {
  if (!file_.valid()) {
    Status opened = open();
    if (!opened.ok()) {
      return opened.error();
    }
  }
  const std::uint64_t at = size_;
  while (!bytes.empty()) {
    const ssize_t wrote = ::pwrite(file_.get(), bytes.data(), bytes.size(),
                                   static_cast<off_t>(size_));
    if (wrote < 0 && errno != EINTR) {
      return error(errno);
    }
    if (wrote > 0) {
      size_ += static_cast<std::uint64_t>(wrote);
      bytes = bytes.subspan(static_cast<std::size_t>(wrote));
    }
  }
  return at;
}

Status ScratchFile::read(std::uint64_t at, std::span<char> out) const {
  while (!out.empty()) {
    const ssize_t got =
        ::pread(file_.get(), out.data(), out.size(), static_cast<off_t>(at));
    if (got < 0 && errno != EINTR) {
      return error(errno);
    }
    if (got == 0) {
      return error(EIO);  // somebody cut the file
    }
    if (got > 0) {
      at += static_cast<std::uint64_t>(got);
      out = out.subspan(static_cast<std::size_t>(got));
    }
  }
  return {};
}

}  // namespace mxsweep::io

// What a path leads to, for those who have to guess what a word on the command
// line means. Follows symbolic links. Stateless, any thread; the answer may be
// out of date when it is read.
#pragma once

#include <cstdint>
#include <string>

namespace mxsweep::io {

enum class PathKind : std::uint8_t {
  kNothing,  // or nothing that may be looked at
  kFolder,
  kFile,  // or a pipe, a device, a socket
};

[[nodiscard]] PathKind path_kind(const std::string& path);

// "dir//" is "dir", "/" itself.
[[nodiscard]] std::string without_final_slashes(std::string path);

// Whether both lead to one regular file, however they are spelt: through links,
// or with a detour. Where neither is there yet: whether they would.
[[nodiscard]] bool is_same_file(const std::string& one,
                                const std::string& other);

}  // namespace mxsweep::io

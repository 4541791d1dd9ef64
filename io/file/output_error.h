// One clear sentence for each way an output file can fail, and what all kinds
// of output files need of the system. For the sinks of this folder. Stateless,
// any thread.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "io/base/result.h"

namespace mxsweep::io {

// ErrorCode::kOutput: "cannot write PATH: reason (what to do)".
[[nodiscard]] Error output_error(std::string_view name, int error);

// Whether a file or a folder may be made or replaced there, as far as that can
// be told without doing it.
[[nodiscard]] Status check_place(const std::string& path);

// ErrorCode::kOutput, for a file or folder that another process has locked.
[[nodiscard]] Error busy_error(const std::string& name);

// Whether it is such an error: what waits a while may be tried again.
[[nodiscard]] bool is_busy(const Error& error);

// Whether the path still leads to the file that the descriptor is of.
[[nodiscard]] bool names_this_file(const std::string& path, int fd);

// The folder part of a path; "." when there is none.
[[nodiscard]] std::string folder_of(const std::string& path);

// Makes durable what happened to the names in the folder of `path`.
[[nodiscard]] Status sync_folder(const std::string& path);

// Writes everything, waiting where the descriptor is non-blocking and full.
[[nodiscard]] Status write_all(int fd, std::span<const std::byte> bytes,
                               std::string_view name);

// A closed pipe and a file that may not grow (RLIMIT_FSIZE) must come back as
// errors of write(), not end the process. Call once from main before threads
// start.
void ignore_write_signals();

}  // namespace mxsweep::io

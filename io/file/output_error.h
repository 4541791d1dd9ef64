// One clear sentence for each way an output file can fail, and the loop that
// writes all of a buffer. For the sinks of this folder. Stateless, any thread.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "io/base/result.h"

namespace mxsweep::io {

// ErrorCode::kOutput: "cannot write PATH: reason (what to do)".
[[nodiscard]] Error output_error(std::string_view name, int error);

// The folder part of a path; "." when there is none.
[[nodiscard]] std::string folder_of(const std::string& path);

// Writes everything, waiting where the descriptor is non-blocking and full.
[[nodiscard]] Status write_all(int fd, std::span<const std::byte> bytes,
                               std::string_view name);

// A closed pipe must come back as an error of write(), not end the process.
// Call once from main before threads start.
void ignore_broken_pipe_signal();

}  // namespace mxsweep::io

// Reads a file of the user's that a flag names and that has one thing a line.
// Errors are ErrorCode::kUsage and say flag, file, line and what is wrong.
// Stateless, any thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "io/base/result.h"
#include "io/file/line_reader.h"

namespace mxsweep {

// `place` is "FILE, line 7: ". An error of it ends the reading and is returned.
using TakeLineAt =
    std::function<io::Status(const io::Line& line, const std::string& place)>;

[[nodiscard]] io::Status for_each_line(std::string_view flag,
                                       const std::string& path,
                                       const TakeLineAt& take);

// Takes a line; what is wrong with it, else nothing.
using TakeLine = std::function<std::string(std::string_view line)>;

[[nodiscard]] io::Status read_listed_file(std::string_view flag,
                                          const std::string& path,
                                          const TakeLine& take);

}  // namespace mxsweep

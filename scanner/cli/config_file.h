// The file of --config: a line for each flag, by its long name without dashes
// (rate = 5000), each once, # comments, as INI or the flat part of TOML. The
// library's exceptions stay inside. Errors are ErrorCode::kUsage, name the file
// and say what to do. Main thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "io/base/result.h"

namespace mxsweep {

struct Flag;

struct Setting {
  const Flag* flag = nullptr;  // a row of flags()
  std::string value;           // of a list: with commas between
  std::string place;           // FILE:LINE
};

// In the order of the file. `named_by`: --config, or the variable.
[[nodiscard]] io::Result<std::vector<Setting>> read_config_file(
    const std::string& path, std::string_view named_by);

}  // namespace mxsweep

// Where files go that nobody asked for by name. Any thread, as long as nobody
// changes the environment.
#pragma once

#include <string>

namespace mxsweep::io {

// $TMPDIR, else /tmp.
[[nodiscard]] std::string temp_folder();

}  // namespace mxsweep::io

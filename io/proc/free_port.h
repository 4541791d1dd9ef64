// A loopback port that nobody uses, neither for datagrams nor for streams.
// It is free when this returns and nothing keeps it so: the caller starts its
// server at once and tries again if another process was faster. Stateless.
#pragma once

#include <cstdint>

#include "io/base/result.h"

namespace mxsweep::io {

// A port of 127.0.0.1; ErrorCode::kNetwork when there is none.
[[nodiscard]] Result<std::uint16_t> find_free_port();

}  // namespace mxsweep::io

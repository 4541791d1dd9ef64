// What is said when memory runs out: which limit it was, as far as the system
// says, and what to do. Stateless, any thread.
#pragma once

#include "io/base/result.h"

namespace mxsweep {

// ErrorCode::kMemory.
[[nodiscard]] io::Error out_of_memory();

}  // namespace mxsweep

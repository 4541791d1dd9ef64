// How much of the heap is in use, for tests of what may not grow. Any thread.
#pragma once

#include <cstdint>

namespace mxsweep::test {

// Octets that were allocated and not given back; of the sanitizer's allocator
// where it replaces that of the C library.
[[nodiscard]] std::uint64_t heap_octets();

}  // namespace mxsweep::test

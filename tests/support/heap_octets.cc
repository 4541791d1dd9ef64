#include "tests/support/heap_octets.h"

#include <malloc.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MXSWEEP_HEAP_OF_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define MXSWEEP_HEAP_OF_SANITIZER
#endif
#endif

#ifdef MXSWEEP_HEAP_OF_SANITIZER
#include <sanitizer/allocator_interface.h>
#endif

namespace mxsweep::test {

std::uint64_t heap_octets() {
#ifdef MXSWEEP_HEAP_OF_SANITIZER
  return __sanitizer_get_current_allocated_bytes();
#else
  const struct mallinfo2 info = ::mallinfo2();
  return info.uordblks + info.hblkhd;
#endif
}

}  // namespace mxsweep::test

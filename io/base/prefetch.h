// prefetch(): asks the processor to fetch the cache line at an address that
// will be needed soon. Any address is allowed, null too. It changes how fast a
// program runs, never what it does. Any thread.
#pragma once

namespace mxsweep::io {

inline void prefetch(const void* address) {
  __builtin_prefetch(address);
  // GCC takes a function that only prefetches for one without effect and
  // drops the calls.
  asm volatile("");
}

}  // namespace mxsweep::io

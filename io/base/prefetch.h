// prefetch(): asks the processor to fetch the cache line at an address that
// will be needed soon. Any address will do, null too. No effect on what a
// program does, only on when.
#pragma once

namespace mxsweep::io {

inline void prefetch(const void* address) {
  __builtin_prefetch(address);
  // GCC takes a function that only prefetches for one without effect and
  // drops the calls.
  asm volatile("");
}

}  // namespace mxsweep::io

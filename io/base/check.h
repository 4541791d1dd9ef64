// Checks of our own code. MXSWEEP_CHECK is always on; MXSWEEP_DCHECK only in
// builds without NDEBUG. A failed check prints one line and aborts: state is
// no longer known, so nothing can be saved. Never use them for input, network
// data or system errors. Any thread.
#pragma once

namespace mxsweep::io {

[[noreturn]] void check_failed(const char* condition, const char* file,
                               int line);

}  // namespace mxsweep::io

#define MXSWEEP_CHECK(condition)                     \
  (__builtin_expect(static_cast<bool>(condition), 1) \
       ? static_cast<void>(0)                        \
       : ::mxsweep::io::check_failed(#condition, __FILE__, __LINE__))

#ifdef NDEBUG
#define MXSWEEP_DCHECK(condition) static_cast<void>(0)
#else
#define MXSWEEP_DCHECK(condition) MXSWEEP_CHECK(condition)
#endif

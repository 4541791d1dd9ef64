// The descriptors 0, 1 and 2 of this process. Whoever starts it may have closed
// some; what is opened next would then get their numbers, and be read as the
// list or written into as the result. Main thread, first of all.
#pragma once

namespace mxsweep::io {

// Puts something behind those that are closed, on which reading and writing
// fail with EBADF, as on the closed ones.
void occupy_standard_files();

}  // namespace mxsweep::io

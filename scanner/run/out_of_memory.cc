#include "scanner/run/out_of_memory.h"

#include <string>

#include "io/proc/machine.h"

namespace mxsweep {

io::Error out_of_memory() {
  const std::uint64_t most = io::address_space_limit().now;
  std::string what = "out of memory: ";
  if (most == io::kNoLimit) {
    what += "the system grants no more; ";
  } else {
    what += "the limit of " + std::to_string(most >> 20U) +
            " MiB of addresses (ulimit -v) is reached; raise it, or ";
  }
  what +=
      "use fewer --threads, a smaller --concurrency, and --unique and "
      "--shuffle on shorter lists";
  return {io::ErrorCode::kMemory, 0, what};
}

}  // namespace mxsweep

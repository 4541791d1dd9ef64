#include "scanner/cli/exit_codes.h"

namespace mxsweep {

int exit_code(io::ErrorCode code) {
  switch (code) {
    case io::ErrorCode::kUsage:
      return kExitUsage;
    case io::ErrorCode::kInput:
      return kExitInput;
    case io::ErrorCode::kOutput:
      return kExitOutput;
    case io::ErrorCode::kNetwork:
      return kExitNetwork;
    case io::ErrorCode::kResolver:
      return kExitResolver;
    case io::ErrorCode::kDistrust:
      return kExitDistrust;
    case io::ErrorCode::kSilence:
      return kExitSilence;
    case io::ErrorCode::kMemory:
      return kExitMemory;
    case io::ErrorCode::kInternal:
      return kExitInternal;
  }
  return kExitInternal;
}

}  // namespace mxsweep

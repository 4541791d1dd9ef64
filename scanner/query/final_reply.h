// FinalReply: how a question ended, in the numbers that a row shows: the reply
// that decided it, or the last failure. Plain values.
#pragma once

#include <cstdint>

#include "io/base/time.h"

#include "scanner/rr/status.h"

namespace mxsweep {

struct FinalReply {
  LookupStatus status = LookupStatus::kNotAttempted;
  bool received = false;  // some reply came; rcode and the rest are valid
  bool stream = false;
  bool authentic_data = false;
  std::uint16_t rcode = 0;
  std::uint16_t resolver = 0xFFFF;
  std::uint16_t attempts = 0;  // packets sent
  std::uint32_t bytes = 0;     // of the reply
  io::Duration rtt{};
  io::Instant at{};
};

}  // namespace mxsweep

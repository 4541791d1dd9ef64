// FinalReply: how a question ended, in the numbers that a row shows: the reply
// that decided it, or the last failure. Plain values.
#pragma once

#include <cstdint>

#include "io/base/time.h"

#include "scanner/rr/status.h"

namespace mxsweep {

// In place of the number of a resolver: none, or whichever has room.
inline constexpr std::uint16_t kNoResolver = 0xFFFF;

struct FinalReply {
  LookupStatus status = LookupStatus::kNotAttempted;
  bool received = false;  // some reply came; rcode and the rest are valid
  bool stream = false;
  bool authentic_data = false;
  std::uint16_t rcode = 0;
  std::uint16_t resolver = kNoResolver;  // none with Completion::server
  std::uint16_t attempts = 0;            // packets sent
  std::uint32_t bytes = 0;               // of the reply
  io::Duration rtt{};
  io::Instant at{};
};

}  // namespace mxsweep

// One UDP socket, ready for use as a lane: non-blocking, unconnected, bound to
// the wildcard address on an unpredictable port 1024..65535 (RFC 5452 section
// 9.2, RFC 6056), with ICMP errors queued for reading. The caller owns the
// descriptor; any thread may call. Sizes are bytes. Failures are
// ErrorCode::kNetwork with the errno in sys_errno.
#pragma once

#include <cstdint>

#include "io/base/prng.h"
#include "io/base/result.h"
#include "io/base/unique_fd.h"

namespace mxsweep::io {

// Room for what waits for the network card: a full batch and more.
inline constexpr std::uint32_t kSendBufferBytes = 1U << 20U;

struct UdpSocketOptions {
  std::uint8_t family = 4;                 // 4 or 6
  std::uint32_t receive_buffer_bytes = 0;  // best effort
};

[[nodiscard]] Result<UniqueFd> open_udp_socket(const UdpSocketOptions& options,
                                               Prng& prng);

// Datagrams the kernel threw away on this socket since it was opened, because
// the receive buffer was full (or the checksum wrong). One system call.
[[nodiscard]] std::uint64_t datagrams_dropped(int fd);

}  // namespace mxsweep::io

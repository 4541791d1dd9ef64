// One UDP socket, ready for use as a lane: non-blocking, unconnected and
// without UDP_GRO (docs/decisions/007), bound to one local address or to the
// wildcard, on an unpredictable port 1024..65535 (RFC 5452 section 9.2, RFC
// 6056), with ICMP errors queued for reading. The caller owns the descriptor;
// any thread may call. Sizes are bytes. Failures are ErrorCode::kNetwork with
// the errno in sys_errno.
#pragma once

#include <cstdint>

#include "io/base/endpoint.h"
#include "io/base/prng.h"
#include "io/base/result.h"
#include "io/base/unique_fd.h"

namespace mxsweep::io {

// More than a full batch.
inline constexpr std::uint32_t kSendBufferBytes = 1U << 20U;

struct UdpSocketOptions {
  std::uint8_t family = 4;                 // 4 or 6
  std::uint32_t receive_buffer_bytes = 0;  // best effort
  // Source address of what it sends; family 0 lets the kernel choose.
  Endpoint local;
  // Only holds the port: the kernel drops whatever arrives, and sends no ICMP
  // that says that the port is closed.
  bool deaf = false;
  bool arrival_times = false;  // best effort
};

// Asks for a send buffer of kSendBufferBytes, on any kind of socket; the kernel
// may grant less.
void size_send_buffer(int fd);

[[nodiscard]] Result<UniqueFd> open_udp_socket(const UdpSocketOptions& options,
                                               Prng& prng);

// In host byte order; 0 when the socket is not bound.
[[nodiscard]] std::uint16_t local_port(int fd);

// Datagrams the kernel threw away on this socket since it was opened, because
// the receive buffer was full (or the checksum wrong). One system call.
[[nodiscard]] std::uint64_t datagrams_dropped(int fd);

}  // namespace mxsweep::io

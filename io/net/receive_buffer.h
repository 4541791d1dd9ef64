// How much the kernel lets the UDP sockets of another process hold unread.
// That is the other process' to ask for and the kernel's to grant (as far as
// net.core.rmem_max without CAP_NET_ADMIN), so the kernel is asked what came
// of it (sock_diag(7)). Stateless, any thread; a few system calls.
#pragma once

#include <cstdint>

#include "io/base/endpoint.h"

namespace mxsweep::io {

// Bytes of kernel memory, the datagrams' overhead included, of the socket
// bound to this IPv4 address and port; the least of them if several share it.
// 0 when there is none or this kernel does not say.
[[nodiscard]] std::uint32_t receive_buffer_bytes(const Endpoint& bound);

}  // namespace mxsweep::io

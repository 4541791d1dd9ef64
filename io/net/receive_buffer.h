// How large the receive buffers of another process' UDP sockets are. The other
// process asks for a size and the kernel grants it or less (without
// CAP_NET_ADMIN at most net.core.rmem_max), so only the kernel knows the
// result: it is asked by sock_diag(7). Stateless, any thread; a few system
// calls.
#pragma once

#include <cstdint>

#include "io/base/endpoint.h"

namespace mxsweep::io {

// Bytes of kernel memory, the datagrams' overhead included, of the socket
// bound to this IPv4 address and port; the least of them if several share it.
// 0 when there is no such socket, or this kernel does not say.
[[nodiscard]] std::uint32_t receive_buffer_bytes(const Endpoint& bound);

}  // namespace mxsweep::io

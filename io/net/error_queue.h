// Reads a socket's error queue (IP_RECVERR): what ICMP said about datagrams we
// sent. Each message names where the datagram was going and quotes its start,
// as far as the router quoted it (RFC 1812 section 4.3.2.3, RFC 4443). Anybody
// can forge ICMP: the caller must compare the quote with what it sent.
// Stateless; the thread that owns the socket.
#pragma once

#include <cstdint>

#include "io/net/error_inbox.h"

namespace mxsweep::io {

// True for the errors that a send or receive returns because an ICMP message
// about an earlier datagram of the socket arrived.
[[nodiscard]] bool is_icmp_errno(int error);

struct ErrorQueueReading {
  bool emptied = true;      // false: the inbox was full, read again later
  std::uint32_t calls = 0;  // system calls made
};

// Moves what is queued on `fd` into `inbox`.
ErrorQueueReading read_error_queue(int fd, std::uint16_t lane,
                                   ErrorInbox& inbox);

}  // namespace mxsweep::io

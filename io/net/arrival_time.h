// When the kernel got a datagram, as it says beside it (SO_TIMESTAMPNS): so a
// reader may fetch datagrams late, many at a time, and still know how long the
// peer took. Stateless, any thread.
#pragma once

#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <span>

#include "io/base/time.h"

namespace mxsweep::io {

// What a datagram's time takes among the control data of its message.
inline constexpr std::size_t kArrivalBytes = CMSG_SPACE(sizeof(timespec));

// False when the kernel cannot say it.
[[nodiscard]] bool ask_for_arrivals(int socket);

// How long before `wall_us` (microseconds since 1970) the datagram arrived; 0
// where the first of its control data does not say it, or says what cannot be
// since the calendar was set meanwhile. `control` is what the kernel wrote,
// aligned for nothing.
[[nodiscard]] Duration waited(std::span<const std::byte> control,
                              std::int64_t wall_us);

}  // namespace mxsweep::io

#include "io/net/arrival_time.h"

#include <cstring>

namespace mxsweep::io {
namespace {

// Nobody lets a datagram lie for longer on purpose.
constexpr Duration kWaitedMost = Duration::milliseconds(50);

}  // namespace

bool ask_for_arrivals(int socket) {
  const int on = 1;
  return ::setsockopt(socket, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on)) == 0;
}

Duration waited(std::span<const std::byte> control, std::int64_t wall_us) {
  cmsghdr header{};
  timespec arrived{};
  if (control.size() < CMSG_LEN(sizeof(arrived))) {
    return {};
  }
  std::memcpy(&header, control.data(), sizeof(header));
  if (header.cmsg_level != SOL_SOCKET || header.cmsg_type != SCM_TIMESTAMPNS ||
      header.cmsg_len < CMSG_LEN(sizeof(arrived))) {
    return {};
  }
  std::memcpy(&arrived, control.data() + CMSG_LEN(0), sizeof(arrived));
  const std::int64_t us = wall_us - std::int64_t{arrived.tv_sec} * 1'000'000 -
                          arrived.tv_nsec / 1000;
  const Duration time = Duration::microseconds(us);
  return us < 0 || time > kWaitedMost ? Duration{} : time;
}

}  // namespace mxsweep::io

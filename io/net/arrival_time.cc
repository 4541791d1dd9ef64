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

Duration waited(const cmsghdr* control, std::int64_t wall_us) {
  if (control == nullptr || control->cmsg_level != SOL_SOCKET ||
      control->cmsg_type != SCM_TIMESTAMPNS ||
      control->cmsg_len < CMSG_LEN(sizeof(timespec))) {
    return {};
  }
  timespec arrived{};
  std::memcpy(&arrived, CMSG_DATA(control), sizeof(arrived));
  const std::int64_t us = wall_us - std::int64_t{arrived.tv_sec} * 1'000'000 -
                          arrived.tv_nsec / 1000;
  const Duration time = Duration::microseconds(us);
  return us < 0 || time > kWaitedMost ? Duration{} : time;
}

}  // namespace mxsweep::io

#include "io/proc/free_port.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "io/base/unique_fd.h"

namespace mxsweep::io {
namespace {

constexpr int kAttempts = 64;

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

// The kernel's API takes every family through one pointer type.
sockaddr* generic(sockaddr_in& address) {
  return static_cast<sockaddr*>(static_cast<void*>(&address));
}

bool bind_loopback(int fd, std::uint16_t port) {
  sockaddr_in address = loopback(port);
  return ::bind(fd, generic(address), sizeof(address)) == 0;
}

// 0 when the attempt failed; errno says why.
std::uint16_t try_port() {
  const UniqueFd datagram(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const UniqueFd stream(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in chosen{};
  socklen_t length = sizeof(chosen);
  if (!datagram.valid() || !stream.valid() ||
      !bind_loopback(datagram.get(), 0) ||
      ::getsockname(datagram.get(), generic(chosen), &length) != 0) {
    return 0;
  }
  const std::uint16_t port = ntohs(chosen.sin_port);
  return bind_loopback(stream.get(), port) ? port : std::uint16_t{0};
}

}  // namespace

Result<std::uint16_t> find_free_port() {
  int error = 0;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const std::uint16_t port = try_port();
    if (port != 0) {
      return port;
    }
    error = errno;
  }
  return Error{
      ErrorCode::kNetwork, error,
      "no free port on 127.0.0.1: " + std::generic_category().message(error)};
}

}  // namespace mxsweep::io

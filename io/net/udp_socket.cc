#include "io/net/udp_socket.h"

#include <linux/filter.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>

#include "io/net/arrival_time.h"

namespace mxsweep::io {
namespace {

constexpr int kBindTries = 128;
constexpr std::uint32_t kPortMin = 1024;
constexpr std::uint32_t kPortMax = 65535;

bool set_option(int fd, int level, int name, int value) {
  return ::setsockopt(fd, level, name, &value, sizeof(value)) == 0;
}

// The forced form passes net.core.rmem_max but needs CAP_NET_ADMIN.
void size_buffer(int fd, int forced, int plain, std::uint32_t bytes) {
  const int value = static_cast<int>(bytes);
  if (!set_option(fd, SOL_SOCKET, forced, value)) {
    set_option(fd, SOL_SOCKET, plain, value);
  }
}

// ICMP messages about the path MTU can be forged, and our datagrams are small:
// ignore them (OMIT), or, where the kernel does not know OMIT, never set "do
// not fragment".
void tune_v4(int fd) {
  if (!set_option(fd, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_OMIT)) {
    set_option(fd, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DONT);
  }
  set_option(fd, IPPROTO_IP, IP_RECVERR, 1);
}

void tune_v6(int fd) {
  set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
  if (!set_option(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_OMIT)) {
    set_option(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_DONT);
  }
  set_option(fd, IPPROTO_IPV6, IPV6_RECVERR, 1);
}

// 0, or the errno of the last try. A port in use, or one that this user may not
// bind (EACCES), is a reason to draw another one.
int bind_random_port(int fd, const UdpSocketOptions& options, Prng& prng) {
  int failure = EADDRINUSE;
  for (int i = 0; i < kBindTries; ++i) {
    Endpoint local = options.local;
    local.family = options.family;
    local.port = static_cast<std::uint16_t>(
        kPortMin + prng.below(kPortMax - kPortMin + 1));
    const SocketAddress address = to_sockaddr(local);
    if (::bind(fd, reinterpret_cast<const sockaddr*>(&address.storage),
               address.length) == 0) {
      return 0;
    }
    failure = errno;
    if (failure != EADDRINUSE && failure != EACCES) {
      break;
    }
  }
  return failure;
}

bool drop_all(int fd) {
  sock_filter drop = BPF_STMT(BPF_RET | BPF_K, 0);
  const sock_fprog program{1, &drop};
  return ::setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program,
                      sizeof(program)) == 0;
}

Error bind_failed(const Endpoint& local, int failure) {
  std::string what = "cannot send from ";
  what += address_text(local.address.data(), local.family);
  what += failure == EADDRNOTAVAIL
              ? ": it is not an address of this machine (see `ip address`)"
              : ": " + std::generic_category().message(failure);
  return {ErrorCode::kNetwork, failure, what};
}

Error open_failed(std::uint8_t family, int failure) {
  std::string what = family == 6 ? "cannot open an IPv6 UDP socket: "
                                 : "cannot open an IPv4 UDP socket: ";
  what += std::generic_category().message(failure);
  if (failure == EAFNOSUPPORT || failure == EADDRNOTAVAIL) {
    what += "; this machine lacks that address family, leave out its servers";
  }
  return {ErrorCode::kNetwork, failure, what};
}

}  // namespace

Result<UniqueFd> open_udp_socket(const UdpSocketOptions& options, Prng& prng) {
  const bool is_v6 = options.family == 6;
  UniqueFd fd(::socket(is_v6 ? AF_INET6 : AF_INET,
                       SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd.valid()) {
    return open_failed(options.family, errno);
  }
  if (is_v6) {
    tune_v6(fd.get());
  } else {
    tune_v4(fd.get());
  }
  if (options.deaf && !drop_all(fd.get())) {
    return open_failed(options.family, errno);
  }
  if (!options.deaf) {
    size_buffer(fd.get(), SO_RCVBUFFORCE, SO_RCVBUF,
                options.receive_buffer_bytes);
  }
  if (options.arrival_times) {
    static_cast<void>(ask_for_arrivals(fd.get()));
  }
  size_send_buffer(fd.get());
  const int failure = bind_random_port(fd.get(), options, prng);
  if (failure == EADDRINUSE || failure == EACCES) {
    return Error{ErrorCode::kNetwork, failure,
                 "no free UDP port found between 1024 and 65535 after " +
                     std::to_string(kBindTries) +
                     " tries; use fewer lanes or stop other programs"};
  }
  if (failure != 0 && options.local.family != 0) {
    return bind_failed(options.local, failure);
  }
  if (failure != 0) {
    return open_failed(options.family, failure);
  }
  return fd;
}

void size_send_buffer(int fd) {
  size_buffer(fd, SO_SNDBUFFORCE, SO_SNDBUF, kSendBufferBytes);
}

std::uint16_t local_port(int fd) {
  sockaddr_storage local{};
  socklen_t length = sizeof(local);
  auto* address = reinterpret_cast<sockaddr*>(&local);
  return ::getsockname(fd, address, &length) == 0 ? from_sockaddr(address).port
                                                  : std::uint16_t{0};
}

std::uint64_t datagrams_dropped(int fd) {
  std::array<std::uint32_t, SK_MEMINFO_VARS> info{};
  socklen_t length = sizeof(info);
  if (::getsockopt(fd, SOL_SOCKET, SO_MEMINFO, info.data(), &length) != 0) {
    return 0;
  }
  return info[SK_MEMINFO_DROPS];
}

}  // namespace mxsweep::io

#include "io/net/error_queue.h"

#include <linux/errqueue.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/types.h>

#include <cerrno>
#include <cstring>

namespace mxsweep::io {
namespace {

constexpr std::size_t kControlBytes = 256;

bool is_error_report(const cmsghdr& control) {
  return (control.cmsg_level == IPPROTO_IP &&
          control.cmsg_type == IP_RECVERR) ||
         (control.cmsg_level == IPPROTO_IPV6 &&
          control.cmsg_type == IPV6_RECVERR);
}

// The errno that an ICMP message stands for, or 0 for reports of other origin:
// a send that failed on this machine has returned its error already.
int icmp_error(msghdr& header) {
  for (cmsghdr* control = CMSG_FIRSTHDR(&header); control != nullptr;
       control = CMSG_NXTHDR(&header, control)) {
    if (!is_error_report(*control) ||
        control->cmsg_len < CMSG_LEN(sizeof(sock_extended_err))) {
      continue;
    }
    sock_extended_err report{};
    std::memcpy(&report, CMSG_DATA(control), sizeof(report));
    if (report.ee_origin == SO_EE_ORIGIN_ICMP ||
        report.ee_origin == SO_EE_ORIGIN_ICMP6) {
      return static_cast<int>(report.ee_errno);
    }
  }
  return 0;
}

}  // namespace

bool is_icmp_errno(int error) {
  switch (error) {
    case ECONNREFUSED:
    case EHOSTUNREACH:
    case ENETUNREACH:
    case EHOSTDOWN:
    case ENOPROTOOPT:
    case EPROTO:
    case ENONET:
    case EOPNOTSUPP:
    case EMSGSIZE:
    case EACCES:
      return true;
    default:
      return false;
  }
}

ErrorQueueReading read_error_queue(int fd, std::uint16_t lane,
                                   ErrorInbox& inbox) {
  ErrorQueueReading reading;
  while (!inbox.full()) {
    ErrorEntry& entry = inbox.next();
    sockaddr_storage target{};
    alignas(cmsghdr) std::array<std::byte, kControlBytes> control{};
    iovec part{entry.bytes.data(), entry.bytes.size()};
    msghdr header{};
    header.msg_name = &target;
    header.msg_namelen = sizeof(target);
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    const ssize_t got = ::recvmsg(fd, &header, MSG_ERRQUEUE | MSG_DONTWAIT);
    reading.calls += 1;
    if (got < 0) {
      return reading;
    }
    const int error = icmp_error(header);
    if (error == 0) {
      continue;
    }
    entry.error = error;
    entry.lane = lane;
    entry.size = static_cast<std::uint16_t>(got);
    entry.from = from_sockaddr(reinterpret_cast<const sockaddr*>(&target));
    inbox.commit();
  }
  reading.emptied = false;
  return reading;
}

}  // namespace mxsweep::io

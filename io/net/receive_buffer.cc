#include "io/net/receive_buffer.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <span>

#include "io/base/unique_fd.h"

namespace mxsweep::io {
namespace {

constexpr std::size_t kReplyBytes = 32768;

struct Question {
  nlmsghdr header;
  inet_diag_req_v2 request;
};

// All UDP sockets with this port, whatever their address.
Question question_about(const Endpoint& bound) {
  Question question{};
  question.header.nlmsg_len = sizeof(question);
  question.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  question.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  question.request.sdiag_family = AF_INET;
  question.request.sdiag_protocol = IPPROTO_UDP;
  question.request.idiag_ext = 1U << (INET_DIAG_SKMEMINFO - 1U);
  question.request.idiag_states = ~0U;
  question.request.id.idiag_sport = htons(bound.port);
  return question;
}

// False when `bytes` ends before it does.
template <class T>
bool read(std::span<const std::byte> bytes, T& out) {
  if (bytes.size() < sizeof(T)) {
    return false;
  }
  std::memcpy(&out, bytes.data(), sizeof(T));
  return true;
}

std::span<const std::byte> behind(std::span<const std::byte> bytes,
                                  std::size_t size) {
  return bytes.subspan(std::min(bytes.size(), size));
}

// 0 when the attributes do not hold it.
std::uint32_t buffer_of(std::span<const std::byte> attributes) {
  rtattr attribute{};
  while (read(attributes, attribute) && attribute.rta_len >= RTA_LENGTH(0)) {
    std::array<std::uint32_t, SK_MEMINFO_RCVBUF + 1> numbers{};
    if (attribute.rta_type == INET_DIAG_SKMEMINFO &&
        read(behind(attributes, RTA_LENGTH(0)), numbers)) {
      return numbers[SK_MEMINFO_RCVBUF];
    }
    attributes = behind(attributes, RTA_ALIGN(attribute.rta_len));
  }
  return 0;
}

// The messages of one datagram. False after the last of the dump.
bool take(std::span<const std::byte> messages, const Endpoint& bound,
          std::uint32_t& least) {
  nlmsghdr header{};
  while (read(messages, header) && header.nlmsg_len >= NLMSG_HDRLEN &&
         header.nlmsg_len <= messages.size()) {
    if (header.nlmsg_type != SOCK_DIAG_BY_FAMILY) {
      return false;
    }
    const std::span<const std::byte> body =
        behind(messages.first(header.nlmsg_len), NLMSG_HDRLEN);
    inet_diag_msg socket{};
    if (read(body, socket) &&
        std::memcmp(socket.id.idiag_src, bound.address.data(), 4) == 0) {
      const std::uint32_t bytes =
          buffer_of(behind(body, NLMSG_ALIGN(sizeof(socket))));
      least = least == 0 ? bytes : std::min(least, bytes);
    }
    messages = behind(messages, NLMSG_ALIGN(header.nlmsg_len));
  }
  return true;
}

}  // namespace

std::uint32_t receive_buffer_bytes(const Endpoint& bound) {
  const UniqueFd fd(
      ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
  const Question question = question_about(bound);
  if (!fd.valid() || ::send(fd.get(), &question, sizeof(question), 0) < 0) {
    return 0;
  }
  std::uint32_t least = 0;
  std::array<std::byte, kReplyBytes> reply{};
  for (;;) {
    const ssize_t got = ::recv(fd.get(), reply.data(), reply.size(), 0);
    if (got <= 0 || !take(std::span(reply).first(static_cast<std::size_t>(got)),
                          bound, least)) {
      return least;
    }
  }
}

}  // namespace mxsweep::io

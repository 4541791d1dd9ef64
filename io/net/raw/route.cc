#include "io/net/raw/route.h"

#include <libmnl/libmnl.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <system_error>

#include "io/base/unique_fd.h"

namespace mxsweep::io {
namespace {

constexpr std::size_t kReplyBytes = 8192;
constexpr std::size_t kRequestBytes = 256;

// Of either kind of reply, in front of its attributes.
constexpr std::size_t kFixedBytes = sizeof(rtmsg);
static_assert(kFixedBytes == sizeof(ndmsg));

// The kernel itself gives up after three questions, one a second.
constexpr int kResolveTries = 320;
constexpr int kResolveNapMs = 10;
constexpr std::uint16_t kDiscardPort = 9;

constexpr std::uint16_t kUsableNeighbour = NUD_PERMANENT | NUD_NOARP |
                                           NUD_REACHABLE | NUD_PROBE |
                                           NUD_STALE | NUD_DELAY;

std::uint8_t kernel_family(const Endpoint& endpoint) {
  return endpoint.family == 6 ? AF_INET6 : AF_INET;
}

std::string text_of(const Endpoint& endpoint) {
  return address_text(endpoint.address.data(), endpoint.family);
}

// A message to the kernel, with its fixed part and without attributes yet.
template <class Fixed>
struct Request {
  explicit Request(std::uint16_t type)
      : header(mnl_nlmsg_put_header(bytes.data())),
        fixed(static_cast<Fixed*>(
            mnl_nlmsg_put_extra_header(header, sizeof(Fixed)))) {
    header->nlmsg_type = type;
    header->nlmsg_flags = NLM_F_REQUEST;
  }

  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;
  ~Request() = default;

  void add(std::uint16_t type, const Endpoint& endpoint) const {
    mnl_attr_put(header, type, endpoint.family == 6 ? 16 : 4,
                 endpoint.address.data());
  }

  alignas(nlmsghdr) std::array<std::byte, kRequestBytes> bytes{};
  nlmsghdr* header;
  Fixed* fixed;
};

// The value of an attribute; empty when there is none of that type.
std::span<const std::byte> value_of(const nlmsghdr& reply, std::uint16_t type) {
  const auto* end =
      static_cast<const std::byte*>(mnl_nlmsg_get_payload_tail(&reply));
  const void* at = mnl_nlmsg_get_payload_offset(&reply, kFixedBytes);
  const auto* attribute = static_cast<const nlattr*>(at);
  while (mnl_attr_ok(
      attribute, static_cast<int>(end - static_cast<const std::byte*>(at)))) {
    if (mnl_attr_get_type(attribute) == type) {
      return {static_cast<const std::byte*>(mnl_attr_get_payload(attribute)),
              mnl_attr_get_payload_len(attribute)};
    }
    attribute = mnl_attr_next(attribute);
    at = attribute;
  }
  return {};
}

// Empty when the length is not an address's.
Endpoint address_of(std::span<const std::byte> bytes) {
  Endpoint endpoint;
  if (bytes.size() == 4 || bytes.size() == 16) {
    endpoint.family = bytes.size() == 4 ? 4 : 6;
    std::memcpy(endpoint.address.data(), bytes.data(), bytes.size());
  }
  return endpoint;
}

// The next hop; one of the other family has its family in front.
Endpoint gateway_of(const nlmsghdr& reply) {
  const auto via = value_of(reply, RTA_VIA);
  return via.size() < sizeof(rtvia) ? address_of(value_of(reply, RTA_GATEWAY))
                                    : address_of(via.subspan(sizeof(rtvia)));
}

std::uint32_t interface_of(const nlmsghdr& reply) {
  std::uint32_t interface = 0;
  const auto value = value_of(reply, RTA_OIF);
  std::memcpy(&interface, value.data(),
              std::min(sizeof(interface), value.size()));
  return interface;
}

// The hardware address of an interface that speaks Ethernet and resolves
// neighbours, or nothing.
std::optional<MacAddress> ethernet_address(std::uint32_t interface) {
  ifreq request{};
  const UniqueFd fd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!fd.valid() || ::if_indextoname(interface, request.ifr_name) == nullptr ||
      ::ioctl(fd.get(), SIOCGIFFLAGS, &request) != 0 ||
      (request.ifr_flags & (IFF_NOARP | IFF_LOOPBACK)) != 0 ||
      ::ioctl(fd.get(), SIOCGIFHWADDR, &request) != 0 ||
      request.ifr_hwaddr.sa_family != ARPHRD_ETHER) {
    return std::nullopt;
  }
  MacAddress mac{};
  std::memcpy(mac.data(), request.ifr_hwaddr.sa_data, mac.size());
  return mac;
}

// Whatever is sent to it, the kernel must first find out where it is.
void poke(const Endpoint& neighbour, std::uint32_t interface) {
  Endpoint target = neighbour;
  target.port = kDiscardPort;
  target.scope = neighbour.family == 6 ? interface : 0;
  const SocketAddress address = to_sockaddr(target);
  const UniqueFd fd(::socket(address.storage.ss_family,
                             SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (fd.valid()) {
    ::sendto(fd.get(), nullptr, 0, 0,
             reinterpret_cast<const sockaddr*>(&address.storage),
             address.length);
  }
}

Error no_route(const Endpoint& peer, const Endpoint& from, int failure) {
  std::string what = "no route to " + text_of(peer);
  if (from.family != 0) {
    what += " from " + text_of(from);
  }
  what += ": " + std::generic_category().message(failure);
  return {ErrorCode::kNetwork, failure, what};
}

}  // namespace

void RouteFinder::CloseSocket::operator()(mnl_socket* socket) const {
  mnl_socket_close(socket);
}

Result<RouteFinder> RouteFinder::open() {
  RouteFinder finder;
  finder.socket_.reset(mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC));
  if (finder.socket_ == nullptr) {
    const int failure = errno;
    return Error{ErrorCode::kNetwork, failure,
                 "cannot ask the kernel for routes: " +
                     std::generic_category().message(failure)};
  }
  finder.reply_.resize(kReplyBytes);
  return finder;
}

const nlmsghdr& RouteFinder::reply() const {
  return *reinterpret_cast<const nlmsghdr*>(reply_.data());
}

// The answer is reply(); 0, or an errno.
int RouteFinder::ask(nlmsghdr& request) {
  request.nlmsg_seq = ++sequence_;
  if (mnl_socket_sendto(socket_.get(), &request, request.nlmsg_len) < 0) {
    return errno;
  }
  ssize_t got = 0;
  do {
    got = mnl_socket_recvfrom(socket_.get(), reply_.data(), reply_.size());
    if (got < 0) {
      return errno;
    }
    if (!mnl_nlmsg_ok(&reply(), static_cast<int>(got))) {
      return EPROTO;
    }
  } while (reply().nlmsg_seq != sequence_);
  const int outcome = mnl_cb_run(reply_.data(), static_cast<std::size_t>(got),
                                 sequence_, 0, nullptr, nullptr);
  if (outcome < 0) {
    return errno;
  }
  return outcome == MNL_CB_STOP ||
                 mnl_nlmsg_get_payload_len(&reply()) < kFixedBytes
             ? EPROTO
             : 0;
}

RouteFinder::Lookup RouteFinder::look_up(Neighbour& wanted) {
  const Request<ndmsg> request(RTM_GETNEIGH);
  request.fixed->ndm_family = kernel_family(wanted.address);
  request.fixed->ndm_ifindex = static_cast<int>(wanted.interface);
  request.add(NDA_DST, wanted.address);
  if (ask(*request.header) != 0) {
    return Lookup::kUnknown;
  }
  const std::uint16_t state =
      static_cast<const ndmsg*>(mnl_nlmsg_get_payload(&reply()))->ndm_state;
  if ((state & kUsableNeighbour) == 0) {
    return (state & NUD_FAILED) != 0 ? Lookup::kFailed : Lookup::kUnknown;
  }
  const auto mac = value_of(reply(), NDA_LLADDR);
  if (mac.size() != wanted.mac.size()) {
    return Lookup::kUnknown;
  }
  std::memcpy(wanted.mac.data(), mac.data(), mac.size());
  return Lookup::kFound;
}

bool RouteFinder::resolve(Neighbour& wanted) {
  for (const Neighbour& known : known_) {
    if (known.interface == wanted.interface &&
        known.address == wanted.address) {
      wanted.mac = known.mac;
      return true;
    }
  }
  Lookup found = look_up(wanted);
  if (found != Lookup::kFound) {
    // An old failure says nothing; the one that follows a question does.
    poke(wanted.address, wanted.interface);
    found = Lookup::kUnknown;
  }
  for (int i = 0; found == Lookup::kUnknown && i < kResolveTries; ++i) {
    ::poll(nullptr, 0, kResolveNapMs);
    found = look_up(wanted);
  }
  if (found == Lookup::kFound) {
    known_.push_back(wanted);
  }
  return found == Lookup::kFound;
}

Result<Route> RouteFinder::find(const Endpoint& peer, const Endpoint& from) {
  const Request<rtmsg> request(RTM_GETROUTE);
  request.fixed->rtm_family = kernel_family(peer);
  request.fixed->rtm_dst_len = peer.family == 6 ? 128 : 32;
  request.add(RTA_DST, peer);
  if (from.family != 0) {
    request.add(RTA_SRC, from);
  }
  if (peer.scope != 0) {
    mnl_attr_put_u32(request.header, RTA_OIF, peer.scope);
  }
  const int failure = ask(*request.header);
  if (failure != 0) {
    return no_route(peer, from, failure);
  }
  const std::uint8_t type =
      static_cast<const rtmsg*>(mnl_nlmsg_get_payload(&reply()))->rtm_type;
  const std::uint32_t interface = interface_of(reply());
  if (type == RTN_UNREACHABLE || type == RTN_BLACKHOLE ||
      type == RTN_PROHIBIT || interface == 0) {
    return no_route(peer, from, ENETUNREACH);
  }
  Route route;
  route.interface = interface;
  route.from =
      from.family != 0 ? from : address_of(value_of(reply(), RTA_PREFSRC));
  route.from.port = 0;
  const auto mac = ethernet_address(interface);
  if (type != RTN_UNICAST || !mac.has_value() ||
      route.from.family != peer.family) {
    return route;
  }
  const Endpoint gateway = gateway_of(reply());
  Neighbour next{gateway.family != 0 ? gateway : peer, interface, MacAddress{}};
  next.address.port = 0;
  next.address.scope = 0;
  if (!resolve(next)) {
    return Error{ErrorCode::kNetwork, EHOSTUNREACH,
                 "no MAC address for next hop " + text_of(next.address) +
                     " of " + text_of(peer) +
                     ": it does not answer on the network"};
  }
  route.ethernet = true;
  route.own_mac = *mac;
  route.next_mac = next.mac;
  return route;
}

}  // namespace mxsweep::io

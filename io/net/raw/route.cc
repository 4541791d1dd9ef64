#include "io/net/raw/route.h"

#include <linux/neighbour.h>
#include <linux/netlink.h>
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
#include <string>
#include <system_error>

namespace mxsweep::io {
namespace {

constexpr std::size_t kReplyBytes = 8192;

// The kernel itself gives up after three questions, one a second.
constexpr int kResolveTries = 320;
constexpr int kResolveNapMs = 10;
constexpr std::uint16_t kDiscardPort = 9;

constexpr std::uint16_t kUsableNeighbour = NUD_PERMANENT | NUD_NOARP |
                                           NUD_REACHABLE | NUD_PROBE |
                                           NUD_STALE | NUD_DELAY;

std::span<const std::byte> address_bytes(const Endpoint& endpoint) {
  return std::as_bytes(std::span(endpoint.address))
      .first(endpoint.family == 6 ? 16U : 4U);
}

std::uint8_t kernel_family(const Endpoint& endpoint) {
  return endpoint.family == 6 ? AF_INET6 : AF_INET;
}

std::string text_of(const Endpoint& endpoint) {
  return address_text(endpoint.address.data(), endpoint.family);
}

// One message to the kernel: a fixed part and attributes behind it.
class Request {
 public:
  template <class Fixed>
  Request(std::uint16_t type, const Fixed& fixed) {
    header_.nlmsg_type = type;
    header_.nlmsg_flags = NLM_F_REQUEST;
    append({}, sizeof(header_));
    append(std::as_bytes(std::span(&fixed, 1)), sizeof(fixed));
  }

  void add(std::uint16_t type, std::span<const std::byte> value) {
    rtattr attribute{};
    attribute.rta_type = type;
    attribute.rta_len = static_cast<unsigned short>(RTA_LENGTH(value.size()));
    append(std::as_bytes(std::span(&attribute, 1)), sizeof(attribute));
    append(value, value.size());
  }

  void add(std::uint16_t type, std::uint32_t value) {
    add(type, std::as_bytes(std::span(&value, 1)));
  }

  std::span<const std::byte> finish(std::uint32_t sequence) {
    header_.nlmsg_len = static_cast<std::uint32_t>(size_);
    header_.nlmsg_seq = sequence;
    std::memcpy(bytes_.data(), &header_, sizeof(header_));
    return std::span(bytes_).first(size_);
  }

 private:
  void append(std::span<const std::byte> value, std::size_t room) {
    std::copy(value.begin(), value.end(),
              bytes_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += NLMSG_ALIGN(room);
  }

  nlmsghdr header_{};
  std::array<std::byte, 256> bytes_{};
  std::size_t size_ = 0;
};

// The attributes of a reply, one after the other.
class Attributes {
 public:
  Attributes(std::span<const std::byte> reply, std::size_t fixed_bytes)
      : rest_(reply.subspan(std::min(reply.size(), NLMSG_SPACE(fixed_bytes)))) {
  }

  // False at the end.
  bool next() {
    rtattr header{};
    if (rest_.size() < sizeof(header)) {
      return false;
    }
    std::memcpy(&header, rest_.data(), sizeof(header));
    if (header.rta_len < sizeof(header) || header.rta_len > rest_.size()) {
      return false;
    }
    type_ = header.rta_type;
    value_ = rest_.first(header.rta_len).subspan(RTA_LENGTH(0));
    rest_ = rest_.subspan(
        std::min<std::size_t>(RTA_ALIGN(header.rta_len), rest_.size()));
    return true;
  }

  [[nodiscard]] std::uint16_t type() const { return type_; }

  [[nodiscard]] std::span<const std::byte> value() const { return value_; }

  [[nodiscard]] std::uint32_t number() const {
    std::uint32_t number = 0;
    std::memcpy(&number, value_.data(),
                std::min(sizeof(number), value_.size()));
    return number;
  }

  // Empty when the length is not an address's.
  [[nodiscard]] Endpoint address() const {
    Endpoint endpoint;
    if (value_.size() == 4 || value_.size() == 16) {
      endpoint.family = value_.size() == 4 ? 4 : 6;
      std::memcpy(endpoint.address.data(), value_.data(), value_.size());
    }
    return endpoint;
  }

  // A next hop of the other family: a family in front of the address.
  [[nodiscard]] Endpoint tagged_address() const {
    Attributes inner = *this;
    inner.value_ = value_.size() < 2 ? value_.first(0) : value_.subspan(2);
    return inner.address();
  }

 private:
  std::span<const std::byte> rest_;
  std::span<const std::byte> value_;
  std::uint16_t type_ = 0;
};

struct RouteReply {
  std::uint8_t type = RTN_UNSPEC;
  std::uint32_t interface = 0;
  Endpoint gateway;
  Endpoint source;
};

RouteReply read_route(std::span<const std::byte> reply) {
  RouteReply route;
  rtmsg fixed{};
  std::memcpy(&fixed, reply.data() + NLMSG_HDRLEN, sizeof(fixed));
  route.type = fixed.rtm_type;
  Attributes attributes(reply, sizeof(fixed));
  while (attributes.next()) {
    switch (attributes.type()) {
      case RTA_OIF:
        route.interface = attributes.number();
        break;
      case RTA_GATEWAY:
        route.gateway = attributes.address();
        break;
      case RTA_VIA:
        route.gateway = attributes.tagged_address();
        break;
      case RTA_PREFSRC:
        route.source = attributes.address();
        break;
      default:
        break;
    }
  }
  return route;
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

Result<RouteFinder> RouteFinder::open() {
  RouteFinder finder;
  finder.fd_.reset(
      ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  if (!finder.fd_.valid()) {
    const int failure = errno;
    return Error{ErrorCode::kNetwork, failure,
                 "cannot ask the kernel for routes: " +
                     std::generic_category().message(failure)};
  }
  return finder;
}

// The answer is in reply_; 0, or an errno.
int RouteFinder::ask(std::span<const std::byte> request) {
  if (::send(fd_.get(), request.data(), request.size(), 0) < 0) {
    return errno;
  }
  nlmsghdr header{};
  do {
    reply_.resize(kReplyBytes);
    const ssize_t got = ::recv(fd_.get(), reply_.data(), reply_.size(), 0);
    if (got < 0) {
      return errno;
    }
    if (static_cast<std::size_t>(got) < sizeof(header) + sizeof(int)) {
      return EPROTO;
    }
    reply_.resize(static_cast<std::size_t>(got));
    std::memcpy(&header, reply_.data(), sizeof(header));
  } while (header.nlmsg_seq != sequence_);
  if (header.nlmsg_type == NLMSG_ERROR) {
    int failure = 0;
    std::memcpy(&failure, reply_.data() + NLMSG_HDRLEN, sizeof(failure));
    return failure == 0 ? EPROTO : -failure;
  }
  return header.nlmsg_len > reply_.size() ||
                 reply_.size() < NLMSG_SPACE(sizeof(rtmsg))
             ? EPROTO
             : 0;
}

RouteFinder::Lookup RouteFinder::look_up(Neighbour& wanted) {
  ndmsg fixed{};
  fixed.ndm_family = kernel_family(wanted.address);
  fixed.ndm_ifindex = static_cast<int>(wanted.interface);
  Request request(RTM_GETNEIGH, fixed);
  request.add(NDA_DST, address_bytes(wanted.address));
  sequence_ += 1;
  if (ask(request.finish(sequence_)) != 0) {
    return Lookup::kUnknown;
  }
  std::memcpy(&fixed, reply_.data() + NLMSG_HDRLEN, sizeof(fixed));
  if ((fixed.ndm_state & kUsableNeighbour) == 0) {
    return (fixed.ndm_state & NUD_FAILED) != 0 ? Lookup::kFailed
                                               : Lookup::kUnknown;
  }
  Attributes attributes(reply_, sizeof(fixed));
  while (attributes.next()) {
    if (attributes.type() == NDA_LLADDR &&
        attributes.value().size() == wanted.mac.size()) {
      std::memcpy(wanted.mac.data(), attributes.value().data(),
                  wanted.mac.size());
      return Lookup::kFound;
    }
  }
  return Lookup::kUnknown;
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
  rtmsg fixed{};
  fixed.rtm_family = kernel_family(peer);
  fixed.rtm_dst_len = peer.family == 6 ? 128 : 32;
  Request request(RTM_GETROUTE, fixed);
  request.add(RTA_DST, address_bytes(peer));
  if (from.family != 0) {
    request.add(RTA_SRC, address_bytes(from));
  }
  if (peer.scope != 0) {
    request.add(RTA_OIF, peer.scope);
  }
  sequence_ += 1;
  const int failure = ask(request.finish(sequence_));
  if (failure != 0) {
    return no_route(peer, from, failure);
  }
  const RouteReply reply = read_route(reply_);
  if (reply.type == RTN_UNREACHABLE || reply.type == RTN_BLACKHOLE ||
      reply.type == RTN_PROHIBIT || reply.interface == 0) {
    return no_route(peer, from, ENETUNREACH);
  }
  Route route;
  route.interface = reply.interface;
  route.from = from.family != 0 ? from : reply.source;
  route.from.port = 0;
  const auto mac = ethernet_address(reply.interface);
  if (reply.type != RTN_UNICAST || !mac.has_value() ||
      route.from.family != peer.family) {
    return route;
  }
  Neighbour next{reply.gateway.family != 0 ? reply.gateway : peer,
                 reply.interface, MacAddress{}};
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

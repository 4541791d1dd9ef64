#include "io/net/raw/packet_headers.h"

#include <linux/if_ether.h>
#include <netinet/in.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "io/base/check.h"

namespace mxsweep::io {
namespace {

constexpr std::size_t kIpv4HeaderBytes = 20;
constexpr std::size_t kIpv6HeaderBytes = 40;
constexpr std::size_t kFragmentHeaderBytes = 8;
constexpr std::uint8_t kHopLimit = 64;
constexpr std::uint8_t kUdp = IPPROTO_UDP;

// "Do not fragment". Datagrams of 540 bytes pass everywhere, and one that
// cannot be fragmented needs no identification (RFC 6864 section 4.1).
constexpr std::uint16_t kDontFragment = 0x4000;
constexpr std::uint16_t kMoreFragments = 0x2000;
constexpr std::uint16_t kFragmentOffset = 0x1FFF;

// struct virtio_net_hdr, whose own header C++ cannot read: offsets count from
// the Ethernet header.
struct VnetHeader {
  std::uint8_t flags = 1;         // NEEDS_CSUM
  std::uint8_t segmentation = 0;  // 5 is UDP_L4
  std::uint16_t header_bytes = 0;
  std::uint16_t segment_bytes = 0;
  std::uint16_t checksum_start = 0;
  std::uint16_t checksum_offset = 6;
};

constexpr std::uint8_t kSegmentUdp = 5;

static_assert(sizeof(VnetHeader) == kVnetHeaderBytes);

constexpr std::uint16_t swapped(std::uint16_t number) {
  return static_cast<std::uint16_t>(number << 8U | number >> 8U);
}

constexpr std::uint16_t network_order(std::uint16_t number) {
  return std::endian::native == std::endian::little ? swapped(number) : number;
}

void put16(std::span<std::byte> out, std::size_t at, std::size_t number) {
  out[at] = static_cast<std::byte>(number >> 8U & 0xFFU);
  out[at + 1] = static_cast<std::byte>(number & 0xFFU);
}

std::uint16_t get16(std::span<const std::byte> in, std::size_t at) {
  return static_cast<std::uint16_t>(std::to_integer<unsigned>(in[at]) << 8U |
                                    std::to_integer<unsigned>(in[at + 1]));
}

std::uint8_t get8(std::span<const std::byte> in, std::size_t at) {
  return std::to_integer<std::uint8_t>(in[at]);
}

std::span<const std::byte> address_bytes(const Endpoint& endpoint) {
  return std::as_bytes(std::span(endpoint.address))
      .first(endpoint.family == 6 ? 16U : 4U);
}

void put_address(std::span<std::byte> out, std::size_t at,
                 const Endpoint& endpoint) {
  const auto bytes = address_bytes(endpoint);
  std::copy(bytes.begin(), bytes.end(), out.subspan(at).begin());
}

void get_address(std::span<const std::byte> in, std::size_t at,
                 Endpoint& endpoint) {
  const std::size_t size = endpoint.family == 6 ? 16 : 4;
  std::memcpy(endpoint.address.data(), in.data() + at, size);
}

InternetSum pseudo_header(const Endpoint& from, const Endpoint& to,
                          std::size_t udp_bytes) {
  InternetSum sum;
  sum.add(address_bytes(from));
  sum.add(address_bytes(to));
  sum.add(kUdp);
  sum.add(static_cast<std::uint16_t>(udp_bytes));
  return sum;
}

void write_ipv4(const FrameAddresses& addresses, std::size_t udp_bytes,
                std::span<std::byte> out) {
  out[0] = std::byte{0x45};
  out[1] = std::byte{0};
  put16(out, 2, kIpv4HeaderBytes + udp_bytes);
  put16(out, 4, 0);
  put16(out, 6, kDontFragment);
  out[8] = std::byte{kHopLimit};
  out[9] = std::byte{kUdp};
  put16(out, 10, 0);
  put_address(out, 12, addresses.from);
  put_address(out, 16, addresses.to);
  InternetSum sum;
  sum.add(out.first(kIpv4HeaderBytes));
  put16(out, 10, static_cast<std::uint16_t>(~sum.folded()));
}

void write_ipv6(const FrameAddresses& addresses, std::size_t udp_bytes,
                std::span<std::byte> out) {
  put16(out, 0, 0x6000);
  put16(out, 2, 0);
  put16(out, 4, udp_bytes);
  out[6] = std::byte{kUdp};
  out[7] = std::byte{kHopLimit};
  put_address(out, 8, addresses.from);
  put_address(out, 24, addresses.to);
}

void write_vnet(const FramePayload& payload, std::size_t ip_bytes,
                std::span<std::byte> out) {
  VnetHeader header;
  header.checksum_start =
      static_cast<std::uint16_t>(kEthernetHeaderBytes + ip_bytes);
  header.header_bytes =
      static_cast<std::uint16_t>(header.checksum_start + kUdpHeaderBytes);
  if (payload.segment_bytes != 0) {
    header.segmentation = kSegmentUdp;
    header.segment_bytes = payload.segment_bytes;
  }
  std::memcpy(out.data(), &header, sizeof(header));
}

// What the two versions of IP have in common once their headers are read.
struct UdpPart {
  std::size_t at = 0;     // of the UDP header
  std::size_t bytes = 0;  // that IP promises for it, header included
  bool fragment = false;  // the first of several
};

std::optional<UdpPart> read_ipv4(const CapturedPacket& packet,
                                 ReceivedDatagram& datagram) {
  const auto bytes = packet.bytes;
  if (bytes.size() < kIpv4HeaderBytes || get8(bytes, 0) >> 4U != 4) {
    return std::nullopt;
  }
  const std::size_t header = std::size_t{get8(bytes, 0) & 0x0FU} * 4;
  const std::size_t total = get16(bytes, 2);
  const std::uint16_t fragment = get16(bytes, 6);
  if (header < kIpv4HeaderBytes || header > bytes.size() || total < header ||
      total > packet.wire_bytes || (fragment & kFragmentOffset) != 0 ||
      get8(bytes, 9) != kUdp) {
    return std::nullopt;
  }
  InternetSum sum;
  sum.add(bytes.first(header));
  if (sum.folded() != 0xFFFF) {
    return std::nullopt;
  }
  datagram.from.family = 4;
  datagram.to.family = 4;
  get_address(bytes, 12, datagram.from);
  get_address(bytes, 16, datagram.to);
  return UdpPart{header, total - header, (fragment & kMoreFragments) != 0};
}

// Straight behind the header, or in the first fragment of several.
bool is_udp_in_ipv6(std::span<const std::byte> bytes, bool fragment) {
  if (!fragment) {
    return get8(bytes, 6) == kUdp;
  }
  return bytes.size() >= kIpv6HeaderBytes + kFragmentHeaderBytes &&
         get8(bytes, kIpv6HeaderBytes) == kUdp &&
         (get16(bytes, kIpv6HeaderBytes + 2) & 0xFFF8U) == 0;
}

std::optional<UdpPart> read_ipv6(const CapturedPacket& packet,
                                 ReceivedDatagram& datagram) {
  const auto bytes = packet.bytes;
  if (bytes.size() < kIpv6HeaderBytes) {
    return std::nullopt;
  }
  const std::size_t payload = get16(bytes, 4);
  if (kIpv6HeaderBytes + payload > packet.wire_bytes) {
    return std::nullopt;
  }
  const bool fragment = get8(bytes, 6) == IPPROTO_FRAGMENT;
  if (!is_udp_in_ipv6(bytes, fragment)) {
    return std::nullopt;
  }
  datagram.from.family = 6;
  datagram.to.family = 6;
  get_address(bytes, 8, datagram.from);
  get_address(bytes, 24, datagram.to);
  const std::size_t extension = fragment ? kFragmentHeaderBytes : 0;
  if (payload < extension) {
    return std::nullopt;
  }
  return UdpPart{kIpv6HeaderBytes + extension, payload - extension, fragment};
}

bool checksum_right(std::span<const std::byte> udp,
                    const ReceivedDatagram& datagram) {
  if (get16(udp, 6) == 0) {
    return datagram.from.family == 4;  // no checksum, which IPv6 forbids
  }
  InternetSum sum = pseudo_header(datagram.from, datagram.to, udp.size());
  sum.add(udp);
  return sum.folded() == 0xFFFF;
}

}  // namespace

void InternetSum::add(std::span<const std::byte> bytes) {
  // Four at a time: 2^32 additions fit, and the order of bytes within the
  // words does not matter until the end (RFC 1071 section 2).
  std::size_t at = 0;
  for (; at + 4 <= bytes.size(); at += 4) {
    std::uint32_t word = 0;
    std::memcpy(&word, bytes.data() + at, sizeof(word));
    sum_ += word;
  }
  if (at < bytes.size()) {
    std::uint32_t rest = 0;
    std::memcpy(&rest, bytes.data() + at, bytes.size() - at);
    sum_ += rest;
  }
}

void InternetSum::add(std::uint16_t number) {
  sum_ += network_order(number);
}

std::uint16_t InternetSum::folded() const {
  std::uint64_t sum = sum_;
  while (sum > 0xFFFF) {
    sum = (sum & 0xFFFF) + (sum >> 16U);
  }
  return network_order(static_cast<std::uint16_t>(sum));
}

std::size_t write_frame_headers(const FrameAddresses& addresses,
                                const FramePayload& payload,
                                std::span<std::byte> out) {
  MXSWEEP_DCHECK(addresses.from.family == addresses.to.family);
  const bool is_v6 = addresses.to.family == 6;
  const std::size_t ip_bytes = is_v6 ? kIpv6HeaderBytes : kIpv4HeaderBytes;
  const std::size_t udp_bytes = kUdpHeaderBytes + payload.bytes;
  write_vnet(payload, ip_bytes, out);
  const auto ethernet = out.subspan(kVnetHeaderBytes);
  std::memcpy(ethernet.data(), addresses.to_mac.data(), 6);
  std::memcpy(ethernet.data() + 6, addresses.from_mac.data(), 6);
  put16(ethernet, 12, is_v6 ? ETH_P_IPV6 : ETH_P_IP);
  const auto ip = ethernet.subspan(kEthernetHeaderBytes);
  if (is_v6) {
    write_ipv6(addresses, udp_bytes, ip);
  } else {
    write_ipv4(addresses, udp_bytes, ip);
  }
  const auto udp = ip.subspan(ip_bytes);
  put16(udp, 0, addresses.from.port);
  put16(udp, 2, addresses.to.port);
  put16(udp, 4, udp_bytes);
  // The device or the kernel completes the checksum and expects the sum of the
  // pseudo-header there.
  put16(udp, 6,
        pseudo_header(addresses.from, addresses.to, udp_bytes).folded());
  return kVnetHeaderBytes + kEthernetHeaderBytes + ip_bytes + kUdpHeaderBytes;
}

std::optional<ReceivedDatagram> read_datagram(const CapturedPacket& packet) {
  ReceivedDatagram datagram;
  const bool is_v6 = !packet.bytes.empty() && get8(packet.bytes, 0) >> 4U == 6;
  const auto part =
      is_v6 ? read_ipv6(packet, datagram) : read_ipv4(packet, datagram);
  if (!part.has_value() || part->bytes < kUdpHeaderBytes ||
      packet.bytes.size() < part->at + kUdpHeaderBytes) {
    return std::nullopt;
  }
  auto udp = packet.bytes.subspan(part->at);
  const std::size_t length = get16(udp, 4);
  if (length < kUdpHeaderBytes || (length > part->bytes && !part->fragment)) {
    return std::nullopt;
  }
  const std::size_t held = std::min({length, part->bytes, udp.size()});
  udp = udp.first(held);
  datagram.truncated = held < length;
  if (!datagram.truncated && !packet.checksum_vouched &&
      !checksum_right(udp, datagram)) {
    return std::nullopt;
  }
  datagram.from.port = get16(udp, 0);
  datagram.to.port = get16(udp, 2);
  datagram.payload = udp.subspan(kUdpHeaderBytes);
  return datagram;
}

}  // namespace mxsweep::io

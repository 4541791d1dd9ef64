#include "io/net/raw/packet_ring.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "io/net/udp_socket.h"

namespace mxsweep::io {
namespace {

// Under load a block is full after some hundred packets, and the thread is
// woken as often; all blocks together hold what arrives in some tens of
// milliseconds.
constexpr std::uint32_t kBlockBytes = 1U << 16U;
constexpr std::uint32_t kBlocks = 128;
constexpr std::uint32_t kFrameBytes = 2048;  // only has to divide a block
constexpr std::uint32_t kBlockMsMax = 1;

Error refused(const char* step, int failure) {
  if (failure == EPERM || failure == EACCES) {
    return {ErrorCode::kNetwork, failure,
            "--transport raw needs CAP_NET_RAW: run as root or `sudo setcap "
            "cap_net_raw+ep $(command -v mxsweep)`"};
  }
  return {ErrorCode::kNetwork, failure,
          "packet sockets are refused here (" + std::string(step) + ": " +
              std::generic_category().message(failure) + ")"};
}

template <class T>
bool set_packet_option(int fd, int name, const T& value) {
  return ::setsockopt(fd, SOL_PACKET, name, &value, sizeof(value)) == 0;
}

bool bind_to(int fd, std::uint16_t protocol, std::uint32_t interface) {
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(protocol);
  address.sll_ifindex = static_cast<int>(interface);
  return ::bind(fd, reinterpret_cast<const sockaddr*>(&address),
                sizeof(address)) == 0;
}

bool attach_filter(int fd, std::span<const sock_filter> filter) {
  sock_fprog program{};
  program.len = static_cast<unsigned short>(filter.size());
  // The field is not const, though the kernel only reads.
  program.filter = const_cast<sock_filter*>(filter.data());
  return ::setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program,
                      sizeof(program)) == 0;
}

bool make_ring(int fd) {
  tpacket_req3 request{};
  request.tp_block_size = kBlockBytes;
  request.tp_block_nr = kBlocks;
  request.tp_frame_size = kFrameBytes;
  request.tp_frame_nr = kBlockBytes / kFrameBytes * kBlocks;
  request.tp_retire_blk_tov = kBlockMsMax;
  const int version = TPACKET_V3;
  return set_packet_option(fd, PACKET_VERSION, version) &&
         set_packet_option(fd, PACKET_RX_RING, request);
}

template <class T>
const T* behind(const void* start, std::size_t offset) {
  return reinterpret_cast<const T*>(static_cast<const std::byte*>(start) +
                                    offset);
}

}  // namespace

void PacketRing::Unmap::operator()(std::byte* memory) const {
  ::munmap(memory, std::size_t{kBlockBytes} * kBlocks);
}

// The socket is bound last: until then no packet arrives, so no packet arrives
// before the filter is set.
Result<PacketRing> PacketRing::open(std::uint8_t family,
                                    std::span<const sock_filter> filter) {
  PacketRing ring;
  ring.fd_.reset(
      ::socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!ring.fd_.valid()) {
    return refused("socket", errno);
  }
  const int fd = ring.fd();
  if (!attach_filter(fd, filter)) {
    return refused("filter", errno);
  }
  if (!make_ring(fd)) {
    return refused("ring", errno);
  }
  void* memory = ::mmap(nullptr, std::size_t{kBlockBytes} * kBlocks,
                        PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (memory == MAP_FAILED) {
    return refused("mmap", errno);
  }
  ring.memory_.reset(static_cast<std::byte*>(memory));
  if (!bind_to(fd, family == 6 ? ETH_P_IPV6 : ETH_P_IP, 0)) {
    return refused("bind", errno);
  }
  return ring;
}

tpacket_block_desc* PacketRing::block(std::uint32_t number) const {
  return reinterpret_cast<tpacket_block_desc*>(
      memory_.get() + std::size_t{number % kBlocks} * kBlockBytes);
}

// Pairs with the kernel's release of a filled block.
bool PacketRing::handed_over(std::uint32_t number) const {
  const std::uint32_t status =
      __atomic_load_n(&block(number)->hdr.bh1.block_status, __ATOMIC_ACQUIRE);
  return (status & TP_STATUS_USER) != 0;
}

// A block that was read but not given back still belongs to us, so reading must
// stop before it has gone round the ring to the first of those blocks.
bool PacketRing::ready() const {
  return left_ > 0 || (lent_ + (reading_ ? 1 : 0) < kBlocks &&
                       handed_over(reading_ ? current_ + 1 : current_));
}

bool PacketRing::open_block() {
  if (reading_) {
    reading_ = false;
    lent_ += 1;
    current_ = (current_ + 1) % kBlocks;
  }
  if (lent_ == kBlocks || !handed_over(current_)) {
    return false;
  }
  const tpacket_hdr_v1& header = block(current_)->hdr.bh1;
  at_ = behind<tpacket3_hdr>(block(current_), header.offset_to_first_pkt);
  left_ = header.num_pkts;
  reading_ = true;
  return true;
}

std::optional<RingPacket> PacketRing::next() {
  while (left_ == 0) {
    if (!open_block()) {
      return std::nullopt;
    }
  }
  const tpacket3_hdr& header = *at_;
  const auto* from =
      behind<sockaddr_ll>(&header, TPACKET_ALIGN(sizeof(tpacket3_hdr)));
  RingPacket found;
  found.packet.bytes = {behind<std::byte>(&header, header.tp_net),
                        header.tp_snaplen};
  found.packet.wire_bytes = header.tp_len;
  // CSUMNOTREADY: the packet comes from this machine and never was on a wire,
  // or a device checked the sum and left it incomplete.
  found.packet.checksum_vouched =
      (header.tp_status & (TP_STATUS_CSUM_VALID | TP_STATUS_CSUMNOTREADY)) != 0;
  found.interface = static_cast<std::uint32_t>(from->sll_ifindex);
  at_ = behind<tpacket3_hdr>(&header, header.tp_next_offset);
  left_ -= 1;
  return found;
}

void PacketRing::release() {
  if (reading_ && left_ == 0) {
    static_cast<void>(open_block());
  }
  for (; lent_ > 0; --lent_) {
    __atomic_store_n(&block(current_ + kBlocks - lent_)->hdr.bh1.block_status,
                     std::uint32_t{TP_STATUS_KERNEL}, __ATOMIC_RELEASE);
  }
}

std::uint64_t PacketRing::dropped() const {
  tpacket_stats_v3 statistics{};
  socklen_t length = sizeof(statistics);
  if (::getsockopt(fd(), SOL_PACKET, PACKET_STATISTICS, &statistics, &length) ==
      0) {
    dropped_ += statistics.tp_drops;
  }
  return dropped_;
}

Result<UniqueFd> open_frame_sender(std::uint32_t interface) {
  UniqueFd fd(::socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd.valid()) {
    return refused("socket", errno);
  }
  const int on = 1;
  if (!set_packet_option(fd.get(), PACKET_VNET_HDR, on)) {
    return refused("virtio-net header", errno);
  }
  size_send_buffer(fd.get());
  if (!bind_to(fd.get(), 0, interface)) {
    return refused("bind", errno);
  }
  return fd;
}

}  // namespace mxsweep::io

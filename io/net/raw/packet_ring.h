// PacketRing: the packets that a filter lets through, of one family and all
// interfaces, in memory shared with the kernel (TPACKET_V3). It sees a packet
// where the kernel hands it to IP, so after VLANs, bonds and bridges, and no
// packet that leaves this machine by a network card. Owned by one transport,
// used by its thread.
//
// The kernel fills blocks and hands each over when it is full or 1 ms old.
// Packets point into the blocks until release(). Needs CAP_NET_RAW; errors
// are ErrorCode::kNetwork.
#pragma once

#include <linux/filter.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "io/base/result.h"
#include "io/base/unique_fd.h"
#include "io/net/raw/packet_headers.h"

struct tpacket3_hdr;
struct tpacket_block_desc;

namespace mxsweep::io {

struct RingPacket {
  CapturedPacket packet;
  std::uint32_t interface = 0;  // it came in by
};

class PacketRing {
 public:
  [[nodiscard]] static Result<PacketRing> open(
      std::uint8_t family, std::span<const sock_filter> filter);

  // Readable when a block was handed over.
  [[nodiscard]] int fd() const { return fd_.get(); }

  // next() would return a packet.
  [[nodiscard]] bool ready() const;

  // The next packet; nothing when every packet that the kernel has handed over
  // is read.
  [[nodiscard]] std::optional<RingPacket> next();

  // Gives the blocks that were read to the end back to the kernel.
  void release();

  // Packets that the kernel dropped because the ring was full. One system call.
  [[nodiscard]] std::uint64_t dropped() const;

 private:
  struct Unmap {
    void operator()(std::byte* memory) const;
  };

  PacketRing() = default;

  [[nodiscard]] tpacket_block_desc* block(std::uint32_t number) const;
  [[nodiscard]] bool handed_over(std::uint32_t number) const;
  [[nodiscard]] bool open_block();

  UniqueFd fd_;
  std::unique_ptr<std::byte, Unmap> memory_;
  const tpacket3_hdr* at_ = nullptr;   // next packet
  std::uint32_t left_ = 0;             // packets from there to the block's end
  std::uint32_t current_ = 0;          // block being read, or to be read next
  std::uint32_t lent_ = 0;             // blocks before it, read to the end
  bool reading_ = false;               // the current block is open
  mutable std::uint64_t dropped_ = 0;  // reading resets the kernel's count
};

// A socket for frames with a virtio-net header that leave by one interface.
// It receives nothing.
[[nodiscard]] Result<UniqueFd> open_frame_sender(std::uint32_t interface);

}  // namespace mxsweep::io

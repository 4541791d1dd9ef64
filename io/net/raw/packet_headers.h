// Ethernet, IPv4, IPv6 and UDP headers, written for what we send and read
// from what anybody sends (RFC 791, RFC 8200, RFC 768). Pure functions over
// bytes: no ownership, any thread. Reading trusts no field: lengths are
// compared with what was captured and with what was on the wire, and checksums
// are verified unless the kernel says that they are right.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "io/base/endpoint.h"

namespace mxsweep::io {

using MacAddress = std::array<std::uint8_t, 6>;

inline constexpr std::size_t kVnetHeaderBytes = 10;
inline constexpr std::size_t kEthernetHeaderBytes = 14;
inline constexpr std::size_t kUdpHeaderBytes = 8;

// The virtio-net header that offloads are asked for in, and what follows it.
inline constexpr std::size_t kFrameHeaderBytesMax =
    kVnetHeaderBytes + kEthernetHeaderBytes + 40 + kUdpHeaderBytes;

// The sum of RFC 1071 over any number of pieces. Only the last piece may have
// an odd length.
class InternetSum {
 public:
  void add(std::span<const std::byte> bytes);
  void add(std::uint16_t number);  // host byte order

  // Host byte order; the checksum is its complement.
  [[nodiscard]] std::uint16_t folded() const;

 private:
  std::uint64_t sum_ = 0;
};

struct FrameAddresses {
  Endpoint from;
  Endpoint to;
  MacAddress from_mac{};
  MacAddress to_mac{};
};

// How one payload becomes datagrams: a single one, or, when segment_bytes is
// not 0, one for each segment_bytes of it. At most 65,000 bytes of payload.
struct FramePayload {
  std::size_t bytes = 0;
  std::uint16_t segment_bytes = 0;
};

// Writes all headers in front of the payload and returns their size. UDP
// checksums and segmentation are left to the device or to the kernel.
// REQUIRES: both endpoints of one family, out.size() >= kFrameHeaderBytesMax
std::size_t write_frame_headers(const FrameAddresses& addresses,
                                const FramePayload& payload,
                                std::span<std::byte> out);

struct CapturedPacket {
  std::span<const std::byte> bytes;  // from the network header on
  std::size_t wire_bytes = 0;        // what it had when it was not cut
  bool checksum_vouched = false;     // the kernel or the device verified it
};

struct ReceivedDatagram {
  Endpoint from;  // no scope
  Endpoint to;
  std::span<const std::byte> payload;
  bool truncated = false;  // cut by the capture, or goes on in fragments
};

// Nothing when this is not a datagram over UDP that a socket would accept:
// other protocols, later fragments, other headers in between, lengths that
// contradict each other, wrong checksums.
[[nodiscard]] std::optional<ReceivedDatagram> read_datagram(
    const CapturedPacket& packet);

}  // namespace mxsweep::io

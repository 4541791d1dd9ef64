// The program that the kernel runs over every packet to decide which of them
// we see (classic BPF): datagrams over UDP to this machine, from the port that
// all peers use if it is one, to one of our ports. The filter only has to drop
// other traffic cheaply; read_datagram() checks every packet that passes. Of a
// fragmented datagram the first part passes; packets with other extension
// headers of IPv6 do not. Pure functions, any thread.
#pragma once

#include <linux/filter.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace mxsweep::io {

// The kernel takes 4,096 instructions, and no more than net.core.optmem_max
// bytes (20,480 in old ones); this many ports need less.
inline constexpr std::size_t kFilterPortsMax = 1024;

// How much of a packet is kept: headers and the longest message we take.
inline constexpr std::uint32_t kPacketBytesMax = 1600;

struct PacketFilterOptions {
  std::uint8_t family = 4;           // 4 or 6
  std::uint16_t peer_port = 0;       // 0: any
  std::vector<std::uint16_t> ports;  // ours, any order, 1..kFilterPortsMax
};

// For a packet socket that sees packets from the network header on.
[[nodiscard]] std::vector<sock_filter> make_packet_filter(
    const PacketFilterOptions& options);

}  // namespace mxsweep::io

// Any octets as a packet off the network: what is read lies within them, and
// written anew with our own headers it is read the same.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "io/net/raw/packet_headers.h"

#include "tests/fuzz/fuzz_check.h"

namespace {

using mxsweep::fuzz::require;
using mxsweep::io::CapturedPacket;
using mxsweep::io::FrameAddresses;
using mxsweep::io::read_datagram;
using mxsweep::io::ReceivedDatagram;

using Octets = std::vector<std::byte>;

void require_within(std::span<const std::byte> part,
                    std::span<const std::byte> whole) {
  require(part.data() >= whole.data());
  require(part.data() + part.size() <= whole.data() + whole.size());
}

void require_same_again(const ReceivedDatagram& datagram) {
  FrameAddresses addresses;
  addresses.from = datagram.from;
  addresses.to = datagram.to;
  Octets frame(mxsweep::io::kFrameHeaderBytesMax + datagram.payload.size());
  const std::size_t headers = mxsweep::io::write_frame_headers(
      addresses, {datagram.payload.size(), 0}, frame);
  std::copy(datagram.payload.begin(), datagram.payload.end(),
            frame.begin() + static_cast<std::ptrdiff_t>(headers));
  frame.resize(headers + datagram.payload.size());
  const auto packet = std::span(frame).subspan(
      mxsweep::io::kVnetHeaderBytes + mxsweep::io::kEthernetHeaderBytes);
  const auto again = read_datagram({packet, packet.size(), true});
  require(again.has_value() && !again->truncated);
  require(again->from == datagram.from && again->to == datagram.to);
  require(std::equal(again->payload.begin(), again->payload.end(),
                     datagram.payload.begin(), datagram.payload.end()));
}

}  // namespace

// The first octet says what the capture knew of the packet.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const auto bytes = std::as_bytes(std::span(data, size)).subspan(1);
  CapturedPacket packet;
  packet.bytes = bytes;
  packet.wire_bytes = bytes.size() + std::size_t{data[0] & 0x7FU} * 64;
  packet.checksum_vouched = (data[0] & 0x80U) != 0;
  const auto datagram = read_datagram(packet);
  if (datagram.has_value()) {
    require_within(datagram->payload, bytes);
    require_same_again(*datagram);
    // Vouching forgives a wrong sum and nothing else.
    packet.checksum_vouched = true;
    require(read_datagram(packet).has_value());
  }
  return 0;
}

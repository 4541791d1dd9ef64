// What the raw transport works with. All of it is opened before the transport
// is constructed, so that a constructed transport cannot fail for want of a
// permission or a route. Owned by that transport, used by its thread.
#pragma once

#include <cstdint>
#include <vector>

#include "io/base/result.h"
#include "io/base/unique_fd.h"
#include "io/net/raw/packet_headers.h"
#include "io/net/raw/packet_ring.h"
#include "io/net/socket_transport.h"

namespace mxsweep::io {

// The way to a peer from one of our addresses.
struct Path {
  FrameAddresses addresses;  // ports: the peer's, and 0
  std::uint16_t sender = 0;  // index
  bool framed = false;
};

struct RawParts {
  SocketParts base;
  std::vector<Path> paths;                // by peer, then by source
  std::vector<std::uint32_t> first_path;  // of a peer
  std::vector<std::uint16_t> sources;     // of a peer: its family's
  std::vector<UniqueFd> senders;
  std::vector<std::uint32_t> interfaces;  // of the senders
  std::vector<PacketRing> rings;          // one per family
  std::vector<std::uint16_t> ports;       // by socket
  std::vector<Endpoint> bound;            // by socket; family 0: any of ours
  std::vector<Endpoint> own;              // that the kernel chose
};

// Errors are ErrorCode::kNetwork and name the peer, the address or the
// permission that is missing.
[[nodiscard]] Result<RawParts> open_raw_parts(const TransportOptions& options);

// All descriptors that io_uring uses: held sockets, the stream lane's, then
// senders, then rings, then the wake-up's if there is one.
[[nodiscard]] std::vector<int> files_of(const RawParts& parts);

}  // namespace mxsweep::io

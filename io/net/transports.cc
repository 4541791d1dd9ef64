// The array of transports; a new one is one row here and one file.

#include <array>
#include <string>

#include "io/net/socket_transport.h"
#include "io/net/transport.h"

namespace mxsweep::io {
namespace {

constexpr std::array<TransportKind, 3> kKinds{{
    {"uring", "io_uring: batched sends, multishot receive (Linux 6.1)",
     &open_uring_transport},
    {"mmsg", "sendmmsg and recvmmsg: works where io_uring is forbidden",
     &open_mmsg_transport},
    {"raw", "own packets past the kernel's UDP: cheapest, needs CAP_NET_RAW",
     &open_raw_transport, false},
}};

}  // namespace

Error peers_are_fixed(const Endpoint& endpoint) {
  return Error{ErrorCode::kNetwork, 0,
               "cannot send to " + to_text(endpoint) +
                   " as well: this transport has to know its peers beforehand"};
}

Result<std::uint16_t> Transport::add_peer(const Endpoint& endpoint) {
  return peers_are_fixed(endpoint);
}

bool Transport::drop_peer(std::uint16_t /*peer*/) {
  return false;
}

std::span<const TransportKind> transport_kinds() {
  return kKinds;
}

const TransportKind* find_transport_kind(std::string_view name) {
  for (const TransportKind& kind : kKinds) {
    if (kind.name == name) {
      return &kind;
    }
  }
  return nullptr;
}

Result<OpenedTransport> open_best_transport(const TransportOptions& options) {
  OpenedTransport opened;
  Error last;
  for (const TransportKind& kind : kKinds) {
    if (!kind.automatic) {
      continue;
    }
    auto transport = kind.open(options);
    if (transport.ok()) {
      opened.transport = transport.take();
      opened.kind = kind.name;
      return opened;
    }
    last = transport.error();
    if (!opened.fallback_reason.empty()) {
      opened.fallback_reason += "; ";
    }
    opened.fallback_reason += last.what;
  }
  return last;
}

}  // namespace mxsweep::io

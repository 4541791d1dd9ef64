// Transport: moves messages in batches between this process and its peers: a
// list that grows (add_peer), and in which others take the places of those that
// are dropped (drop_peer). It owns the sockets and every buffer; callers borrow
// them. It knows bytes and addresses, nothing of what the bytes mean. One
// thread per object; two transports share nothing.
//
// A lane is one local UDP port (per address family in use), so (lane, message
// id) is enough to name a request. Lane numbers 0 .. lanes-1 are datagram
// lanes; the number `lanes` is the stream lane, which carries every message
// sent with Channel::kStream over one pipelined TCP connection per peer, each
// message with its 16-bit length in front (written and stripped here). How much
// a peer accepts on a connection is learned from where it ended earlier ones
// (stream_limit.h); stream_room() says it.
//
// Order of calls: reserve, fill, submit; receive, read, release. Errors that
// concern one message come back through receive() as data; only trouble that
// stops the run is an Error from open().
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/base/clock.h"
#include "io/base/endpoint.h"
#include "io/base/limits.h"
#include "io/base/prng.h"
#include "io/base/result.h"
#include "io/base/time.h"
#include "io/base/wake_up.h"

namespace mxsweep::io {

enum class Channel : std::uint8_t { kDatagram, kStream };

struct TxBuffer {
  std::span<std::byte> bytes;  // kTxDatagramBytesMax bytes, the transport's
  std::uint32_t size = 0;      // how much of it to send
  std::uint16_t peer = 0;      // index into TransportOptions::peers
  std::uint16_t lane = 0;      // ignored for kStream
  Channel channel = Channel::kDatagram;
};

struct RxMessage {
  // What arrived. With an error on a datagram lane: the start of the datagram
  // that was refused (at least 12 bytes of what we sent, or empty if the
  // kernel kept nothing). With an error on the stream lane: empty, and every
  // message outstanding on the stream to `from` is lost.
  std::span<const std::byte> payload;
  Endpoint from;  // sender; with an error, the peer it concerns
  int error = 0;  // errno, or 0
  // How long it lay in the kernel before this hand-over; 0 where the transport
  // does not know (Transport::knows_arrivals()).
  Duration waited{};
  std::uint16_t lane = 0;  // local lane it arrived on
  Channel channel = Channel::kDatagram;
  bool truncated = false;  // longer than kRxDatagramBytesMax: payload is cut
  // With an error on the stream lane: the connection had carried replies
  // before the peer ended it, so that what is lost is worth sending again
  // (RFC 7766 section 6.2.4). Else the peer may answer nothing over streams.
  bool served = false;
  // The same, and so many were outstanding that this may be why: fewer will be.
  bool crowded = false;
};

struct RxBatch {
  std::span<const RxMessage> messages;  // valid until release()
  Instant now;  // time of this hand-over (docs/decisions/003)
};

struct TransportStats {
  std::uint64_t datagrams_sent = 0;
  std::uint64_t datagrams_received = 0;
  std::uint64_t bytes_sent = 0;      // payload bytes
  std::uint64_t bytes_received = 0;  // payload bytes
  std::uint64_t stream_messages_sent = 0;
  std::uint64_t stream_messages_received = 0;
  std::uint64_t send_errors = 0;        // datagrams the kernel refused
  std::uint64_t receive_overflows = 0;  // datagrams the kernel dropped for us
  std::uint64_t system_calls = 0;
  // 0 while datagrams may leave many in one send (UDP_SEGMENT), else the
  // errno with which that was refused; they leave singly then.
  int segmentation_error = 0;
};

// The refusal of a kind that cannot take a peer more.
[[nodiscard]] Error peers_are_fixed(const Endpoint& endpoint);

class Transport {
 public:
  Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  virtual ~Transport() = default;

  // Up to `count` buffers to fill (at most kTxBatchMax), fewer while the kernel
  // has not taken earlier ones, possibly none. A second reserve() without
  // submit() returns the same buffers.
  [[nodiscard]] virtual std::span<TxBuffer> reserve(std::uint32_t count) = 0;

  // Sends the first `count` reserved buffers and takes the others back. Never
  // blocks. The caller must not touch the buffers afterwards. The transmission
  // itself may wait for the next receive(), which costs at most one system
  // call.
  virtual void submit(std::uint32_t count) = 0;

  // How many more messages may be sent on the stream to `peer` while the
  // caller waits for `awaited` of those sent before; messages filled but not
  // submitted count as awaited. 0: there will be room when some of them are
  // answered, or when another connection ends. No reply is lost by sending
  // more, but the peer is likelier to end the connection.
  [[nodiscard]] virtual std::uint32_t stream_room(
      std::uint16_t peer, std::uint32_t awaited) const = 0;

  // Waits until something arrived, `wait_until` has passed (a past instant
  // polls) or the wake-up of the options has a reason for its owner, who is the
  // caller; and hands over up to kRxBatchMax messages.
  // REQUIRES: the previous batch was released.
  [[nodiscard]] virtual RxBatch receive(Instant wait_until) = 0;

  // Lets receive() wait until `min_messages` have arrived, though never longer
  // than `max_delay` after the call and never past `wait_until`, so that one
  // system call serves many messages under load (docs/decisions/005). A wake-up
  // does not end this wait, which is short. The price is up to `max_delay` on
  // top of each answer's time. Only a hint: fewer messages may be handed over,
  // and a kind may ignore it. 1 switches it off.
  virtual void set_wait_batch(std::uint32_t min_messages, Duration max_delay) {
    static_cast<void>(min_messages);
    static_cast<void>(max_delay);
  }

  // Datagrams say how long they waited, so that nothing is lost by fetching
  // them late.
  [[nodiscard]] virtual bool knows_arrivals() const { return false; }

  // Gives the buffers of the last batch back.
  virtual void release() = 0;

  // One peer more, which messages may be sent to from now on; its number, which
  // is that of one that was dropped if there are such. Error kNetwork: there is
  // no socket of its family, since no peer of the options has that, or there
  // are 65,535 already, or the kind has to know its peers beforehand.
  // REQUIRES: it is none of the peers
  [[nodiscard]] virtual Result<std::uint16_t> add_peer(
      const Endpoint& endpoint);

  // Nothing is sent to the peer any more, and its connection is closed; what
  // still comes from its address is handed over as before. False, and nothing
  // is different: something for it has yet to leave, or the kind has to know
  // its peers beforehand. REQUIRES: no buffer that is reserved names it
  [[nodiscard]] virtual bool drop_peer(std::uint16_t peer);

  [[nodiscard]] virtual TransportStats stats() const = 0;

  // Number of datagram lanes; the stream lane has this number.
  [[nodiscard]] virtual std::uint16_t lanes() const = 0;
};

struct TransportOptions {
  std::vector<Endpoint> peers;  // at least one, at most 65,535
  std::uint16_t lanes = 16;     // sockets per address family, at most
  // How many transports, this one included, still have to be opened: they
  // share the descriptors that are left, and have fewer lanes if need be.
  std::uint16_t sharers = 1;
  const Clock* clock = nullptr;  // outlives the transport
  WakeUp* wake_up = nullptr;     // of the thread that uses it; outlives it, too
  Prng prng{0};                  // local ports are drawn from it
  std::uint32_t receive_buffer_bytes = 4U << 20U;  // per socket, best effort
  // Let datagrams say when they arrived. Costs some 50 ns each; a kind may
  // ignore it.
  bool arrival_times = false;
  // Local addresses to send from, in turn from lane to lane; the ports are not
  // looked at. The kernel chooses for a family that has none here.
  std::vector<Endpoint> sources;
};

struct TransportKind {
  std::string_view name;
  std::string_view help;
  Result<std::unique_ptr<Transport>> (*open)(const TransportOptions&);
  bool automatic = true;  // open_best_transport() may choose it
};

// Every kind that is compiled in, best first.
[[nodiscard]] std::span<const TransportKind> transport_kinds();

// Null when no kind has that name.
[[nodiscard]] const TransportKind* find_transport_kind(std::string_view name);

struct OpenedTransport {
  std::unique_ptr<Transport> transport;
  std::string_view kind;
  std::string fallback_reason;  // why a better kind was refused, or empty
};

// Tries the automatic kinds in order until one opens ("auto").
[[nodiscard]] Result<OpenedTransport> open_best_transport(
    const TransportOptions& options);

}  // namespace mxsweep::io

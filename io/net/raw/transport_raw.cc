// Transport over packet sockets: frames with our own headers go out past the
// kernel's UDP, and what comes in is read from a ring that a filter fills
// (docs/decisions/006).
//
// Ports are held by bound sockets that drop everything, so that nobody else
// gets them, no ICMP says that they are closed, and ICMP about our queries
// reaches us by their error queues. A peer that frames cannot reach (this
// machine itself, interfaces without Ethernet) is sent to through these
// sockets; its answers come by the ring like all others.
//
// A frame is laid out in one piece, headers and payloads of a group behind
// each other: copying some kilobytes here costs less than a list of 64 parts
// costs in the kernel. As with any send, it is copied within the submission.
#include <poll.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "io/base/check.h"
#include "io/net/raw/raw_parts.h"
#include "io/net/socket_transport.h"
#include "io/net/uring.h"

namespace mxsweep::io {
namespace {

constexpr UringOptions kUringOptions{
    .submissions = kTxPositions,
    .completions = 8192,
};

// Room for a group's frame at the position of its first datagram: the most
// bytes that a datagram can have for each, and the headers once.
constexpr std::size_t kFrameStride = kTxDatagramBytesMax + kCacheLineBytes * 2;
static_assert(kFrameStride >= kFrameHeaderBytesMax + kTxDatagramBytesMax);

constexpr std::uint16_t kNoLane = 0xFFFF;
constexpr std::size_t kPorts = 65536;

enum class Tag : std::uint32_t { kSend, kPackets, kErrors, kStream, kWakeUp };

std::uint64_t user_data(Tag tag, std::uint32_t number) {
  return static_cast<std::uint64_t>(tag) << 32U | number;
}

class RawTransport final : public SocketTransport {
 public:
  RawTransport(std::unique_ptr<Uring> ring, RawParts parts);

  // Routes and filters are made once, for the peers of the options.
  [[nodiscard]] Result<std::uint16_t> add_peer(
      const Endpoint& endpoint) override {
    return peers_are_fixed(endpoint);
  }

  [[nodiscard]] bool drop_peer(std::uint16_t /*peer*/) override {
    return false;
  }

 protected:
  void pump(const Wait& wait) override;
  void release_buffers() override;
  [[nodiscard]] std::uint64_t overflows() const override;

 private:
  void start();
  void watch(Tag tag, std::uint32_t number, std::size_t file);
  void watch_stream();
  void watch_wake_up();
  void issue_sends();
  void issue_frame(std::uint16_t id, const SendGroup& group, const Path& path);
  void reap();
  void handle(const io_uring_cqe& completion);
  void sent(std::uint16_t id, int result);
  [[nodiscard]] bool has_packets() const;
  void gather(PacketRing& packets);
  void take(const RingPacket& packet);
  [[nodiscard]] bool is_ours(const Endpoint& to, std::size_t socket) const;

  RawParts parts_;
  std::unique_ptr<Uring> ring_;
  std::vector<std::byte> frames_;  // by position, as groups are
  // By family and port: the socket that holds it, or kNoLane.
  std::array<std::vector<std::uint16_t>, 2> socket_of_;
  std::vector<std::uint16_t> payload_bytes_;  // of the frame at a position
  std::uint32_t sends_under_way_ = 0;
  UringPoll stream_poll_;
  bool started_ = false;
  std::uint64_t calls_seen_ = 0;
};

std::size_t family_index(const Endpoint& endpoint) {
  return endpoint.family == 6 ? 1 : 0;
}

RawTransport::RawTransport(std::unique_ptr<Uring> ring, RawParts parts)
    : SocketTransport(std::move(parts.base)),
      parts_(std::move(parts)),
      ring_(std::move(ring)),
      frames_(kTxPositions * kFrameStride),
      payload_bytes_(kTxPositions) {
  for (auto& table : socket_of_) {
    table.assign(kPorts, kNoLane);
  }
  for (const PeerAddress& peer : sockets().peers()) {
    auto& table = socket_of_[family_index(peer.endpoint)];
    for (std::uint16_t lane = 0; lane < sockets().lanes(); ++lane) {
      const auto socket = static_cast<std::uint16_t>(peer.first_socket + lane);
      table[parts_.ports[socket]] = socket;
    }
  }
}

// Registered files: held sockets, stream, senders, packet rings, wake-up.
void RawTransport::start() {
  if (started_) {
    return;
  }
  started_ = true;
  // Everything that can be refused was tried by open().
  MXSWEEP_CHECK(ring_->enable() == 0);
  for (std::size_t i = 0; i < sockets().size(); ++i) {
    watch(Tag::kErrors, static_cast<std::uint32_t>(i), i);
  }
  for (std::size_t i = 0; i < parts_.rings.size(); ++i) {
    watch(Tag::kPackets, static_cast<std::uint32_t>(i),
          sockets().size() + 1 + parts_.senders.size() + i);
  }
  watch_wake_up();
}

void RawTransport::watch_wake_up() {
  if (wake_up() != nullptr) {
    watch(Tag::kWakeUp, 0,
          sockets().size() + 1 + parts_.senders.size() + parts_.rings.size());
  }
}

// The poll completes again and again until a completion says that it ended.
void RawTransport::watch(Tag tag, std::uint32_t number, std::size_t file) {
  io_uring_sqe* entry = ring_->next_entry();
  io_uring_prep_poll_multishot(entry, static_cast<int>(file),
                               tag == Tag::kErrors ? POLLERR : POLLIN);
  entry->flags |= IOSQE_FIXED_FILE;
  io_uring_sqe_set_data64(entry, user_data(tag, number));
}

void RawTransport::watch_stream() {
  if (!pool().empty()) {
    stream_poll_.arm(*ring_, sockets().size(), user_data(Tag::kStream, 0));
  }
}

void RawTransport::pump(const Wait& wait) {
  start();
  watch_stream();
  issue_sends();
  // A refused send completes too, and its group must be tried again soon: do
  // not wait until as many completions are there as are asked for below.
  Duration time =
      sends_under_way_ == 0 ? wait.time : std::min(wait.time, kSendRetryEvery);
  if (has_packets() || ring_->has_completions()) {
    time = {};
  }
  // One event stands for a whole block of packets, so one is enough to return.
  ring_->enter(time, sends_under_way_ + 1);
  reap();
  for (PacketRing& packets : parts_.rings) {
    gather(packets);
  }
  for (; calls_seen_ < ring_->system_calls(); ++calls_seen_) {
    count_system_call();
  }
}

void RawTransport::issue_sends() {
  while (queue().has_ready()) {
    const std::uint16_t id = queue().pop_ready();
    const SendGroup& group = queue().group(id);
    const std::uint32_t source =
        sockets().lane_of(group.socket) % parts_.sources[group.peer];
    const Path& path = parts_.paths[parts_.first_path[group.peer] + source];
    if (path.framed) {
      issue_frame(id, group, path);
    } else {
      payload_bytes_[id] = 0;
      ring_->add_send(group.socket, group.header, user_data(Tag::kSend, id));
    }
    sends_under_way_ += 1;
  }
}

void RawTransport::issue_frame(std::uint16_t id, const SendGroup& group,
                               const Path& path) {
  FramePayload payload;
  payload.bytes = group.bytes.iov_len;
  if (group.count > 1) {
    payload.segment_bytes = group.segment_bytes;
  }
  FrameAddresses addresses = path.addresses;
  addresses.from.port = parts_.ports[group.socket];
  const auto frame = std::span(frames_).subspan(id * kFrameStride);
  std::size_t size = write_frame_headers(addresses, payload, frame);
  std::memcpy(frame.data() + size, group.bytes.iov_base, payload.bytes);
  size += payload.bytes;
  payload_bytes_[id] = static_cast<std::uint16_t>(payload.bytes);
  io_uring_sqe* entry = ring_->next_entry();
  io_uring_prep_send(entry,
                     static_cast<int>(sockets().size() + 1 + path.sender),
                     frame.data(), size, MSG_DONTWAIT | MSG_NOSIGNAL);
  entry->flags |= IOSQE_FIXED_FILE;
  io_uring_sqe_set_data64(entry, user_data(Tag::kSend, id));
}

void RawTransport::reap() {
  std::array<io_uring_cqe*, 64> completions{};
  for (;;) {
    const std::uint32_t count = ring_->peek(completions);
    if (count == 0) {
      return;
    }
    for (std::uint32_t i = 0; i < count; ++i) {
      handle(*completions[i]);
    }
    ring_->advance(count);
  }
}

void RawTransport::handle(const io_uring_cqe& completion) {
  const auto number = static_cast<std::uint32_t>(completion.user_data);
  const bool goes_on = (completion.flags & IORING_CQE_F_MORE) != 0;
  switch (static_cast<Tag>(completion.user_data >> 32U)) {
    case Tag::kSend:
      sent(static_cast<std::uint16_t>(number), completion.res);
      return;
    case Tag::kPackets:
      if (!goes_on) {
        watch(Tag::kPackets, number,
              sockets().size() + 1 + parts_.senders.size() + number);
      }
      return;
    case Tag::kErrors:
      mark_dirty(number);
      if (!goes_on) {
        watch(Tag::kErrors, number, number);
      }
      return;
    case Tag::kStream:
      stream_poll_.completed();
      mark_stream_ready();
      return;
    case Tag::kWakeUp:
      wake_up()->drain();
      count_system_call();
      if (!goes_on) {
        watch_wake_up();
      }
      return;
  }
}

void RawTransport::sent(std::uint16_t id, int result) {
  sends_under_way_ -= 1;
  const std::size_t socket = queue().group(id).socket;
  const Instant time = result < 0 ? now() : Instant{};
  if (result >= 0 && payload_bytes_[id] != 0) {
    result = payload_bytes_[id];
  }
  if (queue().finish(id, result, time)) {
    mark_dirty(socket);
  }
}

bool RawTransport::has_packets() const {
  return std::any_of(parts_.rings.begin(), parts_.rings.end(),
                     [](const PacketRing& ring) { return ring.ready(); });
}

// Packets that do not fit the batch stay in the ring.
void RawTransport::gather(PacketRing& packets) {
  while (room() > 0) {
    const auto packet = packets.next();
    if (!packet.has_value()) {
      return;
    }
    take(*packet);
  }
}

void RawTransport::take(const RingPacket& packet) {
  const auto datagram = read_datagram(packet.packet);
  if (!datagram.has_value()) {
    return;
  }
  const std::uint16_t socket =
      socket_of_[family_index(datagram->to)][datagram->to.port];
  if (socket == kNoLane || !is_ours(datagram->to, socket)) {
    return;
  }
  RxMessage message;
  message.from = datagram->from;
  const bool is_link_local = message.from.family == 6 &&
                             message.from.address[0] == 0xFE &&
                             (message.from.address[1] & 0xC0U) == 0x80;
  message.from.scope = is_link_local ? packet.interface : 0;
  message.payload = datagram->payload.first(
      std::min(datagram->payload.size(), kRxDatagramBytesMax));
  message.truncated =
      datagram->truncated || datagram->payload.size() > kRxDatagramBytesMax;
  message.lane = sockets().lane_of(socket);
  deliver(message);
}

// The ring has packets to any address of this machine, and to others, too.
bool RawTransport::is_ours(const Endpoint& to, std::size_t socket) const {
  const auto same = [&to](const Endpoint& own) {
    return own.family == to.family && own.address == to.address;
  };
  const Endpoint& bound = parts_.bound[socket];
  return bound.family != 0
             ? same(bound)
             : std::any_of(parts_.own.begin(), parts_.own.end(), same);
}

void RawTransport::release_buffers() {
  for (PacketRing& packets : parts_.rings) {
    packets.release();
  }
}

std::uint64_t RawTransport::overflows() const {
  std::uint64_t sum = 0;
  for (const PacketRing& packets : parts_.rings) {
    sum += packets.dropped();
  }
  return sum;
}

}  // namespace

Result<std::unique_ptr<Transport>> open_raw_transport(
    const TransportOptions& options) {
  auto ring = Uring::open(kUringOptions);
  if (!ring.ok()) {
    return ring.error();
  }
  auto parts = open_raw_parts(options);
  if (!parts.ok()) {
    return parts.error();
  }
  const Status registered =
      ring.value()->register_files(files_of(parts.value()));
  if (!registered.ok()) {
    return registered.error();
  }
  return std::unique_ptr<Transport>(
      std::make_unique<RawTransport>(ring.take(), parts.take()));
}

}  // namespace mxsweep::io

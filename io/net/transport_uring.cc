// Transport over io_uring: one multishot receive per socket into one ring of
// buffers, sends batched and segmented, one system call per receive().
//
// When a send's buffer may be used again: sends carry MSG_DONTWAIT, so the
// kernel copies the datagrams and completes the entry within the submission,
// and there is no later moment at which it could look at the buffer. We do
// not rely on it: a position is free only when its group's completion was seen.
// Groups have one completion for up to 64 datagrams, so suppressing those of
// successful sends (CQE_SKIP_SUCCESS) would save next to nothing. That they
// come at once does matter for waiting: receive() asks for as many more
// completions as there are sends under way.
#include <poll.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <string>
#include <utility>

#include "io/base/check.h"
#include "io/base/clock.h"
#include "io/net/arrival_time.h"
#include "io/net/error_queue.h"
#include "io/net/socket_transport.h"
#include "io/net/uring.h"

namespace mxsweep::io {
namespace {

// A buffer holds the kernel's header, the sender's address, perhaps the time of
// arrival, and the datagram.
constexpr std::uint32_t kBufferBytes = 1536;
static_assert(sizeof(io_uring_recvmsg_out) + sizeof(sockaddr_in6) +
                  kArrivalBytes + kRxDatagramBytesMax <=
              kBufferBytes);

// The kernel fills buffers only while this thread is in enter(), and by then
// all buffers are given back: as many as one batch has messages are enough.
// They are used in turn, so more buffers would only be less often in the cache.
// A datagram without a buffer waits in its socket, and the multishot receive
// has to be armed anew.
constexpr std::uint32_t kBuffers = kRxBatchMax;

// Every buffer and every send may have a completion waiting.
UringOptions ring_options() {
  UringOptions options;
  options.submissions = kTxPositions;
  options.buffers = kBuffers;
  options.completions = std::bit_ceil(kTxPositions + options.buffers + 1);
  options.buffer_bytes = kBufferBytes;
  return options;
}

enum class Tag : std::uint32_t { kReceive, kSend, kStream, kWakeUp };

std::uint64_t user_data(Tag tag, std::uint32_t number) {
  return static_cast<std::uint64_t>(tag) << 32U | number;
}

bool has_buffer(const io_uring_cqe& completion) {
  return (completion.flags & IORING_CQE_F_BUFFER) != 0;
}

class UringTransport final : public SocketTransport {
 public:
  UringTransport(std::unique_ptr<Uring> ring, SocketParts parts);

 protected:
  void pump(const Wait& wait) override;
  void release_buffers() override;

 private:
  [[nodiscard]] bool has_news() const;
  void start();
  void arm_receives();
  void arm_polls();
  void issue_sends();
  void reap();
  void handle(const io_uring_cqe& completion);
  void received(std::size_t socket, const io_uring_cqe& completion);
  void take(std::size_t socket, std::uint16_t buffer, std::size_t size);

  std::unique_ptr<Uring> ring_;
  msghdr receive_header_{};  // tells the kernel the layout of a buffer
  std::vector<std::uint16_t> unarmed_;
  std::vector<std::uint16_t> lent_;
  std::uint32_t sends_under_way_ = 0;
  UringPoll stream_poll_;
  UringPoll wake_up_poll_;
  bool started_ = false;
  std::uint64_t calls_seen_ = 0;
  std::int64_t wall_us_ = 0;  // of the last reap(), where arrivals are known
};

UringTransport::UringTransport(std::unique_ptr<Uring> ring, SocketParts parts)
    : SocketTransport(std::move(parts)), ring_(std::move(ring)) {
  receive_header_.msg_namelen = sizeof(sockaddr_in6);
  if (knows_arrivals()) {
    receive_header_.msg_controllen = kArrivalBytes;
  }
  lent_.reserve(kRxBatchMax);
  unarmed_.reserve(sockets().size());
  for (std::size_t i = 0; i < sockets().size(); ++i) {
    unarmed_.push_back(static_cast<std::uint16_t>(i));
  }
}

// What ends a wait besides messages, and came with the completions of sends.
bool UringTransport::has_news() const {
  return has_pending() || (wake_up() != nullptr && !wake_up_poll_.armed());
}

void UringTransport::start() {
  if (!started_) {
    started_ = true;
    // Everything that can be refused was tried by open().
    MXSWEEP_CHECK(ring_->enable() == 0);
  }
}

void UringTransport::pump(const Wait& wait) {
  start();
  arm_receives();
  arm_polls();
  issue_sends();
  std::uint32_t messages = wait.messages;
  Duration time = wait.time;
  // Sends complete at once. Before a long wait they are seen to by a call of
  // their own, so that the wait need not be cut short for one that is refused.
  if (sends_under_way_ != 0 && time > kSendRetryEvery) {
    ring_->enter(kSendRetryEvery, sends_under_way_);
    reap();
    const std::uint32_t came = kRxBatchMax - room();
    time = came < messages && !has_news() ? time : Duration{};
    messages -= std::min(came, messages);
  }
  // A refused send completes too, and its group must be tried again soon: do
  // not wait until as many completions are there as are asked for below.
  if (sends_under_way_ != 0) {
    time = std::min(time, kSendRetryEvery);
  }
  if (ring_->has_completions()) {
    time = {};
  }
  ring_->enter(time, sends_under_way_ + messages);
  reap();
  for (; calls_seen_ < ring_->system_calls(); ++calls_seen_) {
    count_system_call();
  }
}

// A multishot receive ends when buffers run out or an error is pending.
void UringTransport::arm_receives() {
  for (const std::uint16_t socket : unarmed_) {
    io_uring_sqe* entry = ring_->next_entry();
    io_uring_prep_recvmsg_multishot(entry, socket, &receive_header_, 0);
    entry->flags |= IOSQE_FIXED_FILE | IOSQE_BUFFER_SELECT;
    entry->buf_group = Uring::kBufferGroup;
    io_uring_sqe_set_data64(entry, user_data(Tag::kReceive, socket));
  }
  unarmed_.clear();
}

void UringTransport::arm_polls() {
  if (!pool().empty()) {
    stream_poll_.arm(*ring_, sockets().size(), user_data(Tag::kStream, 0));
  }
  if (wake_up() != nullptr) {
    wake_up_poll_.arm(*ring_, sockets().size() + 1, user_data(Tag::kWakeUp, 0));
  }
}

void UringTransport::issue_sends() {
  while (queue().has_ready()) {
    const std::uint16_t id = queue().pop_ready();
    const SendGroup& group = queue().group(id);
    ring_->add_send(group.socket, group.header, user_data(Tag::kSend, id));
    sends_under_way_ += 1;
  }
}

// Messages that do not fit the batch stay in the completion queue, and so do
// all completions behind them. Before that, completions without a buffer are
// handled even when the batch is full: a receive that has ended must be known
// at once.
void UringTransport::reap() {
  std::array<io_uring_cqe*, 64> completions{};
  if (knows_arrivals()) {
    wall_us_ = wall_time_us();
  }
  for (;;) {
    const std::uint32_t count = ring_->peek(completions);
    std::uint32_t done = 0;
    while (done < count && (room() > 0 || !has_buffer(*completions[done]))) {
      handle(*completions[done]);
      ++done;
    }
    ring_->advance(done);
    if (count == 0 || done < count) {
      return;
    }
  }
}

void UringTransport::handle(const io_uring_cqe& completion) {
  const auto number = static_cast<std::uint32_t>(completion.user_data);
  switch (static_cast<Tag>(completion.user_data >> 32U)) {
    case Tag::kReceive:
      received(number, completion);
      return;
    case Tag::kSend: {
      sends_under_way_ -= 1;
      const auto id = static_cast<std::uint16_t>(number);
      const std::size_t socket = queue().group(id).socket;
      const Instant time = completion.res < 0 ? now() : Instant{};
      if (queue().finish(id, completion.res, time)) {
        mark_dirty(socket);
      }
      return;
    }
    case Tag::kStream:
      stream_poll_.completed();
      mark_stream_ready();
      return;
    case Tag::kWakeUp:
      wake_up_poll_.completed();
      wake_up()->drain();
      count_system_call();
      return;
  }
}

void UringTransport::received(std::size_t socket,
                              const io_uring_cqe& completion) {
  if ((completion.flags & IORING_CQE_F_MORE) == 0) {
    unarmed_.push_back(static_cast<std::uint16_t>(socket));
  }
  if (completion.res < 0 && is_icmp_errno(-completion.res)) {
    mark_dirty(socket);
  }
  if (!has_buffer(completion)) {
    return;
  }
  const auto buffer =
      static_cast<std::uint16_t>(completion.flags >> IORING_CQE_BUFFER_SHIFT);
  lent_.push_back(buffer);
  if (completion.res >= 0) {
    take(socket, buffer, static_cast<std::size_t>(completion.res));
  }
}

void UringTransport::take(std::size_t socket, std::uint16_t buffer,
                          std::size_t size) {
  std::byte* memory = ring_->buffer(buffer);
  io_uring_recvmsg_out* out = io_uring_recvmsg_validate(
      memory, static_cast<int>(size), &receive_header_);
  if (out == nullptr) {
    return;
  }
  const std::size_t payload_at = sizeof(io_uring_recvmsg_out) +
                                 sizeof(sockaddr_in6) +
                                 receive_header_.msg_controllen;
  RxMessage message;
  const std::size_t held = size - payload_at;
  message.payload = {memory + payload_at, std::min(held, kRxDatagramBytesMax)};
  if (knows_arrivals()) {
    const std::size_t control_at =
        sizeof(io_uring_recvmsg_out) + sizeof(sockaddr_in6);
    message.waited =
        waited({memory + control_at,
                std::min<std::size_t>(out->controllen, kArrivalBytes)},
               wall_us_);
  }
  message.from =
      from_sockaddr(static_cast<const sockaddr*>(io_uring_recvmsg_name(out)));
  message.lane = sockets().lane_of(socket);
  message.truncated =
      (out->flags & MSG_TRUNC) != 0 || held > kRxDatagramBytesMax;
  deliver(message);
}

void UringTransport::release_buffers() {
  ring_->recycle(lent_);
  lent_.clear();
}

}  // namespace

Result<std::unique_ptr<Transport>> open_uring_transport(
    const TransportOptions& options) {
  auto ring = Uring::open(ring_options());
  if (!ring.ok()) {
    return ring.error();
  }
  auto parts = open_socket_parts(options);
  if (!parts.ok()) {
    return parts.error();
  }
  std::vector<int> files;
  const LaneSockets& sockets = *parts.value().sockets;
  for (std::size_t i = 0; i < sockets.size(); ++i) {
    files.push_back(sockets.fd(i));
  }
  files.push_back(parts.value().pool->poll_fd());
  if (options.wake_up != nullptr) {
    files.push_back(options.wake_up->descriptor());
  }
  const Status registered = ring.value()->register_files(files);
  if (!registered.ok()) {
    return registered.error();
  }
  return std::unique_ptr<Transport>(
      std::make_unique<UringTransport>(ring.take(), parts.take()));
}

}  // namespace mxsweep::io

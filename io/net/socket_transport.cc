#include "io/net/socket_transport.h"

#include <algorithm>
#include <utility>

#include "io/base/check.h"
#include "io/net/error_queue.h"

namespace mxsweep::io {
namespace {

constexpr Duration kWaitMax = Duration::seconds(3600);

}  // namespace

Result<SocketParts> open_socket_parts(const TransportOptions& options,
                                      LaneUse use) {
  MXSWEEP_CHECK(options.clock != nullptr);
  SocketParts parts;
  parts.clock = options.clock;
  parts.wake_up = options.wake_up;
  parts.arrival_times = options.arrival_times && use == LaneUse::kSockets;
  auto pool = TcpPool::open();
  if (!pool.ok()) {
    return pool.error();
  }
  auto sockets = LaneSockets::open(options, use);
  if (!sockets.ok()) {
    return sockets.error();
  }
  parts.pool = pool.take();
  parts.sockets = std::make_unique<LaneSockets>(sockets.take());
  parts.pool->start(parts.sockets->peers(), parts.sockets->lanes());
  return parts;
}

SocketTransport::SocketTransport(SocketParts parts)
    : parts_(std::move(parts)), queue_(*parts_.sockets, inbox_) {
  messages_.reserve(kRxBatchMax);
  dirty_.reserve(parts_.sockets->size());
  is_dirty_.resize(parts_.sockets->size());
}

std::span<TxBuffer> SocketTransport::reserve(std::uint32_t count) {
  return queue_.reserve(count);
}

void SocketTransport::submit(std::uint32_t count) {
  Instant time{};
  bool time_read = false;
  for (const TxBuffer& buffer : queue_.reserved(count)) {
    if (buffer.channel != Channel::kStream) {
      continue;
    }
    MXSWEEP_CHECK(buffer.peer < sockets().peers().size());
    MXSWEEP_CHECK(buffer.size > 0 && buffer.size <= buffer.bytes.size());
    if (!time_read) {
      time = now();
      time_read = true;
    }
    pool().send(buffer.peer, buffer.bytes.first(buffer.size), time);
  }
  queue_.commit(count);
}

std::uint32_t SocketTransport::stream_room(std::uint16_t peer,
                                           std::uint32_t awaited) const {
  return parts_.pool->room(peer, awaited);
}

Result<std::uint16_t> SocketTransport::add_peer(const Endpoint& endpoint) {
  Result<std::uint16_t> added = parts_.sockets->add_peer(endpoint);
  if (added.ok()) {
    pool().add_peer(added.value());
  }
  return added;
}

bool SocketTransport::drop_peer(std::uint16_t peer) {
  if (queue_.is_sending_to(peer)) {
    return false;
  }
  pool().drop_peer(peer);
  parts_.sockets->drop_peer(peer);
  return true;
}

RxBatch SocketTransport::receive(Instant wait_until) {
  MXSWEEP_CHECK(!lent_);
  messages_.clear();
  Instant time = now();
  take_pending(time);
  bool first = true;
  bool expired = false;
  do {
    queue_.wake(time);
    pool().flush(time);
    const Wait wait = wait_for(time, wait_until, first);
    const Instant before = time;
    const bool woken = pump_unless_woken(wait);
    time = now();
    take_pending(time);
    // With a clock that stands still (in a test) this loop must end, too.
    expired = woken || time >= wait_until ||
              (time == before && wait.time > Duration{});
    first = false;
  } while (messages_.empty() && !expired);
  lent_ = true;
  return {messages_, time};
}

// True when the wake-up was notified, so that receive() returns even without a
// message. A wait for several messages is not ended by a wake-up: it is short,
// and its purpose is to return to the caller less often.
bool SocketTransport::pump_unless_woken(Wait wait) {
  if (wake_up() == nullptr || wait.time <= Duration{} || wait.messages > 1) {
    pump(wait);
    return false;
  }
  if (!wake_up()->begin()) {
    pump({});
    return true;
  }
  pump(wait);
  return wake_up()->end();
}

SocketTransport::Wait SocketTransport::wait_for(Instant now, Instant wait_until,
                                                bool first) const {
  const bool is_due = !messages_.empty() || !dirty_.empty() ||
                      !inbox_.empty() || queue_.has_retries() ||
                      parts_.pool->has_pending() || wait_until <= now;
  if (is_due) {
    return {};
  }
  Wait wait;
  wait.time = wait_until == Instant::never()
                  ? kWaitMax
                  : std::min(wait_until - now, kWaitMax);
  const Instant close = parts_.pool->next_close();
  if (close != Instant::never()) {
    wait.time = std::min(wait.time, std::max(close - now, Duration{}));
  }
  if (queue_.has_put_off()) {
    wait.time = std::min(wait.time, kSendRetryEvery);
  }
  if (first && batch_messages_ > 1) {
    wait.time = std::min(wait.time, batch_delay_);
    wait.messages = batch_messages_;
  }
  return wait;
}

// Everything that is not a datagram: stream messages and errors.
void SocketTransport::take_pending(Instant now) {
  if (stream_ready_) {
    pool().poll();
    stream_ready_ = false;
  }
  pool().lend(messages_, now);
  std::size_t kept = 0;
  for (const std::uint16_t socket : dirty_) {
    const auto reading = read_error_queue(sockets().fd(socket),
                                          sockets().lane_of(socket), inbox_);
    system_calls_ += reading.calls;
    is_dirty_[socket] = !reading.emptied;
    if (!reading.emptied) {
      dirty_[kept] = socket;
      kept += 1;
    }
  }
  dirty_.resize(kept);
  inbox_.lend(messages_);
}

void SocketTransport::mark_dirty(std::size_t socket) {
  if (!is_dirty_[socket]) {
    is_dirty_[socket] = true;
    dirty_.push_back(static_cast<std::uint16_t>(socket));
  }
}

void SocketTransport::deliver(const RxMessage& message) {
  datagrams_received_ += 1;
  bytes_received_ += message.payload.size();
  messages_.push_back(message);
}

void SocketTransport::set_wait_batch(std::uint32_t min_messages,
                                     Duration max_delay) {
  batch_messages_ = std::clamp(min_messages, 1U, kRxBatchMax);
  batch_delay_ = std::max(max_delay, Duration{});
}

void SocketTransport::release() {
  inbox_.release();
  pool().release();
  release_buffers();
  messages_.clear();
  lent_ = false;
}

TransportStats SocketTransport::stats() const {
  TransportStats stats;
  stats.datagrams_received = datagrams_received_;
  stats.bytes_received = bytes_received_;
  stats.system_calls = system_calls_;
  stats.receive_overflows = overflows();
  queue_.add_to(stats);
  parts_.pool->add_to(stats);
  return stats;
}

std::uint16_t SocketTransport::lanes() const {
  return sockets().lanes();
}

}  // namespace mxsweep::io

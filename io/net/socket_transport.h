// SocketTransport: what the transports over real sockets have in common:
// lanes, send buffers, the stream lane, errors, and the order of steps in
// receive(). Each kind adds pump(): hand ready groups to the kernel, wait,
// gather datagrams. One thread uses a transport; another may have opened it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "io/net/error_inbox.h"
#include "io/net/lane_sockets.h"
#include "io/net/tcp_pool.h"
#include "io/net/transport.h"
#include "io/net/tx_queue.h"

namespace mxsweep::io {

// What is opened before a transport exists, in this order, so that a shortage
// of descriptors costs lanes and nothing else.
struct SocketParts {
  const Clock* clock = nullptr;
  WakeUp* wake_up = nullptr;  // may be null
  std::unique_ptr<TcpPool> pool;
  std::unique_ptr<LaneSockets> sockets;
  bool arrival_times = false;
};

[[nodiscard]] Result<SocketParts> open_socket_parts(
    const TransportOptions& options, LaneUse use = LaneUse::kSockets);

class SocketTransport : public Transport {
 public:
  std::span<TxBuffer> reserve(std::uint32_t count) final;
  void submit(std::uint32_t count) final;
  [[nodiscard]] std::uint32_t stream_room(std::uint16_t peer,
                                          std::uint32_t awaited) const final;
  RxBatch receive(Instant wait_until) final;
  void set_wait_batch(std::uint32_t min_messages, Duration max_delay) final;
  void release() final;
  [[nodiscard]] Result<std::uint16_t> add_peer(
      const Endpoint& endpoint) override;
  [[nodiscard]] bool drop_peer(std::uint16_t peer) override;

  [[nodiscard]] bool knows_arrivals() const final {
    return parts_.arrival_times;
  }

  [[nodiscard]] TransportStats stats() const final;
  [[nodiscard]] std::uint16_t lanes() const final;

 protected:
  // How long to wait, and for how many messages, if nothing else ends it.
  struct Wait {
    Duration time{};
    std::uint32_t messages = 1;
  };

  explicit SocketTransport(SocketParts parts);

  // Sends what is ready, waits, appends datagrams to messages().
  virtual void pump(const Wait& wait) = 0;

  // Makes the receive buffers of the last batch free again.
  virtual void release_buffers() = 0;

  // Datagrams for which the kernel had no room.
  [[nodiscard]] virtual std::uint64_t overflows() const {
    return sockets().dropped();
  }

  [[nodiscard]] std::uint32_t room() const {
    return kRxBatchMax - static_cast<std::uint32_t>(messages_.size());
  }

  void deliver(const RxMessage& message);

  // The error queue of this socket has something to read.
  void mark_dirty(std::size_t socket);

  // The stream lane's descriptor is readable.
  void mark_stream_ready() { stream_ready_ = true; }

  // Something of the two is there that receive() has not seen to yet.
  [[nodiscard]] bool has_pending() const {
    return stream_ready_ || !dirty_.empty();
  }

  [[nodiscard]] Instant now() const { return parts_.clock->now(); }

  [[nodiscard]] TcpPool& pool() { return *parts_.pool; }

  [[nodiscard]] const LaneSockets& sockets() const { return *parts_.sockets; }

  [[nodiscard]] TxQueue& queue() { return queue_; }

  // Null when no thread notifies this one. A wait ends when its descriptor is
  // readable; whoever finds it readable drains it.
  [[nodiscard]] WakeUp* wake_up() const { return parts_.wake_up; }

  void count_system_call() { system_calls_ += 1; }

 private:
  void take_pending(Instant now);
  [[nodiscard]] bool pump_unless_woken(Wait wait);
  [[nodiscard]] Wait wait_for(Instant now, Instant wait_until,
                              bool first) const;

  SocketParts parts_;
  ErrorInbox inbox_;
  TxQueue queue_;
  std::vector<RxMessage> messages_;
  std::vector<std::uint16_t> dirty_;
  std::vector<bool> is_dirty_;
  std::uint32_t batch_messages_ = 1;
  Duration batch_delay_{};
  bool lent_ = false;
  bool stream_ready_ = false;
  std::uint64_t system_calls_ = 0;
  std::uint64_t datagrams_received_ = 0;
  std::uint64_t bytes_received_ = 0;
};

// Only transports.cc calls these; everyone else goes by transport_kinds().
[[nodiscard]] Result<std::unique_ptr<Transport>> open_uring_transport(
    const TransportOptions& options);
[[nodiscard]] Result<std::unique_ptr<Transport>> open_mmsg_transport(
    const TransportOptions& options);
[[nodiscard]] Result<std::unique_ptr<Transport>> open_raw_transport(
    const TransportOptions& options);

}  // namespace mxsweep::io

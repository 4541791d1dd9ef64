// RecordingTransport: a Transport that keeps a copy of every message that goes
// through another one, with its time, so that what was asked and what came can
// be told afterwards. It owns the other one; the recording is borrowed and
// belongs to whoever reads it, once the transport's thread has ended. For few
// messages: each is an allocation, and a run without a recording has no object
// of this class.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "io/net/transport.h"

namespace mxsweep::io {

struct RecordedMessage {
  Instant at{};  // when it was handed to the transport, or had arrived
  bool sent = false;
  std::vector<std::byte> payload;
  Endpoint peer;
  int error = 0;  // as in RxMessage
  std::uint16_t lane = 0;
  Channel channel = Channel::kDatagram;
  bool truncated = false;
};

using Recording = std::vector<RecordedMessage>;

class RecordingTransport final : public Transport {
 public:
  // `peers`: those that the transport was opened with.
  RecordingTransport(std::unique_ptr<Transport> transport,
                     std::vector<Endpoint> peers, const Clock& clock,
                     Recording& recording);

  [[nodiscard]] std::span<TxBuffer> reserve(std::uint32_t count) override;
  void submit(std::uint32_t count) override;
  [[nodiscard]] std::uint32_t stream_room(std::uint16_t peer,
                                          std::uint32_t awaited) const override;
  [[nodiscard]] RxBatch receive(Instant wait_until) override;
  void set_wait_batch(std::uint32_t min_messages, Duration max_delay) override;
  [[nodiscard]] bool knows_arrivals() const override;
  void release() override;
  [[nodiscard]] Result<std::uint16_t> add_peer(
      const Endpoint& endpoint) override;
  [[nodiscard]] bool drop_peer(std::uint16_t peer) override;
  [[nodiscard]] TransportStats stats() const override;
  [[nodiscard]] std::uint16_t lanes() const override;

 private:
  std::unique_ptr<Transport> transport_;
  std::vector<Endpoint> peers_;
  const Clock& clock_;
  Recording& recording_;
  std::span<TxBuffer> reserved_{};
};

}  // namespace mxsweep::io

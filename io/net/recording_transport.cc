#include "io/net/recording_transport.h"

#include <algorithm>
#include <utility>

namespace mxsweep::io {

RecordingTransport::RecordingTransport(std::unique_ptr<Transport> transport,
                                       std::vector<Endpoint> peers,
                                       const Clock& clock, Recording& recording)
    : transport_(std::move(transport)),
      peers_(std::move(peers)),
      clock_(clock),
      recording_(recording) {}

std::span<TxBuffer> RecordingTransport::reserve(std::uint32_t count) {
  reserved_ = transport_->reserve(count);
  return reserved_;
}

void RecordingTransport::submit(std::uint32_t count) {
  const Instant now = clock_.now();
  for (const TxBuffer& buffer : reserved_.first(count)) {
    RecordedMessage& message = recording_.emplace_back();
    message.at = now;
    message.sent = true;
    const auto octets = buffer.bytes.first(buffer.size);
    message.payload.assign(octets.begin(), octets.end());
    message.peer = peers_[buffer.peer];
    message.channel = buffer.channel;
    message.lane =
        buffer.channel == Channel::kStream ? transport_->lanes() : buffer.lane;
  }
  reserved_ = {};
  transport_->submit(count);
}

std::uint32_t RecordingTransport::stream_room(std::uint16_t peer,
                                              std::uint32_t awaited) const {
  return transport_->stream_room(peer, awaited);
}

RxBatch RecordingTransport::receive(Instant wait_until) {
  const RxBatch batch = transport_->receive(wait_until);
  for (const RxMessage& arrived : batch.messages) {
    RecordedMessage& message = recording_.emplace_back();
    message.at = batch.now - arrived.waited;
    message.payload.assign(arrived.payload.begin(), arrived.payload.end());
    message.peer = arrived.from;
    message.error = arrived.error;
    message.channel = arrived.channel;
    message.lane = arrived.lane;
    message.truncated = arrived.truncated;
  }
  return batch;
}

void RecordingTransport::set_wait_batch(std::uint32_t min_messages,
                                        Duration max_delay) {
  transport_->set_wait_batch(min_messages, max_delay);
}

bool RecordingTransport::knows_arrivals() const {
  return transport_->knows_arrivals();
}

void RecordingTransport::release() {
  transport_->release();
}

Result<std::uint16_t> RecordingTransport::add_peer(const Endpoint& endpoint) {
  Result<std::uint16_t> added = transport_->add_peer(endpoint);
  if (added.ok()) {
    peers_.resize(std::max<std::size_t>(peers_.size(), added.value() + 1U));
    peers_[added.value()] = endpoint;
  }
  return added;
}

bool RecordingTransport::drop_peer(std::uint16_t peer) {
  return transport_->drop_peer(peer);
}

TransportStats RecordingTransport::stats() const {
  return transport_->stats();
}

std::uint16_t RecordingTransport::lanes() const {
  return transport_->lanes();
}

}  // namespace mxsweep::io

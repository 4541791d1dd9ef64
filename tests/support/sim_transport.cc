// See sim_transport.h.
#include "tests/support/sim_transport.h"

#include <algorithm>
#include <cerrno>
#include <cmath>

#include "io/base/check.h"
#include "io/base/limits.h"
#include "io/net/tcp_pool.h"

#include "scanner/dns/header.h"

namespace mxsweep::sim {
namespace {

// A forger who is nearer than the resolver.
constexpr io::Duration kForgedEarly = io::Duration::microseconds(500);

io::Duration scaled(io::Duration duration, double factor) {
  return {static_cast<std::int64_t>(static_cast<double>(duration.ns) * factor)};
}

std::string seconds_text(io::Duration duration) {
  const std::int64_t us = duration.to_us();
  const std::string fraction = std::to_string(us % 1'000'000);
  return std::to_string(us / 1'000'000) + '.' +
         std::string(6 - fraction.size(), '0') + fraction;
}

}  // namespace

void SimNetwork::add_resolver(FakeResolver resolver, const LinkProfile& link) {
  resolvers_.push_back({std::move(resolver), link, {}, {}, {}, {}});
}

// Load is counted in the order of sending: a query that is overtaken on its
// way must not find the resolver busy with those that come after it.
bool SimNetwork::take_in(Peer& peer, const SentQuery& sent, Arrival& arrival) {
  const Capacity& capacity = peer.capacity;
  if (capacity.qps <= 0 || peer.cached.count(sent.query.name) != 0) {
    return true;
  }
  const io::Instant there = sent.at + scaled(peer.link.latency, 0.5);
  const io::Instant begin = std::max(peer.idle_from, there);
  if (begin - there > capacity.backlog_max) {
    ++peer.load.turned_away;
    return false;
  }
  ++peer.load.taken;
  peer.idle_from = begin + scaled(io::Duration::seconds(1), 1 / capacity.qps);
  if (capacity.queues) {
    arrival.at = arrival.at + (peer.idle_from - there);
  }
  return true;
}

void SimNetwork::note_cached(Peer& peer, const Query& query) const {
  constexpr std::byte kRcodeBits{0xF};
  constexpr std::size_t kRcodeAt = 3;
  const bool failed = replies_.empty() ||
                      replies_.front().payload.size() <= kRcodeAt ||
                      (replies_.front().payload[kRcodeAt] & kRcodeBits) ==
                          std::byte{kRcodeServFail};
  if (peer.capacity.caches && !failed) {
    peer.cached.insert(query.name);
  }
}

std::vector<io::Endpoint> SimNetwork::endpoints() const {
  std::vector<io::Endpoint> all;
  for (const Peer& peer : resolvers_) {
    all.push_back(peer.resolver.endpoint());
  }
  return all;
}

std::uint16_t SimNetwork::find(const io::Endpoint& endpoint) {
  for (std::size_t i = 0; i < resolvers_.size(); ++i) {
    if (resolvers_[i].resolver.endpoint() == endpoint) {
      return static_cast<std::uint16_t>(i);
    }
  }
  // Nobody is there; what is sent there is lost.
  static const Zone kNothing;
  FakeResolver silent(endpoint, kNothing);
  static const AuthZone kNoZone;
  silent.served.push_back(&kNoZone);
  LinkProfile dead;
  dead.loss_out = 1;
  add_resolver(std::move(silent), dead);
  return static_cast<std::uint16_t>(resolvers_.size() - 1);
}

bool SimNetwork::chance(double probability) {
  return probability > 0 && prng_.unit() < probability;
}

io::Duration SimNetwork::half_way(const LinkProfile& link) {
  if (link.sigma <= 0) {
    return scaled(link.latency, 0.5);
  }
  // Box-Muller: one normal deviate from two uniform ones.
  const double radius = std::sqrt(-2.0 * std::log(1.0 - prng_.unit()));
  const double deviate = radius * std::cos(6.283185307179586 * prng_.unit());
  return scaled(link.latency, 0.5 * std::exp(link.sigma * deviate));
}

void SimNetwork::note_sent(const SentQuery& sent) {
  if (ids != nullptr) {
    ids->push_back(sent.query.id);
  }
  if (!keep_records) {
    return;
  }
  outstanding_.insert(queries_);
  outstanding_max_ = std::max(outstanding_max_, outstanding_.size());
  sent_.push_back(sent);
  trace_ += seconds_text(sent.at - start_) + " shard " +
            std::to_string(sent.shard) + " > " +
            io::to_text(resolvers_[sent.peer].resolver.endpoint()) + " lane " +
            std::to_string(sent.lane) + " id " + std::to_string(sent.query.id) +
            ' ' + sent.query.name + ' ' + type_text(sent.query.type) +
            (sent.query.edns ? " edns" : " plain") +
            (sent.query.stream ? " tcp\n" : " udp\n");
}

void SimNetwork::note_arrival(const Arrival& arrival, std::uint16_t shard) {
  if (!keep_records) {
    return;
  }
  if (!arrival.reply.forged) {
    outstanding_.erase(arrival.query);
  }
  trace_ += seconds_text(arrival.at - start_) + " shard " +
            std::to_string(shard) + " < " + io::to_text(arrival.reply.from) +
            " lane " + std::to_string(arrival.lane) + " octets " +
            std::to_string(arrival.reply.payload.size()) + " hash " +
            std::to_string(std::hash<std::string_view>{}(std::string_view(
                reinterpret_cast<const char*>(arrival.reply.payload.data()),
                arrival.reply.payload.size()))) +
            (arrival.reply.error != 0
                 ? " errno " + std::to_string(arrival.reply.error)
                 : std::string()) +
            (arrival.reply.forged ? " forged\n" : "\n");
}

void SimNetwork::carry(const SentQuery& sent,
                       std::span<const std::byte> message,
                       std::vector<Arrival>& out) {
  SentQuery seen = sent;
  std::string problem = read_query(message, seen.query);
  const bool authority = !resolvers_[sent.peer].resolver.served.empty();
  if (problem.empty() && seen.query.recursion == authority) {
    problem = authority ? "RD to an authoritative server" : "no RD";
  }
  if (!problem.empty() && bad_query_.empty()) {
    bad_query_ = problem;
  }
  ++queries_;
  note_sent(seen);
  if (!problem.empty()) {
    return;
  }
  Peer& peer = resolvers_[sent.peer];
  Arrival arrival;
  arrival.at = sent.at + half_way(peer.link);
  arrival.lane = sent.lane;
  arrival.peer = sent.peer;
  arrival.stream = seen.query.stream;
  arrival.query = queries_;
  if (!arrival.stream && chance(peer.link.loss_out)) {
    return;
  }
  replies_.clear();
  if (!take_in(peer, seen, arrival)) {
    if (peer.capacity.rcode == 0) {
      return;
    }
    replies_.push_back(peer.resolver.failure(seen.query, peer.capacity.rcode));
  } else {
    peer.resolver.answer(seen.query, arrival.at - start_, prng_, replies_);
    note_cached(peer, seen.query);
  }
  if (arrival.stream) {
    carry_stream(seen, peer, std::move(arrival), out);
  } else {
    carry_datagram(seen, peer, std::move(arrival), out);
  }
}

void SimNetwork::carry_stream(const SentQuery& sent, const Peer& peer,
                              Arrival arrival, std::vector<Arrival>& out) {
  const io::Instant there = arrival.at;
  const io::Instant back = there + half_way(peer.link);
  const bool refused = chance(peer.link.stream_refused);
  if (refused || chance(peer.link.stream_reset)) {
    arrival.at = back;
    arrival.reply.from = peer.resolver.endpoint();
    arrival.reply.error = refused ? ECONNREFUSED : ECONNRESET;
    out.push_back(arrival);
    return;
  }
  for (Reply& reply : replies_) {
    if (reply.forged && reply.from != peer.resolver.endpoint()) {
      continue;  // nobody else can speak on a connection
    }
    // The hand-shake comes first.
    arrival.at = back + reply.delay + (back - sent.at);
    arrival.reply = std::move(reply);
    out.push_back(arrival);
  }
}

void SimNetwork::carry_datagram(const SentQuery& sent, const Peer& peer,
                                Arrival arrival, std::vector<Arrival>& out) {
  const io::Instant there = arrival.at;
  const bool port_error = chance(peer.link.port_error);
  if (port_error && replies_.empty()) {
    replies_.emplace_back();
  }
  for (Reply& reply : replies_) {
    arrival.at = there + half_way(peer.link) + reply.delay;
    arrival.reply = std::move(reply);
    if (arrival.reply.forged) {
      arrival.at = sent.at + kForgedEarly;
      out.push_back(arrival);
      continue;
    }
    if (port_error) {
      arrival.reply = Reply{};
      arrival.reply.error = ECONNREFUSED;
      arrival.reply.from = peer.resolver.endpoint();
    }
    if (chance(peer.link.loss_in)) {
      continue;
    }
    if (chance(peer.link.late)) {
      arrival.at = arrival.at + peer.link.late_by;
    }
    out.push_back(arrival);
    if (arrival.reply.error == 0 && chance(peer.link.duplicate)) {
      arrival.at = arrival.at + half_way(peer.link);
      out.push_back(arrival);
    }
  }
}

SimTransport::SimTransport(SimNetwork& network,
                           const SimTransportOptions& options)
    : network_(network),
      options_(options),
      now_(network.start_),
      tx_memory_(std::size_t{io::kTxBatchMax} * io::kTxDatagramBytesMax) {
  slots_.resize(io::kTxBatchMax);
  streams_.resize(network_.resolvers_.size());
  for (const io::Endpoint& endpoint : options.endpoints) {
    static_cast<void>(add_peer(endpoint));
  }
  const std::size_t known = !options.endpoints.empty() ? 0
                            : options.peers != 0       ? options.peers
                                                 : network_.resolvers_.size();
  for (std::size_t i = 0; i < known; ++i) {
    peers_.push_back(static_cast<std::uint16_t>(i));
  }
  held_.reserve(io::kRxBatchMax);
  batch_.reserve(io::kRxBatchMax);
}

io::Result<std::uint16_t> SimTransport::add_peer(const io::Endpoint& endpoint) {
  const std::uint16_t peer = network_.find(endpoint);
  streams_.resize(network_.resolvers_.size());
  if (dropped_.empty()) {
    peers_.push_back(peer);
    return static_cast<std::uint16_t>(peers_.size() - 1);
  }
  const std::uint16_t number = dropped_.back();
  dropped_.pop_back();
  peers_[number] = peer;
  return number;
}

bool SimTransport::drop_peer(std::uint16_t peer) {
  drop_stream(peers_[peer]);
  streams_[peers_[peer]] = {};
  dropped_.push_back(peer);
  return true;
}

std::span<io::TxBuffer> SimTransport::reserve(std::uint32_t count) {
  reserved_ = std::min({count, io::kTxBatchMax, options_.reserve_max});
  for (std::uint32_t i = 0; i < reserved_; ++i) {
    slots_[i] = io::TxBuffer{};
    slots_[i].bytes = std::span(tx_memory_)
                          .subspan(std::size_t{i} * io::kTxDatagramBytesMax,
                                   io::kTxDatagramBytesMax);
  }
  return std::span(slots_).first(reserved_);
}

void SimTransport::submit(std::uint32_t count) {
  MXSWEEP_CHECK(count <= reserved_);
  reserved_ = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    send(slots_[i]);
    // Whoever still reads the buffer will notice.
    std::fill(slots_[i].bytes.begin(), slots_[i].bytes.end(), std::byte{0xDB});
  }
}

void SimTransport::send(const io::TxBuffer& slot) {
  MXSWEEP_CHECK(slot.peer < peers_.size());
  MXSWEEP_CHECK(slot.size > 0 && slot.size <= slot.bytes.size());
  const std::uint16_t peer = peers_[slot.peer];
  const bool stream = slot.channel == io::Channel::kStream;
  MXSWEEP_CHECK(stream || slot.lane < options_.lanes);
  const auto message = slot.bytes.first(slot.size);
  SentQuery sent;
  sent.at = now_;
  sent.shard = options_.shard;
  sent.peer = peer;
  sent.lane = stream ? options_.lanes : slot.lane;
  sent.query.stream = stream;
  stats_.bytes_sent += slot.size;
  (stream ? stats_.stream_messages_sent : stats_.datagrams_sent) += 1;
  scratch_.clear();
  network_.carry(sent, message, scratch_);
  if (stream) {
    note_stream_sent(peer);
  }
  for (Arrival& arrival : scratch_) {
    if (arrival.reply.error != 0 && !stream) {
      arrival.reply.payload.assign(message.begin(), message.end());
    }
    arrivals_.emplace(std::pair(arrival.at.ns, next_arrival_++),
                      std::move(arrival));
  }
}

void SimTransport::Stream::close() {
  if (is_full()) {
    limit.filled();
  }
  sent = 0;
  answered = 0;
  outstanding = 0;
}

std::uint32_t SimTransport::stream_room(std::uint16_t peer,
                                        std::uint32_t awaited) const {
  const Stream& stream = streams_[peers_[peer]];
  const std::uint32_t window = stream.limit.window();
  if (awaited >= window || stream.is_full()) {
    return 0;
  }
  return std::min(window - awaited, stream.limit.quota() - stream.sent);
}

void SimTransport::note_stream_sent(std::uint16_t peer) {
  Stream& stream = streams_[peer];
  if (stream.outstanding == 0) {
    stream.last_progress = now_;
  }
  ++stream.sent;
  ++stream.outstanding;
  const LinkProfile& link = network_.resolvers_[peer].link;
  if (link.stream_outstanding > 0 &&
      stream.outstanding > link.stream_outstanding) {
    scratch_.clear();
    fail_stream(peer, ECONNRESET, now_ + link.latency);
  }
}

void SimTransport::fail_stream(std::uint16_t peer, int error, io::Instant at) {
  Arrival arrival;
  arrival.at = at;
  arrival.lane = options_.lanes;
  arrival.peer = peer;
  arrival.stream = true;
  arrival.reply.from = network_.resolvers_[peer].resolver.endpoint();
  arrival.reply.error = error;
  arrivals_.emplace(std::pair(at.ns, next_arrival_++), std::move(arrival));
}

// As TcpPool::flush() does.
void SimTransport::end_quiet_streams() {
  for (std::uint16_t peer = 0; peer < streams_.size(); ++peer) {
    Stream& stream = streams_[peer];
    const io::Duration quiet = now_ - stream.last_progress;
    if (stream.sent == 0 || quiet < io::kStreamIdleMax) {
      continue;
    }
    if (stream.outstanding == 0) {
      stream.close();
    } else if (stream.is_full() || quiet >= io::kStreamSilenceMax) {
      fail_stream(peer, ETIMEDOUT, now_);
      stream.last_progress = now_;
    }
  }
}

io::RxBatch SimTransport::receive(io::Instant wait_until) {
  MXSWEEP_CHECK(released_);
  released_ = false;
  ++receives_;
  io::Instant wake = std::max(wait_until, now_);
  if (options_.wake_up != nullptr && options_.wake_up->awaited() != 0) {
    wake = std::min(wake, now_ + options_.wake_up_after);
  }
  if (!arrivals_.empty()) {
    const io::Instant first{arrivals_.begin()->first.first};
    wake = std::min(wake, std::max(first, now_));
  }
  now_ = std::max(wake, now_ + options_.receive_cost + stall_);
  stall_ = io::Duration{};
  end_quiet_streams();
  while (!arrivals_.empty() && arrivals_.begin()->first.first <= now_.ns &&
         held_.size() < options_.receive_max) {
    auto node = arrivals_.extract(arrivals_.begin());
    deliver(std::move(node.mapped()));
  }
  for (const Arrival& arrival : held_) {
    io::RxMessage message;
    const Bytes& payload = arrival.reply.payload;
    message.channel =
        arrival.stream ? io::Channel::kStream : io::Channel::kDatagram;
    message.truncated =
        !arrival.stream && payload.size() > io::kRxDatagramBytesMax;
    message.payload = std::span(payload).first(
        message.truncated ? io::kRxDatagramBytesMax : payload.size());
    message.from = arrival.reply.from;
    message.error = arrival.reply.error;
    message.served = arrival.served;
    message.crowded = arrival.crowded;
    message.lane = arrival.lane;
    batch_.push_back(message);
  }
  return {batch_, now_};
}

void SimTransport::deliver(Arrival arrival) {
  network_.note_arrival(arrival, options_.shard);
  if (arrival.stream && arrival.reply.error != 0) {
    end_stream(arrival);
  } else if (arrival.reply.error == 0) {
    if (arrival.stream) {
      take_stream_answer(arrival.peer);
    }
    stats_.bytes_received += arrival.reply.payload.size();
    (arrival.stream ? stats_.stream_messages_received
                    : stats_.datagrams_received) += 1;
  }
  held_.push_back(std::move(arrival));
}

void SimTransport::take_stream_answer(std::uint16_t peer) {
  Stream& stream = streams_[peer];
  if (stream.outstanding == 0) {
    return;
  }
  --stream.outstanding;
  ++stream.answered;
  stream.last_progress = now_;
  stream.limit.answered();
  const std::uint32_t most = network_.resolvers_[peer].link.stream_answers;
  const bool ended = most > 0 && stream.answered == most;
  if (stream.outstanding == 0 && (ended || stream.is_full())) {
    stream.close();
  } else if (ended) {
    drop_stream(peer);
    fail_stream(peer, ECONNABORTED, now_);
  }
}

void SimTransport::end_stream(Arrival& arrival) {
  Stream& stream = streams_[arrival.peer];
  const int error = arrival.reply.error;
  const bool by_peer = error == ECONNABORTED || error == ECONNRESET;
  arrival.served = stream.answered > 0 && (by_peer || stream.is_full());
  if (by_peer && stream.outstanding > 0) {
    arrival.crowded = stream.limit.cut(stream.answered, stream.outstanding);
    stream.sent = 0;
  }
  stream.close();
  drop_stream(arrival.peer);
}

// Every message outstanding on that connection is lost with it.
void SimTransport::drop_stream(std::uint16_t peer) {
  for (auto it = arrivals_.begin(); it != arrivals_.end();) {
    const bool lost = it->second.stream && it->second.peer == peer;
    if (lost) {
      network_.outstanding_.erase(it->second.query);
    }
    it = lost ? arrivals_.erase(it) : std::next(it);
  }
}

void SimTransport::release() {
  // Views into the batch are dead from now on; make that visible.
  for (Arrival& arrival : held_) {
    std::fill(arrival.reply.payload.begin(), arrival.reply.payload.end(),
              std::byte{0xDB});
  }
  held_.clear();
  batch_.clear();
  released_ = true;
}

}  // namespace mxsweep::sim

// The simulated network. SimNetwork holds the resolvers, how the way to each
// of them behaves, and a record of everything that was sent; a SimTransport is
// one io::Transport on it, with a clock of its own that moves only inside
// receive(). Whoever has several transports steps the one whose time is
// earliest, as engine_rig does, so that no reply comes from the future. All
// chances come from one seed: the same calls give the same packets.
//
// A reply's way: query lost? -> resolver answers (rules, whims) -> reply lost?
// -> half the round trip each way, log-normal, so that replies overtake each
// other -> doubled? -> late? Forged replies arrive before the true one. Over
// a stream nothing is lost or doubled, but connections are refused, reset, and
// ended by servers that bear only so much. Connections live and end as those
// of io::TcpPool do. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "io/base/prng.h"
#include "io/base/time.h"
#include "io/net/stream_limit.h"
#include "io/net/transport.h"

#include "tests/support/fake_resolver.h"

namespace mxsweep::sim {

struct LinkProfile {
  io::Duration latency = io::Duration::milliseconds(20);  // median round trip
  double sigma = 0;     // of the logarithm of the round trip; 0 = constant
  double loss_out = 0;  // chances, each 0..1
  double loss_in = 0;
  double duplicate = 0;
  double late = 0;
  io::Duration late_by = io::Duration::seconds(3);
  double port_error = 0;      // ICMP instead of a reply
  double stream_refused = 0;  // per message
  double stream_reset = 0;    // per message
  // Of one connection: closed after so many answers, reset when more are
  // outstanding. 0: it bears any number.
  std::uint32_t stream_answers = 0;
  std::uint32_t stream_outstanding = 0;
};

// What a resolver can take. Over it, it drops; or queries queue up first.
struct Capacity {
  double qps = 0;  // 0: anything
  // Work that may lie before it: with `queues`, replies wait their turn.
  io::Duration backlog_max = io::Duration::milliseconds(5);
  bool queues = false;
  std::uint16_t rcode = 0;  // of the replies to what is too much; 0: silence
  // What it has answered before costs nothing.
  bool caches = false;
};

struct PeerLoad {
  std::uint64_t taken = 0;
  std::uint64_t turned_away = 0;
};

struct SentQuery {
  io::Instant at;
  std::uint16_t shard = 0;
  std::uint16_t peer = 0;
  std::uint16_t lane = 0;
  Query query;
};

class SimNetwork {
 public:
  SimNetwork(std::uint64_t seed, io::Instant start)
      : prng_(seed), start_(start) {}

  // Peers are numbered in the order they are added.
  void add_resolver(FakeResolver resolver, const LinkProfile& link);

  // From now on.
  void set_capacity(std::size_t peer, const Capacity& capacity) {
    resolvers_[peer].capacity = capacity;
  }

  [[nodiscard]] const PeerLoad& load(std::size_t peer) const {
    return resolvers_[peer].load;
  }

  [[nodiscard]] std::vector<io::Endpoint> endpoints() const;

  [[nodiscard]] FakeResolver& resolver(std::size_t peer) {
    return resolvers_[peer].resolver;
  }

  [[nodiscard]] const std::vector<SentQuery>& sent() const { return sent_; }

  [[nodiscard]] std::uint64_t queries() const { return queries_; }

  // Most queries that were unanswered at once. Means something only where
  // every query is answered.
  [[nodiscard]] std::size_t outstanding_max() const { return outstanding_max_; }

  // Queries that were not as they should be; the first one's fault.
  [[nodiscard]] const std::string& bad_query() const { return bad_query_; }

  // Every packet in both directions, one line each.
  [[nodiscard]] const std::string& trace() const { return trace_; }

  bool keep_records = true;  // sent() and trace(); off for benches

  // Of every query, in the order of sending, unless it is null.
  std::vector<std::uint16_t>* ids = nullptr;

 private:
  friend class SimTransport;

  struct Arrival;

  struct Peer {
    FakeResolver resolver;
    LinkProfile link;
    Capacity capacity;
    PeerLoad load;
    io::Instant idle_from{};  // when all that was taken is done
    std::set<std::string> cached;
  };

  // What the resolver's load does to a query; false: it is dropped.
  [[nodiscard]] static bool take_in(Peer& peer, const SentQuery& sent,
                                    Arrival& arrival);

  // Of the replies that were just made.
  void note_cached(Peer& peer, const Query& query) const;

  struct Arrival {
    io::Instant at;
    Reply reply;
    std::uint16_t lane = 0;
    std::uint16_t peer = 0;
    bool stream = false;
    bool served = false;
    bool crowded = false;
    std::uint64_t query = 0;  // which query it belongs to
  };

  [[nodiscard]] std::uint16_t find(const io::Endpoint& endpoint);

  // What comes of one message, as arrivals in the order of their making.
  void carry(const SentQuery& sent, std::span<const std::byte> message,
             std::vector<Arrival>& out);
  void carry_stream(const SentQuery& sent, const Peer& peer, Arrival arrival,
                    std::vector<Arrival>& out);
  void carry_datagram(const SentQuery& sent, const Peer& peer, Arrival arrival,
                      std::vector<Arrival>& out);
  [[nodiscard]] io::Duration half_way(const LinkProfile& link);
  [[nodiscard]] bool chance(double probability);
  void note_sent(const SentQuery& sent);
  void note_arrival(const Arrival& arrival, std::uint16_t shard);

  io::Prng prng_;
  io::Instant start_;
  std::vector<Peer> resolvers_;
  std::vector<Reply> replies_;  // scratch
  std::vector<SentQuery> sent_;
  std::uint64_t queries_ = 0;
  std::set<std::uint64_t> outstanding_;
  std::size_t outstanding_max_ = 0;
  std::string bad_query_;
  std::string trace_;
};

struct SimTransportOptions {
  std::uint16_t shard = 0;
  std::uint16_t lanes = 8;
  std::uint32_t reserve_max = io::kTxBatchMax;  // slots per reserve()
  std::uint32_t receive_max = io::kRxBatchMax;  // messages per receive()
  // Whose owner is stepped rather than woken: while it waits for others to do
  // something, this is how soon it looks again.
  const io::WakeUp* wake_up = nullptr;
  io::Duration wake_up_after = io::Duration::milliseconds(1);
  // No round takes no time; this also lets time pass for a busy loop.
  io::Duration receive_cost = io::Duration::microseconds(2);
  // Peers known from the beginning, the network's first; others come by
  // add_peer(). 0: all.
  std::uint16_t peers = 0;
  // In place of these, if there are any: the peers known from the beginning.
  std::vector<io::Endpoint> endpoints;
};

class SimTransport final : public io::Transport {
 public:
  SimTransport(SimNetwork& network, const SimTransportOptions& options);

  [[nodiscard]] std::span<io::TxBuffer> reserve(std::uint32_t count) override;
  void submit(std::uint32_t count) override;
  [[nodiscard]] std::uint32_t stream_room(std::uint16_t peer,
                                          std::uint32_t awaited) const override;
  [[nodiscard]] io::RxBatch receive(io::Instant wait_until) override;
  void release() override;

  // At an address that the network does not have, nobody is.
  [[nodiscard]] io::Result<std::uint16_t> add_peer(
      const io::Endpoint& endpoint) override;
  [[nodiscard]] bool drop_peer(std::uint16_t peer) override;

  [[nodiscard]] io::TransportStats stats() const override { return stats_; }

  [[nodiscard]] std::uint16_t lanes() const override { return options_.lanes; }

  // The next receive() takes at least this long, as if the thread slept.
  void stall(io::Duration length) { stall_ = length; }

  [[nodiscard]] io::Instant now() const { return now_; }

  // Calls of receive() so far.
  [[nodiscard]] std::uint64_t receives() const { return receives_; }

 private:
  using Arrival = SimNetwork::Arrival;

  // The connection to one peer.
  struct Stream {
    io::StreamLimit limit;
    std::uint32_t sent = 0;
    std::uint32_t answered = 0;
    std::uint32_t outstanding = 0;
    io::Instant last_progress{};

    [[nodiscard]] bool is_full() const { return sent >= limit.quota(); }

    void close();
  };

  void send(const io::TxBuffer& slot);
  void note_stream_sent(std::uint16_t peer);
  void deliver(Arrival arrival);
  void take_stream_answer(std::uint16_t peer);
  void end_quiet_streams();
  void fail_stream(std::uint16_t peer, int error, io::Instant at);
  void end_stream(Arrival& arrival);
  void drop_stream(std::uint16_t peer);

  SimNetwork& network_;
  SimTransportOptions options_;
  io::Instant now_;
  io::Duration stall_{};
  std::vector<std::byte> tx_memory_;
  std::vector<io::TxBuffer> slots_;
  std::uint32_t reserved_ = 0;
  // By time, then by the order of their making.
  std::map<std::pair<std::int64_t, std::uint64_t>, Arrival> arrivals_;
  std::uint64_t next_arrival_ = 0;
  std::vector<Stream> streams_;         // by peer
  std::vector<std::uint16_t> peers_;    // as the network numbers them
  std::vector<std::uint16_t> dropped_;  // of these
  std::uint64_t receives_ = 0;
  std::vector<Arrival> scratch_;
  std::vector<Arrival> held_;  // owns what the batch points at
  std::vector<io::RxMessage> batch_;
  bool released_ = true;
  io::TransportStats stats_;
};

}  // namespace mxsweep::sim

// TcpPool: the stream lane. One connection per peer, opened by the first
// message to it, pipelined (RFC 7766 sections 6.2.1 to 6.2.3), closed after
// two seconds with nothing outstanding, since a server that handles one
// connection at a time serves no other client meanwhile, and when it has
// carried as many messages as the peer accepts (StreamLimit). Owned by one
// transport, used by its thread. A connection that ends with messages
// outstanding yields one message with an errno: that of the failed system call,
// ECONNABORTED when the peer closed it, ETIMEDOUT after ten seconds without a
// reply, ENOBUFS when the peer does not read, EMFILE when no connection can be
// opened. A connection that ends with nothing outstanding yields nothing.
//
// Every connection is registered with one epoll descriptor, poll_fd(), which
// is readable when poll() has work.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "io/base/result.h"
#include "io/base/unique_fd.h"
#include "io/net/lane_sockets.h"
#include "io/net/stream_limit.h"
#include "io/net/tcp_connection.h"
#include "io/net/transport.h"

namespace mxsweep::io {

inline constexpr std::size_t kConnectionsMax = 64;
inline constexpr Duration kStreamIdleMax = Duration::seconds(2);
inline constexpr Duration kStreamSilenceMax = Duration::seconds(10);

class TcpPool {
 public:
  // `lane` is the number given to stream messages. The peers must outlive the
  // pool.
  [[nodiscard]] static Result<std::unique_ptr<TcpPool>> open();
  void start(const std::vector<PeerAddress>& peers, std::uint16_t lane);

  // There is one more, or another one in the place of one that was dropped.
  void add_peer(std::uint16_t peer);

  // Closes its connection and forgets what was learned of it.
  void drop_peer(std::uint16_t peer);

  [[nodiscard]] int poll_fd() const { return epoll_.get(); }

  // No connection is open: nothing to poll.
  [[nodiscard]] bool empty() const { return open_ == 0; }

  // As Transport::stream_room().
  [[nodiscard]] std::uint32_t room(std::uint16_t peer,
                                   std::uint32_t awaited) const;

  // When flush() will have to close a connection because of its age; never() if
  // none.
  [[nodiscard]] Instant next_close() const;

  // Takes a copy of `message`.
  void send(std::uint16_t peer, std::span<const std::byte> message,
            Instant now);

  // Writes queued messages and closes connections that were silent for too
  // long.
  void flush(Instant now);

  // Reads and writes where the kernel is ready; messages that lend() handed out
  // stay in place.
  void poll();

  // lend() has whole messages or errors to hand out.
  [[nodiscard]] bool has_pending() const;

  // Appends messages while there are fewer than kRxBatchMax. They point into
  // the connections until release().
  void lend(std::vector<RxMessage>& messages, Instant now);
  void release();

  void add_to(TransportStats& stats) const;

 private:
  struct Entry {
    TcpConnection connection;
    std::uint16_t peer = 0;
    bool writable_wanted = false;  // registered for EPOLLOUT
    bool lent = false;
    bool ended = false;  // to be closed at release()
  };

  struct Failure {
    std::uint16_t peer = 0;
    int error = 0;
    bool served = false;
    bool crowded = false;
  };

  static constexpr std::uint8_t kNone = 0xFF;
  static_assert(kConnectionsMax < kNone);

  TcpPool() = default;

  [[nodiscard]] std::uint8_t connect(std::uint16_t peer, Instant now);
  [[nodiscard]] std::uint8_t find_entry() const;
  [[nodiscard]] bool is_full(const Entry& entry) const;
  [[nodiscard]] Duration patience_with(const Entry& entry) const;
  void add_failure(const Failure& failure);
  [[nodiscard]] bool has_failed(std::uint16_t peer) const;
  void watch(std::uint8_t index, bool is_new);
  void end(Entry& entry, int error);
  void close(Entry& entry);
  void lend_from(Entry& entry, std::vector<RxMessage>& messages, Instant now);
  void lend_failures(std::vector<RxMessage>& messages);

  UniqueFd epoll_;
  const std::vector<PeerAddress>* peers_ = nullptr;
  std::uint16_t lane_ = 0;
  std::array<Entry, kConnectionsMax> entries_;
  std::vector<std::uint8_t> entry_of_;  // by peer, or kNone
  std::vector<StreamLimit> limits_;     // by peer
  std::vector<Failure> failures_;
  std::size_t open_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t received_ = 0;
  std::uint64_t system_calls_ = 0;
};

}  // namespace mxsweep::io

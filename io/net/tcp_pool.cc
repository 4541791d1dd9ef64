#include "io/net/tcp_pool.h"

#include <sys/epoll.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace mxsweep::io {

Result<std::unique_ptr<TcpPool>> TcpPool::open() {
  std::unique_ptr<TcpPool> pool(new TcpPool);
  pool->epoll_.reset(::epoll_create1(EPOLL_CLOEXEC));
  if (!pool->epoll_.valid()) {
    const int failure = errno;
    return Error{
        ErrorCode::kNetwork, failure,
        "cannot watch sockets: " + std::generic_category().message(failure) +
            "; raise the limit of open files with `ulimit -n`"};
  }
  return pool;
}

void TcpPool::start(const std::vector<PeerAddress>& peers, std::uint16_t lane) {
  peers_ = &peers;
  lane_ = lane;
  entry_of_.assign(peers.size(), kNone);
  limits_.assign(peers.size(), StreamLimit{});
  failures_.reserve(kTxBatchMax);
}

void TcpPool::add_peer(std::uint16_t peer) {
  if (peer == entry_of_.size()) {
    entry_of_.push_back(kNone);
    limits_.emplace_back();
  }
}

// Messages that were lent stay in place until release().
void TcpPool::drop_peer(std::uint16_t peer) {
  const std::uint8_t index = entry_of_[peer];
  if (index != kNone && entries_[index].lent) {
    entry_of_[peer] = kNone;
    entries_[index].ended = true;
  } else if (index != kNone) {
    close(entries_[index]);
  }
  limits_[peer] = {};
  failures_.erase(
      std::remove_if(failures_.begin(), failures_.end(),
                     [peer](const Failure& f) { return f.peer == peer; }),
      failures_.end());
}

std::uint32_t TcpPool::room(std::uint16_t peer, std::uint32_t awaited) const {
  const StreamLimit& limit = limits_[peer];
  const std::uint32_t window = limit.window();
  std::uint32_t carries = limit.quota();
  const std::uint8_t index = entry_of_[peer];
  if (index != kNone) {
    const TcpConnection& connection = entries_[index].connection;
    carries = connection.failure() == 0 && !is_full(entries_[index])
                  ? carries - connection.queued()
                  : 0;
  } else if (find_entry() == kNone || has_failed(peer)) {
    carries = 0;
  }
  return awaited < window ? std::min(window - awaited, carries) : 0;
}

bool TcpPool::is_full(const Entry& entry) const {
  return entry.connection.queued() >= limits_[entry.peer].quota();
}

void TcpPool::send(std::uint16_t peer, std::span<const std::byte> message,
                   Instant now) {
  std::uint8_t index = entry_of_[peer];
  if (index == kNone) {
    index = connect(peer, now);
    if (index == kNone) {
      return;
    }
  }
  sent_ += 1;
  entries_[index].connection.queue(message, now);
}

// kNone when connecting failed; the failure is then in failures_.
std::uint8_t TcpPool::connect(std::uint16_t peer, Instant now) {
  const std::uint8_t index = find_entry();
  int error = EMFILE;
  if (index != kNone) {
    Entry& entry = entries_[index];
    if (entry.connection.is_open()) {
      close(entry);
    }
    error = entry.connection.open((*peers_)[peer].endpoint, now);
    if (error == 0) {
      entry.peer = peer;
      entry_of_[peer] = index;
      open_ += 1;
      watch(index, true);
      return index;
    }
  }
  add_failure({peer, error});
  return kNone;
}

// One message covers everything outstanding on the stream to a peer.
void TcpPool::add_failure(const Failure& failure) {
  if (!has_failed(failure.peer)) {
    failures_.push_back(failure);
  }
}

bool TcpPool::has_failed(std::uint16_t peer) const {
  return std::any_of(failures_.begin(), failures_.end(),
                     [peer](const Failure& f) { return f.peer == peer; });
}

// An entry without a connection, else the one whose connection has been idle
// for longest; kNone when all are busy.
std::uint8_t TcpPool::find_entry() const {
  std::uint8_t oldest = kNone;
  for (std::uint8_t i = 0; i < kConnectionsMax; ++i) {
    const Entry& entry = entries_[i];
    if (!entry.connection.is_open() && !entry.lent) {
      return i;
    }
    const bool is_idle = entry.connection.outstanding() == 0 && !entry.lent &&
                         !entry.ended && !entry.connection.has_message();
    if (is_idle &&
        (oldest == kNone || entry.connection.last_progress() <
                                entries_[oldest].connection.last_progress())) {
      oldest = i;
    }
  }
  return oldest;
}

void TcpPool::watch(std::uint8_t index, bool is_new) {
  Entry& entry = entries_[index];
  epoll_event event{};
  event.events = EPOLLIN;
  entry.writable_wanted = is_new || entry.connection.has_unsent();
  if (entry.writable_wanted) {
    event.events |= EPOLLOUT;
  }
  event.data.u32 = index;
  ::epoll_ctl(epoll_.get(), is_new ? EPOLL_CTL_ADD : EPOLL_CTL_MOD,
              entry.connection.fd(), &event);
  system_calls_ += 1;
}

// The peer's next message gets a new connection.
void TcpPool::end(Entry& entry, int error) {
  const TcpConnection& connection = entry.connection;
  StreamLimit& limit = limits_[entry.peer];
  const bool by_peer =
      error == ECONNABORTED || error == ECONNRESET || error == EPIPE;
  const bool full = is_full(entry);
  if (connection.outstanding() > 0) {
    const bool served = (by_peer || full) && connection.answered() > 0;
    const bool crowded =
        by_peer && limit.cut(connection.answered(), connection.outstanding());
    add_failure({entry.peer, error, served, crowded});
  }
  if (full && !by_peer) {
    limit.filled();
  }
  entry_of_[entry.peer] = kNone;
  entry.ended = true;
  if (!entry.lent) {
    close(entry);
  }
}

void TcpPool::close(Entry& entry) {
  if (!entry.ended) {
    entry_of_[entry.peer] = kNone;
  }
  entry.connection.close();
  entry.ended = false;
  open_ -= 1;
}

void TcpPool::flush(Instant now) {
  if (open_ == 0) {
    return;
  }
  for (std::uint8_t i = 0; i < kConnectionsMax; ++i) {
    Entry& entry = entries_[i];
    TcpConnection& connection = entry.connection;
    if (!connection.is_open() || entry.ended) {
      continue;
    }
    if (connection.has_unsent() && !entry.writable_wanted) {
      connection.write();
      if (connection.has_unsent()) {
        watch(i, false);
      }
    }
    if (now - connection.last_progress() >= patience_with(entry) &&
        !connection.has_message()) {
      end(entry, ETIMEDOUT);
    }
  }
}

// A connection that has carried its quota gets the shorter time: replies that
// are missing may never come, and messages that wait need a new connection.
Duration TcpPool::patience_with(const Entry& entry) const {
  return entry.connection.outstanding() == 0 || is_full(entry)
             ? kStreamIdleMax
             : kStreamSilenceMax;
}

Instant TcpPool::next_close() const {
  Instant next = Instant::never();
  if (open_ == 0) {
    return next;
  }
  for (const Entry& entry : entries_) {
    if (entry.connection.is_open() && !entry.ended) {
      next = std::min(next,
                      entry.connection.last_progress() + patience_with(entry));
    }
  }
  return next;
}

void TcpPool::poll() {
  std::array<epoll_event, kConnectionsMax> events{};
  const int count = ::epoll_wait(epoll_.get(), events.data(),
                                 static_cast<int>(events.size()), 0);
  system_calls_ += 1;
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    const auto index = static_cast<std::uint8_t>(event.data.u32);
    Entry& entry = entries_[index];
    if (!entry.connection.is_open() || entry.ended) {
      continue;
    }
    if ((event.events & EPOLLOUT) != 0) {
      entry.connection.write();
      if (!entry.connection.has_unsent()) {
        watch(index, false);
      }
    }
    if ((event.events & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0) {
      entry.connection.read();
    }
  }
}

bool TcpPool::has_pending() const {
  if (!failures_.empty()) {
    return true;
  }
  return open_ > 0 &&
         std::any_of(entries_.begin(), entries_.end(), [](const Entry& entry) {
           return entry.connection.has_message() ||
                  entry.connection.failure() != 0;
         });
}

void TcpPool::lend(std::vector<RxMessage>& messages, Instant now) {
  if (open_ > 0) {
    for (Entry& entry : entries_) {
      if (entry.connection.is_open() && !entry.ended) {
        lend_from(entry, messages, now);
      }
    }
  }
  lend_failures(messages);
}

void TcpPool::lend_from(Entry& entry, std::vector<RxMessage>& messages,
                        Instant now) {
  RxMessage message;
  message.from = (*peers_)[entry.peer].endpoint;
  message.lane = lane_;
  message.channel = Channel::kStream;
  while (messages.size() < kRxBatchMax) {
    const std::uint32_t answered = entry.connection.answered();
    const auto payload = entry.connection.next_message(now);
    if (!payload.has_value()) {
      break;
    }
    if (entry.connection.answered() > answered) {
      limits_[entry.peer].answered();
    }
    message.payload = *payload;
    messages.push_back(message);
    entry.lent = true;
    received_ += 1;
  }
  // Messages that arrived before the connection ended are handed out before the
  // failure.
  if (entry.connection.has_message()) {
    return;
  }
  const int failure = entry.connection.failure();
  const bool is_done = entry.connection.outstanding() == 0 && is_full(entry);
  if (failure != 0 || is_done) {
    end(entry, failure);
  }
}

void TcpPool::lend_failures(std::vector<RxMessage>& messages) {
  std::size_t lent = 0;
  while (lent < failures_.size() && messages.size() < kRxBatchMax) {
    RxMessage message;
    message.from = (*peers_)[failures_[lent].peer].endpoint;
    message.error = failures_[lent].error;
    message.served = failures_[lent].served;
    message.crowded = failures_[lent].crowded;
    message.lane = lane_;
    message.channel = Channel::kStream;
    messages.push_back(message);
    lent += 1;
  }
  failures_.erase(failures_.begin(),
                  failures_.begin() + static_cast<std::ptrdiff_t>(lent));
}

void TcpPool::release() {
  if (open_ == 0) {
    return;
  }
  for (Entry& entry : entries_) {
    entry.lent = false;
    if (entry.ended) {
      close(entry);
    } else if (entry.connection.is_open()) {
      entry.connection.compact();
    }
  }
}

void TcpPool::add_to(TransportStats& stats) const {
  stats.stream_messages_sent += sent_;
  stats.stream_messages_received += received_;
  stats.system_calls += system_calls_;
  for (const Entry& entry : entries_) {
    stats.system_calls += entry.connection.system_calls();
  }
}

}  // namespace mxsweep::io

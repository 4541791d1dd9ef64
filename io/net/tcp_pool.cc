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

void TcpPool::start(std::span<const PeerAddress> peers, std::uint16_t lane) {
  peers_ = peers;
  lane_ = lane;
  entry_of_.assign(peers.size(), kNone);
  failures_.reserve(kTxBatchMax);
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

// kNone when it failed, which is then in failures_.
std::uint8_t TcpPool::connect(std::uint16_t peer, Instant now) {
  const std::uint8_t index = free_entry();
  int error = EMFILE;
  if (index != kNone) {
    Entry& entry = entries_[index];
    error = entry.connection.open(peers_[peer].endpoint, now);
    if (error == 0) {
      entry.peer = peer;
      entry_of_[peer] = index;
      open_ += 1;
      watch(index, true);
      return index;
    }
  }
  // One message covers everything outstanding on the stream to a peer.
  if (std::none_of(failures_.begin(), failures_.end(),
                   [peer](const Failure& f) { return f.peer == peer; })) {
    failures_.push_back({peer, error});
  }
  return kNone;
}

// One never used, else the one that has been idle for longest.
std::uint8_t TcpPool::free_entry() {
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
  if (oldest != kNone) {
    close(entries_[oldest]);
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
  if (entry.connection.outstanding() > 0) {
    failures_.push_back({entry.peer, error});
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
    if (now - connection.last_progress() > kStreamIdleMax &&
        !connection.has_message()) {
      end(entry, ETIMEDOUT);
    }
  }
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
  message.from = peers_[entry.peer].endpoint;
  message.lane = lane_;
  message.channel = Channel::kStream;
  while (messages.size() < kRxBatchMax) {
    const auto payload = entry.connection.next_message(now);
    if (!payload.has_value()) {
      break;
    }
    message.payload = *payload;
    messages.push_back(message);
    entry.lent = true;
    received_ += 1;
  }
  // What arrived before the end counts first.
  const int failure = entry.connection.failure();
  if (failure != 0 && !entry.connection.has_message()) {
    end(entry, failure);
  }
}

void TcpPool::lend_failures(std::vector<RxMessage>& messages) {
  std::size_t lent = 0;
  while (lent < failures_.size() && messages.size() < kRxBatchMax) {
    RxMessage message;
    message.from = peers_[failures_[lent].peer].endpoint;
    message.error = failures_[lent].error;
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

#include "io/net/tcp_connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/types.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace mxsweep::io {
namespace {

constexpr std::size_t kLengthBytes = 2;
constexpr int kUnacknowledgedMsMax = 10'000;

std::size_t length_at(const std::byte* bytes) {
  return std::to_integer<std::size_t>(bytes[0]) << 8U |
         std::to_integer<std::size_t>(bytes[1]);
}

bool would_block(int error) {
  return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

}  // namespace

int TcpConnection::open(const Endpoint& peer, Instant now) {
  close();
  fd_.reset(::socket(peer.family == 6 ? AF_INET6 : AF_INET,
                     SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  system_calls_ += 1;
  if (!fd_.valid()) {
    return errno;
  }
  received_.resize(kStreamReceiveBytes);
  last_progress_ = now;
  const int one = 1;
  ::setsockopt(fd(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
  ::setsockopt(fd(), IPPROTO_TCP, TCP_USER_TIMEOUT, &kUnacknowledgedMsMax,
               sizeof(kUnacknowledgedMsMax));
  const SocketAddress address = to_sockaddr(peer);
  system_calls_ += 3;
  if (::connect(fd(), reinterpret_cast<const sockaddr*>(&address.storage),
                address.length) == 0) {
    return 0;
  }
  const int error = errno;
  if (error != EINPROGRESS && error != EINTR) {
    close();
    return error;
  }
  connecting_ = true;
  return 0;
}

void TcpConnection::close() {
  fd_.reset();
  unsent_.clear();
  sent_ = 0;
  begin_ = 0;
  end_ = 0;
  queued_ = 0;
  outstanding_ = 0;
  answered_ = 0;
  failure_ = 0;
  connecting_ = false;
}

void TcpConnection::fail(int error) {
  if (failure_ == 0) {
    failure_ = error;
  }
}

void TcpConnection::queue(std::span<const std::byte> message, Instant now) {
  if (outstanding_ == 0) {
    last_progress_ = now;
  }
  outstanding_ += 1;
  queued_ += 1;
  if (unsent_.size() - sent_ + message.size() > kStreamUnsentBytesMax) {
    fail(ENOBUFS);
    return;
  }
  unsent_.push_back(static_cast<std::byte>(message.size() >> 8U));
  unsent_.push_back(static_cast<std::byte>(message.size() & 0xFFU));
  unsent_.insert(unsent_.end(), message.begin(), message.end());
}

void TcpConnection::write() {
  if (failure_ != 0 || !has_unsent()) {
    connecting_ = false;
    return;
  }
  const ssize_t wrote =
      ::send(fd(), unsent_.data() + sent_, unsent_.size() - sent_,
             MSG_NOSIGNAL | MSG_DONTWAIT);
  system_calls_ += 1;
  if (wrote < 0) {
    // ENOTCONN: still connecting.
    if (!would_block(errno) && !(connecting_ && errno == ENOTCONN)) {
      fail(errno);
    }
    return;
  }
  connecting_ = false;
  sent_ += static_cast<std::size_t>(wrote);
  if (sent_ == unsent_.size()) {
    unsent_.clear();
    sent_ = 0;
  } else if (sent_ > kStreamUnsentBytesMax / 2) {
    unsent_.erase(unsent_.begin(),
                  unsent_.begin() + static_cast<std::ptrdiff_t>(sent_));
    sent_ = 0;
  }
}

void TcpConnection::read() {
  if (failure_ != 0 || end_ == received_.size()) {
    return;
  }
  const ssize_t got = ::recv(fd(), received_.data() + end_,
                             received_.size() - end_, MSG_DONTWAIT);
  system_calls_ += 1;
  if (got > 0) {
    end_ += static_cast<std::size_t>(got);
  } else if (got == 0) {
    fail(ECONNABORTED);
  } else if (!would_block(errno) && !(connecting_ && errno == ENOTCONN)) {
    fail(errno);
  }
}

bool TcpConnection::has_message() const {
  const std::size_t held = end_ - begin_;
  return held >= kLengthBytes &&
         held - kLengthBytes >= length_at(received_.data() + begin_);
}

std::optional<std::span<const std::byte>> TcpConnection::next_message(
    Instant now) {
  if (!has_message()) {
    return std::nullopt;
  }
  const std::size_t length = length_at(received_.data() + begin_);
  const auto message =
      std::span(received_).subspan(begin_ + kLengthBytes, length);
  begin_ += kLengthBytes + length;
  // A message beyond those that are outstanding is no progress: else a peer
  // could keep an idle connection open.
  if (outstanding_ > 0) {
    outstanding_ -= 1;
    answered_ += 1;
    last_progress_ = now;
  }
  return message;
}

void TcpConnection::compact() {
  if (begin_ == 0) {
    return;
  }
  std::memmove(received_.data(), received_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
}

}  // namespace mxsweep::io

#include "tests/support/loopback_peer.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/types.h>

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "io/base/check.h"

namespace mxsweep::testing {
namespace {

constexpr int kPollMs = 20;  // how soon a destructor is heard

using Message = std::vector<std::byte>;

// A socket stays in the namespace that it was made in.
io::UniqueFd bound(const PeerSite& site, std::uint8_t family, int type,
                   io::Endpoint& endpoint) {
  const InNetwork there(site.network);
  endpoint = site.address(family);
  const io::SocketAddress address = io::to_sockaddr(endpoint);
  io::UniqueFd fd(::socket(address.storage.ss_family, type | SOCK_CLOEXEC, 0));
  if (!fd.valid() ||
      ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address.storage),
             address.length) != 0) {
    return io::UniqueFd();
  }
  sockaddr_storage local{};
  socklen_t length = sizeof(local);
  ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&local), &length);
  endpoint = io::from_sockaddr(reinterpret_cast<const sockaddr*>(&local));
  return fd;
}

bool readable(int fd) {
  pollfd entry{fd, POLLIN, 0};
  return ::poll(&entry, 1, kPollMs) == 1;
}

// Reads exactly that much; false at the end of the stream or of the test.
bool read_all(int fd, std::byte* to, std::size_t size,
              const std::atomic<bool>& stop) {
  std::size_t done = 0;
  while (done < size && !stop.load()) {
    if (!readable(fd)) {
      continue;
    }
    const ssize_t got = ::recv(fd, to + done, size - done, 0);
    if (got <= 0) {
      return false;
    }
    done += static_cast<std::size_t>(got);
  }
  return done == size;
}

bool write_all(int fd, const Message& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t wrote =
        ::send(fd, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
    if (wrote <= 0) {
      return false;
    }
    done += static_cast<std::size_t>(wrote);
  }
  return true;
}

std::optional<Message> read_message(int fd, const std::atomic<bool>& stop) {
  std::array<std::byte, 2> length{};
  if (!read_all(fd, length.data(), length.size(), stop)) {
    return std::nullopt;
  }
  Message message(std::to_integer<std::size_t>(length[0]) << 8U |
                  std::to_integer<std::size_t>(length[1]));
  if (!read_all(fd, message.data(), message.size(), stop)) {
    return std::nullopt;
  }
  return message;
}

Message framed(const Message& message) {
  Message frame;
  frame.push_back(static_cast<std::byte>(message.size() >> 8U));
  frame.push_back(static_cast<std::byte>(message.size() & 0xFFU));
  frame.insert(frame.end(), message.begin(), message.end());
  return frame;
}

void reset(int fd) {
  const linger now{1, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
}

void reverse_50(int fd, const std::atomic<bool>& stop) {
  std::vector<Message> messages;
  while (messages.size() < 50) {
    auto message = read_message(fd, stop);
    if (!message.has_value()) {
      return;
    }
    messages.push_back(*message);
  }
  Message out;
  for (auto it = messages.rbegin(); it != messages.rend(); ++it) {
    const Message frame = framed(*it);
    out.insert(out.end(), frame.begin(), frame.end());
  }
  write_all(fd, out);
  read_message(fd, stop);
}

bool has_more(int fd) {
  std::byte next{};
  return ::recv(fd, &next, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

// Looks now and then; what lies there by then is outstanding.
void reset_above_8(int fd, const std::atomic<bool>& stop) {
  std::vector<Message> messages;
  while (auto message = read_message(fd, stop)) {
    messages.push_back(*message);
    if (messages.size() == 1) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    if (messages.size() > 8) {
      reset(fd);
      return;
    }
    if (has_more(fd)) {
      continue;
    }
    for (const Message& each : messages) {
      write_all(fd, framed(each));
    }
    messages.clear();
  }
}

void garbage(int fd, const std::atomic<bool>& stop) {
  std::uint32_t state = 12345;
  while (!stop.load()) {
    Message bytes(997);
    for (std::byte& b : bytes) {
      state = state * 1664525U + 1013904223U;
      b = static_cast<std::byte>(state >> 24U);
    }
    if (::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT) <
            0 &&
        errno != EAGAIN) {
      return;
    }
  }
}

}  // namespace

bool has_family(std::uint8_t family, const PeerSite& site) {
  io::Endpoint endpoint;
  return bound(site, family, SOCK_DGRAM, endpoint).valid();
}

io::Endpoint closed_port(std::uint8_t family, int socket_type,
                         const PeerSite& site) {
  io::Endpoint endpoint;
  const io::UniqueFd fd = bound(site, family, socket_type, endpoint);
  return endpoint;
}

UdpEcho::UdpEcho(std::uint8_t family, const PeerSite& site)
    : fd_(bound(site, family, SOCK_DGRAM, endpoint_)) {
  MXSWEEP_CHECK(fd_.valid());
  const int bytes = 16 << 20;
  ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes));
  thread_ = std::thread([this] { run(); });
}

UdpEcho::~UdpEcho() {
  stop_ = true;
  thread_.join();
}

std::set<std::uint16_t> UdpEcho::ports_seen() const {
  const std::lock_guard lock(mutex_);
  return ports_;
}

std::set<std::string> UdpEcho::addresses_seen() const {
  const std::lock_guard lock(mutex_);
  return addresses_;
}

io::Endpoint UdpEcho::last_sender() const {
  const std::lock_guard lock(mutex_);
  return last_sender_;
}

void UdpEcho::send_to(const io::Endpoint& whom,
                      std::span<const std::byte> payload) {
  const io::SocketAddress address = io::to_sockaddr(whom);
  MXSWEEP_CHECK(::sendto(fd_.get(), payload.data(), payload.size(), 0,
                         reinterpret_cast<const sockaddr*>(&address.storage),
                         address.length) ==
                static_cast<ssize_t>(payload.size()));
}

void UdpEcho::run() {
  std::array<std::byte, 4096> buffer{};
  while (!stop_) {
    if (!readable(fd_.get())) {
      continue;
    }
    sockaddr_storage from{};
    socklen_t length = sizeof(from);
    auto* address = reinterpret_cast<sockaddr*>(&from);
    const ssize_t got = ::recvfrom(fd_.get(), buffer.data(), buffer.size(),
                                   MSG_DONTWAIT, address, &length);
    if (got < 0) {
      continue;
    }
    {
      const std::lock_guard lock(mutex_);
      const io::Endpoint sender = io::from_sockaddr(address);
      last_sender_ = sender;
      ports_.insert(sender.port);
      addresses_.insert(io::address_text(sender.address.data(), sender.family));
    }
    const bool is_long = got > 0 && buffer[0] == kWantLong;
    const auto size =
        is_long ? std::size_t{3000} : static_cast<std::size_t>(got);
    ::sendto(fd_.get(), buffer.data(), size, 0, address, length);
  }
}

StreamPeer::StreamPeer(std::uint8_t family, StreamScript script,
                       const PeerSite& site)
    : script_(script), fd_(bound(site, family, SOCK_STREAM, endpoint_)) {
  MXSWEEP_CHECK(fd_.valid() && ::listen(fd_.get(), 16) == 0);
  thread_ = std::thread([this] { run(); });
}

StreamPeer::~StreamPeer() {
  stop_ = true;
  thread_.join();
}

// One connection after the other.
void StreamPeer::run() {
  while (!stop_) {
    if (!readable(fd_.get())) {
      continue;
    }
    const io::UniqueFd fd(::accept4(fd_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (fd.valid()) {
      connections_ += 1;
      serve(fd.get());
      ended_ += 1;
    }
  }
}

void StreamPeer::serve(int fd) {
  if (script_ == StreamScript::kReverse50) {
    reverse_50(fd, stop_);
    return;
  }
  if (script_ == StreamScript::kGarbage) {
    garbage(fd, stop_);
    return;
  }
  if (script_ == StreamScript::kResetAbove8) {
    reset_above_8(fd, stop_);
    return;
  }
  for (int number = 1;; ++number) {
    auto message = read_message(fd, stop_);
    if (!message.has_value() || !answer(fd, *message) ||
        (script_ == StreamScript::kCloseAfter10 && number == 10)) {
      return;
    }
  }
}

// False when the connection is to be closed.
bool StreamPeer::answer(int fd, Message& message) {
  switch (script_) {
    case StreamScript::kEcho:
    case StreamScript::kCloseAfter10:
      write_all(fd, framed(message));
      return true;
    case StreamScript::kBytewise:
      for (const std::byte b : framed(message)) {
        write_all(fd, {b});
      }
      return true;
    case StreamScript::kLongest:
      message.resize(65535, std::byte{0x5A});
      write_all(fd, framed(message));
      return true;
    case StreamScript::kResetInTheMiddle:
      write_all(fd, {std::byte{0}, std::byte{40}, std::byte{1}});
      reset(fd);
      return false;
    case StreamScript::kCloseAfterOne:
      write_all(fd, framed(message));
      return false;
    case StreamScript::kCloseUnanswered:
    case StreamScript::kReverse50:
    case StreamScript::kGarbage:
    case StreamScript::kResetAbove8:
      break;
  }
  return false;
}

}  // namespace mxsweep::testing

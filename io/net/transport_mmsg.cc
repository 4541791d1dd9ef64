// Transport over sendmmsg, recvmmsg and epoll: works where io_uring does not.
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "io/base/clock.h"
#include "io/net/arrival_time.h"
#include "io/net/error_queue.h"
#include "io/net/socket_transport.h"

namespace mxsweep::io {
namespace {

constexpr std::uint32_t kStreamToken = 0xFFFFFFFF;
constexpr std::uint32_t kWakeUpToken = 0xFFFFFFFE;
constexpr std::size_t kEventsMax = 64;
constexpr std::size_t kSendMax = 64;
constexpr std::size_t kStrideBytes = kRxDatagramBytesMax + 72;

timespec to_timespec(Duration time) {
  return {time.ns / 1'000'000'000, time.ns % 1'000'000'000};
}

Error watch_failed(int failure) {
  return {ErrorCode::kNetwork, failure,
          "cannot watch sockets: " + std::generic_category().message(failure) +
              "; raise the limit of open files with `ulimit -n`"};
}

bool watch(int epoll, int fd, std::uint32_t token) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u32 = token;
  return ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

class MmsgTransport final : public SocketTransport {
 public:
  MmsgTransport(UniqueFd epoll, SocketParts parts);

 protected:
  void pump(const Wait& wait) override;

  void release_buffers() override { used_ = 0; }

 private:
  void send_ready();
  void send_to(std::uint16_t socket, std::size_t count);
  void gather(Duration wait);
  int wait_for_events(Duration wait);
  void receive_from(std::size_t socket);
  void take(std::size_t socket, std::size_t buffer);

  UniqueFd epoll_;
  bool has_pwait2_ = true;
  std::array<epoll_event, kEventsMax> events_{};
  std::array<mmsghdr, kSendMax> sends_{};
  std::array<std::uint16_t, kSendMax> ids_{};
  std::vector<std::byte> memory_;  // kRxBatchMax buffers, the first used_ lent
  std::vector<sockaddr_in6> names_;
  std::vector<iovec> parts_of_;
  std::vector<mmsghdr> headers_;
  // Control data of each, where arrivals are known.
  std::vector<std::array<char, kArrivalBytes>> controls_;
  std::int64_t wall_us_ = 0;  // of the last gather()
  std::size_t used_ = 0;
};

MmsgTransport::MmsgTransport(UniqueFd epoll, SocketParts parts)
    : SocketTransport(std::move(parts)),
      epoll_(std::move(epoll)),
      memory_(kRxBatchMax * kStrideBytes),
      names_(kRxBatchMax),
      parts_of_(kRxBatchMax),
      headers_(kRxBatchMax) {
  for (std::size_t i = 0; i < kRxBatchMax; ++i) {
    parts_of_[i] = {memory_.data() + i * kStrideBytes, kRxDatagramBytesMax};
    headers_[i].msg_hdr.msg_iov = &parts_of_[i];
    headers_[i].msg_hdr.msg_iovlen = 1;
    headers_[i].msg_hdr.msg_name = &names_[i];
  }
  if (knows_arrivals()) {
    controls_.resize(kRxBatchMax);
  }
}

void MmsgTransport::pump(const Wait& wait) {
  send_ready();
  if (wait.messages <= 1) {
    gather(wait.time);
    return;
  }
  // One sleep and one more round of receiving, instead of one for each datagram
  // that arrives, saves system calls.
  gather(Duration{});
  if (kRxBatchMax - room() < wait.messages && wait.time > Duration{}) {
    const timespec time = to_timespec(wait.time);
    ::clock_nanosleep(CLOCK_MONOTONIC, 0, &time, nullptr);
    count_system_call();
    gather(Duration{});
  }
}

// One call for groups that follow each other in the queue and leave by the same
// socket. Each group gets one try per pump(); a group that comes back waits for
// the next pump().
void MmsgTransport::send_ready() {
  std::size_t count = 0;
  std::uint16_t socket = 0;
  std::array<std::uint16_t, kTxPositions> batch{};
  std::size_t total = 0;
  while (queue().has_ready() && total < batch.size()) {
    batch[total] = queue().pop_ready();
    total += 1;
  }
  for (std::size_t i = 0; i < total; ++i) {
    const SendGroup& group = queue().group(batch[i]);
    if (count == kSendMax || (count > 0 && group.socket != socket)) {
      send_to(socket, count);
      count = 0;
    }
    socket = group.socket;
    ids_[count] = batch[i];
    sends_[count].msg_hdr = group.header;
    count += 1;
  }
  if (count > 0) {
    send_to(socket, count);
  }
}

void MmsgTransport::send_to(std::uint16_t socket, std::size_t count) {
  const Instant time = now();
  std::size_t done = 0;
  while (done < count) {
    const int sent = ::sendmmsg(sockets().fd(socket), sends_.data() + done,
                                static_cast<unsigned>(count - done),
                                MSG_DONTWAIT | MSG_NOSIGNAL);
    const int failure = sent < 0 ? errno : 0;
    count_system_call();
    for (int i = 0; i < sent; ++i) {
      queue().finish(ids_[done], static_cast<int>(sends_[done].msg_len), time);
      done += 1;
    }
    if (sent <= 0) {
      if (queue().finish(ids_[done], sent < 0 ? -failure : -EAGAIN, time)) {
        mark_dirty(socket);
      }
      done += 1;
    }
  }
}

// Timeouts finer than a millisecond need epoll_pwait2 (Linux 5.11).
int MmsgTransport::wait_for_events(Duration wait) {
  count_system_call();
  const int most = static_cast<int>(events_.size());
  if (has_pwait2_) {
    const timespec time = to_timespec(wait);
    const int count =
        ::epoll_pwait2(epoll_.get(), events_.data(), most, &time, nullptr);
    if (count >= 0 || (errno != ENOSYS && errno != EPERM)) {
      return count;
    }
    has_pwait2_ = false;
  }
  const std::int64_t ms = (wait.ns + 999'999) / 1'000'000;
  return ::epoll_wait(epoll_.get(), events_.data(), most, static_cast<int>(ms));
}

void MmsgTransport::gather(Duration wait) {
  const int count = wait_for_events(queue().has_ready() ? Duration{} : wait);
  if (knows_arrivals()) {
    wall_us_ = wall_time_us();
  }
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events_[static_cast<std::size_t>(i)];
    if (event.data.u32 == kStreamToken) {
      mark_stream_ready();
      continue;
    }
    if (event.data.u32 == kWakeUpToken) {
      wake_up()->drain();
      count_system_call();
      continue;
    }
    if ((event.events & EPOLLERR) != 0) {
      mark_dirty(event.data.u32);
    }
    receive_from(event.data.u32);
  }
}

void MmsgTransport::receive_from(std::size_t socket) {
  while (room() > 0 && used_ < kRxBatchMax) {
    const std::size_t most = std::min<std::size_t>(room(), kRxBatchMax - used_);
    for (std::size_t i = used_; i < used_ + most; ++i) {
      headers_[i].msg_hdr.msg_namelen = sizeof(sockaddr_in6);
      if (!controls_.empty()) {
        headers_[i].msg_hdr.msg_control = controls_[i].data();
        headers_[i].msg_hdr.msg_controllen = kArrivalBytes;
      }
    }
    const int got =
        ::recvmmsg(sockets().fd(socket), headers_.data() + used_,
                   static_cast<unsigned>(most), MSG_DONTWAIT, nullptr);
    const int failure = got < 0 ? errno : 0;
    count_system_call();
    for (int i = 0; i < got; ++i) {
      take(socket, used_);
      used_ += 1;
    }
    if (got < 0 && is_icmp_errno(failure)) {
      mark_dirty(socket);  // returned once; the next call returns datagrams
      continue;
    }
    return;
  }
}

void MmsgTransport::take(std::size_t socket, std::size_t buffer) {
  const mmsghdr& header = headers_[buffer];
  RxMessage message;
  message.payload = std::span(memory_).subspan(
      buffer * kStrideBytes,
      std::min<std::size_t>(header.msg_len, kRxDatagramBytesMax));
  message.from =
      from_sockaddr(reinterpret_cast<const sockaddr*>(&names_[buffer]));
  message.lane = sockets().lane_of(socket);
  message.truncated = (header.msg_hdr.msg_flags & MSG_TRUNC) != 0;
  if (!controls_.empty()) {
    message.waited = waited(
        std::as_bytes(std::span(controls_[buffer]))
            .first(std::min(header.msg_hdr.msg_controllen, kArrivalBytes)),
        wall_us_);
  }
  deliver(message);
}

}  // namespace

Result<std::unique_ptr<Transport>> open_mmsg_transport(
    const TransportOptions& options) {
  UniqueFd epoll(::epoll_create1(EPOLL_CLOEXEC));
  if (!epoll.valid()) {
    return watch_failed(errno);
  }
  auto parts = open_socket_parts(options);
  if (!parts.ok()) {
    return parts.error();
  }
  const LaneSockets& sockets = *parts.value().sockets;
  bool watched =
      watch(epoll.get(), parts.value().pool->poll_fd(), kStreamToken);
  if (watched && options.wake_up != nullptr) {
    watched = watch(epoll.get(), options.wake_up->descriptor(), kWakeUpToken);
  }
  for (std::size_t i = 0; watched && i < sockets.size(); ++i) {
    watched = watch(epoll.get(), sockets.fd(i), static_cast<std::uint32_t>(i));
  }
  if (!watched) {
    return watch_failed(errno);
  }
  return std::unique_ptr<Transport>(
      std::make_unique<MmsgTransport>(std::move(epoll), parts.take()));
}

}  // namespace mxsweep::io

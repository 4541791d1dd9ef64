#include "bench/loopback/outbox.h"

#include <algorithm>
#include <cerrno>

namespace mxsweep::bench {
namespace {

constexpr std::size_t kBatch = 128;  // replies of one call
// What 50 ms hold at 600,000 queries a second.
constexpr std::size_t kDelayed = 32768;

}  // namespace

Outbox::Outbox(io::Duration delay)
    : delay_(delay),
      slots_(delay.ns == 0 ? kBatch : kDelayed),
      parts_(slots_.size()),
      headers_(slots_.size()) {
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    parts_[i].iov_base = slots_[i].octets.data();
    msghdr& header = headers_[i].msg_hdr;
    header.msg_name = &slots_[i].to;
    header.msg_namelen = sizeof(sockaddr_in);
    header.msg_iov = &parts_[i];
    header.msg_iovlen = 1;
  }
}

void Outbox::push(std::size_t size, const sockaddr_in& to, io::Instant now) {
  const std::size_t index = tail_ % slots_.size();
  slots_[index].due = now + delay_;
  slots_[index].to = to;
  parts_[index].iov_len = size;
  tail_ += 1;
}

std::size_t Outbox::due_in_a_row(io::Instant now) const {
  const std::size_t first = head_ % slots_.size();
  const std::size_t most =
      std::min({kBatch, tail_ - head_, slots_.size() - first});
  if (delay_.ns == 0) {
    return most;
  }
  std::size_t count = 0;
  while (count < most && slots_[first + count].due <= now) {
    count += 1;
  }
  return count;
}

Outbox::Sent Outbox::send_due(int fd, io::Instant now) {
  Sent result;
  for (std::size_t count = due_in_a_row(now); count != 0;
       count = due_in_a_row(now)) {
    const int sent = ::sendmmsg(fd, headers_.data() + head_ % slots_.size(),
                                static_cast<unsigned>(count), 0);
    if (sent > 0) {
      head_ += static_cast<std::size_t>(sent);
      result.replies += static_cast<std::uint64_t>(sent);
    } else if (errno != EINTR) {
      head_ += 1;
      result.failures += 1;
    }
  }
  if (empty()) {
    head_ = tail_ = 0;  // so that the next batch lies in a row
  }
  return result;
}

}  // namespace mxsweep::bench

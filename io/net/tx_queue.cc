#include "io/net/tx_queue.h"

#include <netinet/in.h>
#include <netinet/udp.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "io/base/check.h"
#include "io/net/error_queue.h"

namespace mxsweep::io {
namespace {

// One more cache line than a datagram: with a stride of a power of two the
// first lines of all buffers would share few sets of the cache.
constexpr std::size_t kStrideBytes = kTxDatagramBytesMax + kCacheLineBytes;

// A send returns a pending ICMP error instead of sending. On a busy socket the
// next error may be pending already when the send is tried again.
constexpr std::uint8_t kTriesMax = 4;

bool is_full_buffer(int error) {
  return error == EAGAIN || error == ENOBUFS || error == ENOMEM ||
         error == EINTR;
}

// The errors of kernels and devices that cannot segment.
bool may_be_segmentation(int error) {
  return error == EIO || error == EINVAL || error == EMSGSIZE ||
         error == EOPNOTSUPP || error == ENOPROTOOPT;
}

// Lane, peer, size (falling), index: sorting brings buffers of one destination
// together, and among them those of equal size, longest first.
std::uint64_t sort_key(const TxBuffer& buffer, std::uint32_t index) {
  return static_cast<std::uint64_t>(buffer.lane) << 48U |
         static_cast<std::uint64_t>(buffer.peer) << 32U |
         static_cast<std::uint64_t>(0xFFFFU - buffer.size) << 16U | index;
}

}  // namespace

TxQueue::TxQueue(const LaneSockets& sockets, ErrorInbox& inbox)
    : peers_(sockets.peers()),
      lanes_(sockets.lanes()),
      inbox_(inbox),
      buffer_memory_(kTxBatchMax * kStrideBytes),
      buffers_(kTxBatchMax),
      memory_(kTxPositions * kTxDatagramBytesMax),
      groups_(kTxPositions),
      busy_(kTxPositions),
      ready_(kTxPositions) {
  put_off_.reserve(kTxPositions);
  for (std::size_t i = 0; i < buffers_.size(); ++i) {
    buffers_[i].bytes = std::span(buffer_memory_)
                            .subspan(i * kStrideBytes, kTxDatagramBytesMax);
  }
}

std::span<TxBuffer> TxQueue::reserve(std::uint32_t count) {
  if (used_ == 0 && reserved_ == 0) {
    head_ = 0;
    tail_ = 0;
  }
  const bool wraps = head_ >= tail_ && used_ < kTxPositions;
  const std::uint32_t room = wraps ? kTxPositions - head_ : tail_ - head_;
  const std::uint32_t given =
      std::min({count, kTxBatchMax, used_ == kTxPositions ? 0 : room});
  reserved_ = std::max(reserved_, given);
  return std::span(buffers_).first(given);
}

std::span<const TxBuffer> TxQueue::reserved(std::uint32_t count) const {
  MXSWEEP_CHECK(count <= reserved_);
  return std::span(buffers_).first(count);
}

void TxQueue::commit(std::uint32_t count) {
  MXSWEEP_CHECK(count <= reserved_);
  std::uint32_t datagrams = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    const TxBuffer& buffer = buffers_[i];
    MXSWEEP_CHECK(buffer.size > 0 && buffer.size <= kTxDatagramBytesMax);
    MXSWEEP_CHECK(buffer.peer < peers_.size());
    if (buffer.channel == Channel::kDatagram) {
      MXSWEEP_CHECK(buffer.lane < lanes_);
      order_[datagrams] = sort_key(buffer, i);
      datagrams += 1;
    }
  }
  build_groups(datagrams);
  for (std::uint32_t i = 0; i < reserved_; ++i) {
    const std::span<std::byte> bytes = buffers_[i].bytes;
    buffers_[i] = TxBuffer{};
    buffers_[i].bytes = bytes;
  }
  head_ = (head_ + datagrams) & (kTxPositions - 1);
  used_ += datagrams;
  reserved_ = 0;
}

void TxQueue::build_groups(std::uint32_t count) {
  const auto keys = std::span(order_).first(count);
  if (!std::is_sorted(keys.begin(), keys.end())) {
    std::sort(keys.begin(), keys.end());
  }
  const std::uint32_t limit = segmentation_error_ == 0 ? kSegmentsMax : 1;
  SendGroup* open = nullptr;
  std::uint64_t destination = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto position = static_cast<std::uint16_t>(head_ + i);
    const TxBuffer& buffer = buffers_[keys[i] & 0xFFFFU];
    busy_[position] = 1;
    const bool joins =
        open != nullptr && open->count < limit && destination == keys[i] >> 32U;
    if (!joins) {
      if (open != nullptr) {
        close_group(*open);
      }
      open_group(position, buffer);
      open = &groups_[position];
      destination = keys[i] >> 32U;
    }
    append(*open, buffer);
    if (buffer.size < open->segment_bytes) {
      close_group(*open);  // only the last datagram may be shorter
      open = nullptr;
    }
  }
  if (open != nullptr) {
    close_group(*open);
  }
}

void TxQueue::open_group(std::uint16_t position, const TxBuffer& buffer) {
  SendGroup& group = groups_[position];
  group.bytes = {place_of(position).data(), 0};
  group.first = position;
  group.count = 0;
  group.segment_bytes = static_cast<std::uint16_t>(buffer.size);
  group.peer = buffer.peer;
  group.socket = static_cast<std::uint16_t>(peers_[buffer.peer].first_socket +
                                            buffer.lane);
  group.split_by = 0;
}

std::span<std::byte> TxQueue::place_of(std::uint32_t position) {
  return std::span(memory_).subspan(position * kTxDatagramBytesMax,
                                    kTxDatagramBytesMax);
}

// There is always room: each position holds the longest datagram.
void TxQueue::append(SendGroup& group, const TxBuffer& buffer) {
  std::memcpy(
      static_cast<std::byte*>(group.bytes.iov_base) + group.bytes.iov_len,
      buffer.bytes.data(), buffer.size);
  group.bytes.iov_len += buffer.size;
  group.count += 1;
}

std::span<std::byte> TxQueue::datagram(const SendGroup& group,
                                       std::uint32_t index) {
  const std::span bytes(static_cast<std::byte*>(group.bytes.iov_base),
                        group.bytes.iov_len);
  const std::size_t at = std::size_t{index} * group.segment_bytes;
  return bytes.subspan(
      at, std::min<std::size_t>(group.segment_bytes, bytes.size() - at));
}

// Completes the header and queues the group.
void TxQueue::close_group(SendGroup& group) {
  const PeerAddress& peer = peers_[group.peer];
  group.tries = 0;
  group.put_off = false;
  msghdr& header = group.header;
  // sendmsg only reads the name; recvmsg, for which the field is not const,
  // shares the struct.
  header.msg_name = const_cast<std::byte*>(peer.bytes.data());
  header.msg_namelen = peer.length;
  header.msg_iov = &group.bytes;
  header.msg_iovlen = 1;
  header.msg_control = nullptr;
  header.msg_controllen = 0;
  if (group.count > 1) {
    header.msg_control = group.control.data();
    header.msg_controllen = group.control.size();
    cmsghdr* control = CMSG_FIRSTHDR(&header);
    control->cmsg_level = IPPROTO_UDP;
    control->cmsg_type = UDP_SEGMENT;
    control->cmsg_len = CMSG_LEN(sizeof(std::uint16_t));
    std::memcpy(CMSG_DATA(control), &group.segment_bytes,
                sizeof(group.segment_bytes));
  }
  push_ready(group.first);
}

void TxQueue::push_ready(std::uint16_t id) {
  MXSWEEP_DCHECK(ready_count_ < kTxPositions);
  ready_[(ready_first_ + ready_count_) & (kTxPositions - 1)] = id;
  ready_count_ += 1;
}

std::uint16_t TxQueue::pop_ready() {
  MXSWEEP_DCHECK(ready_count_ > 0);
  const std::uint16_t id = ready_[ready_first_];
  ready_first_ = (ready_first_ + 1) & (kTxPositions - 1);
  ready_count_ -= 1;
  retries_ready_ = retries_ready_ && ready_count_ > 0;
  return id;
}

bool TxQueue::finish(std::uint16_t id, int result, Instant now) {
  SendGroup& group = groups_[id];
  if (result >= 0) {
    datagrams_sent_ += group.count;
    bytes_sent_ += static_cast<std::uint64_t>(result);
    // A datagram of a group that was refused is accepted by itself: the refusal
    // was about segmentation.
    if (segmentation_error_ == 0) {
      segmentation_error_ = group.split_by;
    }
    free_positions(group);
    return false;
  }
  const int error = -result;
  const bool is_icmp = is_icmp_errno(error);
  if (is_icmp && group.tries < kTriesMax) {
    group.tries += 1;
    retries_ready_ = true;
    push_ready(id);
  } else if (is_full_buffer(error) && (!group.put_off || now < group.give_up)) {
    put_off(id, now);
  } else if (group.count > 1 && may_be_segmentation(error)) {
    split(id, error);
  } else {
    report(group, error);
    free_positions(group);
  }
  return is_icmp;
}

void TxQueue::put_off(std::uint16_t id, Instant now) {
  SendGroup& group = groups_[id];
  if (!group.put_off) {
    group.put_off = true;
    group.give_up = now + kSendRetryFor;
  }
  if (put_off_.empty()) {
    wake_at_ = now + kSendRetryEvery;
  }
  put_off_.push_back(id);
}

void TxQueue::wake(Instant now) {
  if (put_off_.empty() || now < wake_at_) {
    return;
  }
  for (const std::uint16_t id : put_off_) {
    push_ready(id);
  }
  put_off_.clear();
}

void TxQueue::split(std::uint16_t id, int error) {
  const SendGroup whole = groups_[id];
  retries_ready_ = true;
  // Each datagram moves to its own position, since the positions are freed one
  // by one. The last moves first, so that none overwrites one that has not
  // moved.
  for (std::uint16_t i = whole.count; i-- > 0;) {
    const std::span<std::byte> packed = datagram(whole, i);
    std::memmove(place_of(whole.first + i).data(), packed.data(),
                 packed.size());
  }
  for (std::uint16_t i = 0; i < whole.count; ++i) {
    const auto position = static_cast<std::uint16_t>(whole.first + i);
    SendGroup& single = groups_[position];
    const std::span<std::byte> bytes =
        place_of(position).first(datagram(whole, i).size());
    single.bytes = {bytes.data(), bytes.size()};
    single.first = position;
    single.count = 1;
    single.segment_bytes = static_cast<std::uint16_t>(bytes.size());
    single.socket = whole.socket;
    single.peer = whole.peer;
    single.split_by = error;
    close_group(single);
  }
}

void TxQueue::report(const SendGroup& group, int error) {
  const PeerAddress& peer = peers_[group.peer];
  ErrorEntry about;
  about.from = peer.endpoint;
  about.error = error;
  about.lane = static_cast<std::uint16_t>(group.socket - peer.first_socket);
  for (std::uint32_t i = 0; i < group.count; ++i) {
    inbox_.add(about, datagram(group, i));
  }
  send_errors_ += group.count;
}

void TxQueue::free_positions(const SendGroup& group) {
  std::fill_n(busy_.begin() + group.first, group.count, std::uint8_t{0});
  advance();
}

void TxQueue::advance() {
  while (used_ > 0 && busy_[tail_] == 0) {
    tail_ = (tail_ + 1) & (kTxPositions - 1);
    used_ -= 1;
  }
}

// The oldest busy position is the first one of its group.
bool TxQueue::is_sending_to(std::uint16_t peer) const {
  std::uint32_t seen = 0;
  while (seen < used_) {
    const std::uint32_t position = (tail_ + seen) & (kTxPositions - 1);
    const bool busy = busy_[position] != 0;
    if (busy && groups_[position].peer == peer) {
      return true;
    }
    seen += busy ? groups_[position].count : 1U;
  }
  return false;
}

void TxQueue::add_to(TransportStats& stats) const {
  stats.datagrams_sent += datagrams_sent_;
  stats.bytes_sent += bytes_sent_;
  stats.send_errors += send_errors_;
  stats.segmentation_error = segmentation_error_;
}

}  // namespace mxsweep::io

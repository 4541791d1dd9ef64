// TxQueue: the sending half of a transport without the kernel calls. It owns
// the buffers to be filled and their memory, sorts submitted buffers into
// groups that leave as one send (UDP_SEGMENT: equal sizes, the last may be
// shorter, one peer, one lane; docs/decisions/004), and decides what the result
// of a send means: done, try again, try later, try each datagram by itself, or
// an error for the caller. Owned by one transport, used by its thread.
//
// Submitted datagrams are copied into a ring of positions, in sending order,
// those of a group without a gap: the kernel takes one piece of memory faster
// than many. The buffers to be filled are the same few each time, so they stay
// in the cache. A group is named by its first position, and a position is free
// again when it and all before it are finished; nothing is allocated.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "io/base/limits.h"
#include "io/base/time.h"
#include "io/net/error_inbox.h"
#include "io/net/lane_sockets.h"
#include "io/net/transport.h"

namespace mxsweep::io {

// Positions of the ring: four full batches.
inline constexpr std::uint32_t kTxPositions = 1024;

// The kernel's UDP_MAX_SEGMENTS before 6.9, and far below 64 KiB.
inline constexpr std::uint32_t kSegmentsMax = 64;

// How often, and for how long, a full send buffer is tried again.
inline constexpr Duration kSendRetryEvery = Duration::milliseconds(1);
inline constexpr Duration kSendRetryFor = Duration::milliseconds(200);

static_assert((kTxPositions & (kTxPositions - 1)) == 0 &&
              kTxPositions <= 65536);
static_assert(kTxPositions >= 4 * kTxBatchMax);
static_assert(kSegmentsMax * kTxDatagramBytesMax <= std::size_t{60} * 1024);

struct SendGroup {
  msghdr header{};  // ready for sendmsg
  iovec bytes{};    // the datagrams, one behind the other
  alignas(cmsghdr)
      std::array<std::byte, CMSG_SPACE(sizeof(std::uint16_t))> control{};
  Instant give_up{};                // set when first put off
  std::uint16_t first = 0;          // position
  std::uint16_t count = 0;          // datagrams
  std::uint16_t segment_bytes = 0;  // of each; the last may be shorter
  std::uint16_t socket = 0;         // number in LaneSockets
  std::uint16_t peer = 0;
  std::uint8_t tries = 0;
  bool put_off = false;
  int split_by = 0;  // errno with which the group it was part of was refused
};

class TxQueue {
 public:
  TxQueue(const LaneSockets& sockets, ErrorInbox& inbox);
  TxQueue(const TxQueue&) = delete;
  TxQueue& operator=(const TxQueue&) = delete;
  ~TxQueue() = default;

  [[nodiscard]] std::span<TxBuffer> reserve(std::uint32_t count);

  // The first `count` reserved buffers, for reading out stream messages. Then
  // commit() queues those that are datagrams and takes all back.
  [[nodiscard]] std::span<const TxBuffer> reserved(std::uint32_t count) const;
  void commit(std::uint32_t count);

  // Groups to send now, oldest first. A group given out comes back exactly
  // once through finish().
  [[nodiscard]] bool has_ready() const { return ready_count_ > 0; }

  [[nodiscard]] std::uint16_t pop_ready();

  // Some of the ready groups are retries: send them before any wait.
  [[nodiscard]] bool has_retries() const { return retries_ready_; }

  [[nodiscard]] const SendGroup& group(std::uint16_t id) const {
    return groups_[id];
  }

  // `result` is bytes sent or a negative errno. True when the error was about
  // an earlier datagram, so the socket's error queue has something to read.
  bool finish(std::uint16_t id, int result, Instant now);

  // Makes groups that were put off ready again when kSendRetryEvery is over.
  void wake(Instant now);

  [[nodiscard]] bool has_put_off() const { return !put_off_.empty(); }

  // A group for that peer is not finished.
  [[nodiscard]] bool is_sending_to(std::uint16_t peer) const;

  void add_to(TransportStats& stats) const;

 private:
  void build_groups(std::uint32_t count);
  void open_group(std::uint16_t position, const TxBuffer& buffer);
  static void append(SendGroup& group, const TxBuffer& buffer);
  [[nodiscard]] std::span<std::byte> place_of(std::uint32_t position);
  void close_group(SendGroup& group);
  [[nodiscard]] static std::span<std::byte> datagram(const SendGroup& group,
                                                     std::uint32_t index);
  void push_ready(std::uint16_t id);
  void put_off(std::uint16_t id, Instant now);
  void split(std::uint16_t id, int error);
  void report(const SendGroup& group, int error);
  void free_positions(const SendGroup& group);
  void advance();

  const std::vector<PeerAddress>& peers_;
  std::uint16_t lanes_;
  ErrorInbox& inbox_;

  std::vector<std::byte> buffer_memory_;
  std::vector<TxBuffer> buffers_;
  std::vector<std::byte> memory_;     // of the positions
  std::vector<SendGroup> groups_;     // by first position
  std::vector<std::uint8_t> busy_;    // by position
  std::vector<std::uint16_t> ready_;  // ring of group ids
  std::vector<std::uint16_t> put_off_;
  std::array<std::uint64_t, kTxBatchMax> order_{};
  std::uint32_t ready_first_ = 0;
  std::uint32_t ready_count_ = 0;
  std::uint32_t head_ = 0;  // next position to fill
  std::uint32_t tail_ = 0;  // oldest busy position
  std::uint32_t used_ = 0;
  std::uint32_t reserved_ = 0;
  Instant wake_at_{};
  bool retries_ready_ = false;
  int segmentation_error_ = 0;  // errno of the refusal, once one is certain
  std::uint64_t datagrams_sent_ = 0;
  std::uint64_t bytes_sent_ = 0;
  std::uint64_t send_errors_ = 0;
};

}  // namespace mxsweep::io

// Replies on their way out of the responder: written in place, sent in
// batches, either at once or a fixed time later, so that a round trip over
// loopback can take as long as one over a network. One thread.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "io/base/time.h"

#include "bench/loopback/zone.h"

namespace mxsweep::bench {

class Outbox {
 public:
  explicit Outbox(io::Duration delay);

  // Whether nothing more fits in until something was sent.
  [[nodiscard]] bool full() const { return tail_ - head_ == slots_.size(); }

  [[nodiscard]] bool empty() const { return tail_ == head_; }

  // Where the next reply is to be written. REQUIRES: !full()
  [[nodiscard]] std::span<std::uint8_t> room() {
    return slots_[tail_ % slots_.size()].octets;
  }

  // The reply in room() is complete.
  void push(std::size_t size, const sockaddr_in& to, io::Instant now);

  // When the oldest reply is due. REQUIRES: !empty()
  [[nodiscard]] io::Instant next_due() const {
    return slots_[head_ % slots_.size()].due;
  }

  struct Sent {
    std::uint64_t replies = 0;
    std::uint64_t failures = 0;  // the client's port is closed by now
  };

  // Sends what is due at `now`.
  Sent send_due(int fd, io::Instant now);

 private:
  struct Slot {
    io::Instant due{};
    sockaddr_in to{};
    std::array<std::uint8_t, kQueryBytesMax + kAnswerRoom> octets{};
  };

  // Replies from the oldest on that are due and lie in a row.
  [[nodiscard]] std::size_t due_in_a_row(io::Instant now) const;

  const io::Duration delay_;
  std::vector<Slot> slots_;
  std::vector<iovec> parts_;
  std::vector<mmsghdr> headers_;
  std::size_t head_ = 0;
  std::size_t tail_ = 0;
};

}  // namespace mxsweep::bench

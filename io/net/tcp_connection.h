// TcpConnection: one pipelined stream to one peer, each message with its
// length in 16 bits in front (RFC 7766 sections 6.2.1.1 and 8). Owned by
// TcpPool, used by its thread, and reused for another peer after close(), so
// that its buffers are allocated once. The peer may send anything: what is
// read is bounded by the buffer, and only whole messages are handed out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "io/base/endpoint.h"
#include "io/base/time.h"
#include "io/base/unique_fd.h"

namespace mxsweep::io {

// Room for the longest message with its length, and as much again.
inline constexpr std::size_t kStreamReceiveBytes = std::size_t{128} * 1024;

// Bytes that may wait for the peer to read before the connection counts as
// broken.
inline constexpr std::size_t kStreamUnsentBytesMax = std::size_t{1024} * 1024;

class TcpConnection {
 public:
  [[nodiscard]] bool is_open() const { return fd_.valid(); }

  [[nodiscard]] int fd() const { return fd_.get(); }

  // Starts connecting; 0 or an errno.
  [[nodiscard]] int open(const Endpoint& peer, Instant now);

  // Closes the socket and resets everything; the buffers keep their memory.
  void close();

  // Queues a copy of one message. Errors appear in failure().
  void queue(std::span<const std::byte> message, Instant now);

  // Write and read as much as is possible without blocking.
  void write();
  void read();

  // The next whole message; valid until compact() or close().
  [[nodiscard]] std::optional<std::span<const std::byte>> next_message(
      Instant now);

  // Moves an incomplete message to the front of the buffer. Invalidates
  // messages handed out.
  void compact();

  [[nodiscard]] bool has_unsent() const { return sent_ < unsent_.size(); }

  [[nodiscard]] bool has_message() const;

  // Queued messages without a reply, as far as replies can be counted.
  [[nodiscard]] std::uint32_t outstanding() const { return outstanding_; }

  // Messages received in reply to queued ones.
  [[nodiscard]] std::uint32_t answered() const { return answered_; }

  // Messages ever queued on this connection.
  [[nodiscard]] std::uint32_t queued() const { return queued_; }

  // 0, or the errno that ended the connection (ECONNABORTED: closed by the
  // peer).
  [[nodiscard]] int failure() const { return failure_; }

  // Opened, or replied to something we asked.
  [[nodiscard]] Instant last_progress() const { return last_progress_; }

  [[nodiscard]] std::uint64_t system_calls() const { return system_calls_; }

 private:
  void fail(int error);

  UniqueFd fd_;
  std::vector<std::byte> unsent_;
  std::vector<std::byte> received_;
  std::size_t sent_ = 0;   // of unsent_
  std::size_t begin_ = 0;  // of received_: first byte not handed out
  std::size_t end_ = 0;    // of received_: end of what was read
  std::uint32_t queued_ = 0;
  std::uint32_t outstanding_ = 0;
  std::uint32_t answered_ = 0;
  std::uint64_t system_calls_ = 0;
  Instant last_progress_{};
  int failure_ = 0;
  bool connecting_ = false;
};

}  // namespace mxsweep::io

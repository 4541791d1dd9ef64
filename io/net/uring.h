// Uring: one io_uring with one ring of provided buffers. It does the set-up and
// the bookkeeping of buffers, and explains refusals; the transports decide
// which operations are submitted. Only this, transport_uring.cc and
// transport_raw.cc know liburing.
//
// open() may run on any thread: the ring is made disabled, because
// IORING_SETUP_SINGLE_ISSUER binds it to a thread. enable() binds it to the
// caller's thread, and from then on only that thread may use it. Any thread may
// destroy it after that thread is done. Needs Linux 6.1
// (DEFER_TASKRUN). Errors are ErrorCode::kNetwork, one sentence each.
#pragma once

#include <liburing.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "io/base/result.h"
#include "io/base/time.h"

namespace mxsweep::io {

struct UringOptions {
  std::uint32_t submissions = 0;  // powers of two, all but the last
  std::uint32_t completions = 0;
  std::uint32_t buffers = 0;       // at most 32768; 0 for none
  std::uint32_t buffer_bytes = 0;  // a multiple of 64
};

class Uring {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Uring>> open(
      const UringOptions& options);

  Uring(const Uring&) = delete;
  Uring& operator=(const Uring&) = delete;
  ~Uring();

  // Entries then name files by their number here. Before enable() only.
  [[nodiscard]] Status register_files(std::span<const int> files);

  // Idempotent. 0 or an errno.
  [[nodiscard]] int enable();

  // Never null: a full queue is submitted first.
  [[nodiscard]] io_uring_sqe* next_entry();

  // Entries that both transports want: one send of a group that stays where it
  // is until it completes, and one wake-up when a file has something to read.
  void add_send(std::uint32_t file, const msghdr& header, std::uint64_t data);
  void add_poll(std::uint32_t file, std::uint64_t data);

  // Submits; then waits until `count` completions are there or the time is
  // over. Time 0 only looks. One system call.
  void enter(Duration wait, std::uint32_t count);

  // Up to completions.size() completions, to be given back by advance().
  [[nodiscard]] std::uint32_t peek(std::span<io_uring_cqe*> completions) {
    return io_uring_peek_batch_cqe(&ring_, completions.data(),
                                   static_cast<unsigned>(completions.size()));
  }

  void advance(std::uint32_t count) { io_uring_cq_advance(&ring_, count); }

  [[nodiscard]] bool has_completions() const {
    return io_uring_cq_ready(&ring_) > 0;
  }

  // The group that receives choose their buffers from.
  static constexpr std::uint16_t kBufferGroup = 0;

  [[nodiscard]] std::byte* buffer(std::uint16_t id) {
    return memory_.get() + std::size_t{id} * options_.buffer_bytes;
  }

  // Gives buffers back to the kernel.
  void recycle(std::span<const std::uint16_t> ids);

  [[nodiscard]] std::uint64_t system_calls() const { return system_calls_; }

 private:
  struct FreeDeleter {
    void operator()(void* memory) const;
  };

  explicit Uring(const UringOptions& options) : options_(options) {}

  [[nodiscard]] Status make_ring();
  [[nodiscard]] Status make_buffers();

  UringOptions options_;
  io_uring ring_{};
  bool has_ring_ = false;
  bool enabled_ = false;
  std::unique_ptr<std::byte, FreeDeleter> memory_;
  std::unique_ptr<io_uring_buf_ring, FreeDeleter> buffer_ring_;
  std::uint64_t system_calls_ = 0;
};

// A poll of one file that is asked for again after each wake-up.
class UringPoll {
 public:
  // Unless it is still asked for.
  void arm(Uring& ring, std::size_t file, std::uint64_t data) {
    if (!armed_) {
      ring.add_poll(static_cast<std::uint32_t>(file), data);
      armed_ = true;
    }
  }

  // It has completed.
  void completed() { armed_ = false; }

  [[nodiscard]] bool armed() const { return armed_; }

 private:
  bool armed_ = false;
};

}  // namespace mxsweep::io

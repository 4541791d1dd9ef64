#include "io/net/uring.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

#include "io/base/check.h"

namespace mxsweep::io {
namespace {

constexpr std::size_t kPageBytes = 4096;

// The error for a refusal by the kernel: what it means, and what to do about
// it.
Error refusal(const char* step, int failure) {
  std::string what = "io_uring is refused here (";
  what += step;
  what += ": ";
  switch (failure) {
    case EPERM:
    case EACCES:
      what += "EPERM: container seccomp profile or kernel.io_uring_disabled=2";
      break;
    case ENOSYS:
      what += "ENOSYS: kernel built without io_uring, or a seccomp profile";
      break;
    case EINVAL:
      what += "EINVAL: kernel older than 6.1";
      break;
    case ENOMEM:
      what += "ENOMEM: locked memory limit, raise it with `ulimit -l`";
      break;
    case EMFILE:
    case ENFILE:
      what += "no file descriptor left, raise the limit with `ulimit -n`";
      break;
    default:
      what += std::generic_category().message(failure);
  }
  what += ")";
  return {ErrorCode::kNetwork, failure, what};
}

std::size_t whole_pages(std::size_t bytes) {
  return (bytes + kPageBytes - 1) / kPageBytes * kPageBytes;
}

}  // namespace

void Uring::FreeDeleter::operator()(void* memory) const {
  std::free(memory);
}

Result<std::unique_ptr<Uring>> Uring::open(const UringOptions& options) {
  std::unique_ptr<Uring> ring(new Uring(options));
  const Status made = ring->make_ring();
  if (!made.ok()) {
    return made.error();
  }
  if (options.buffers > 0) {
    const Status buffered = ring->make_buffers();
    if (!buffered.ok()) {
      return buffered.error();
    }
  }
  return ring;
}

// DEFER_TASKRUN: completions are produced when this thread asks, on this
// thread, all at once. SUBMIT_ALL: after a bad entry the further ones are
// submitted, too.
Status Uring::make_ring() {
  io_uring_params params{};
  params.flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN |
                 IORING_SETUP_R_DISABLED | IORING_SETUP_SUBMIT_ALL |
                 IORING_SETUP_CQSIZE;
  params.cq_entries = options_.completions;
  const int made =
      io_uring_queue_init_params(options_.submissions, &ring_, &params);
  if (made < 0) {
    return refusal("io_uring_setup", -made);
  }
  has_ring_ = true;
  // A security profile may allow io_uring_setup and forbid io_uring_enter. A
  // disabled ring answers EBADFD where io_uring_enter is allowed.
  const int entered = io_uring_enter(static_cast<unsigned>(ring_.ring_fd), 0, 0,
                                     IORING_ENTER_GETEVENTS, nullptr);
  if (entered == -EPERM || entered == -ENOSYS || entered == -EACCES) {
    return refusal("io_uring_enter", -entered);
  }
  return {};
}

Status Uring::make_buffers() {
  const std::size_t bytes =
      std::size_t{options_.buffers} * options_.buffer_bytes;
  memory_.reset(static_cast<std::byte*>(
      std::aligned_alloc(kPageBytes, whole_pages(bytes))));
  buffer_ring_.reset(static_cast<io_uring_buf_ring*>(std::aligned_alloc(
      kPageBytes, whole_pages(options_.buffers * sizeof(io_uring_buf)))));
  if (memory_ == nullptr || buffer_ring_ == nullptr) {
    return refusal("receive buffers", ENOMEM);
  }
  io_uring_buf_ring_init(buffer_ring_.get());
  io_uring_buf_reg registration{};
  // The kernel's interface wants the address as a number.
  registration.ring_addr = reinterpret_cast<std::uintptr_t>(buffer_ring_.get());
  registration.ring_entries = options_.buffers;
  registration.bgid = kBufferGroup;
  const int made = io_uring_register_buf_ring(&ring_, &registration, 0);
  if (made < 0) {
    return refusal("buffer ring", -made);
  }
  for (std::uint32_t i = 0; i < options_.buffers; ++i) {
    const auto id = static_cast<std::uint16_t>(i);
    recycle({&id, 1});
  }
  return {};
}

Uring::~Uring() {
  if (has_ring_) {
    io_uring_queue_exit(&ring_);
  }
}

Status Uring::register_files(std::span<const int> files) {
  const int made = io_uring_register_files(&ring_, files.data(),
                                           static_cast<unsigned>(files.size()));
  if (made < 0) {
    return refusal("registering sockets", -made);
  }
  return {};
}

int Uring::enable() {
  if (enabled_) {
    return 0;
  }
  enabled_ = true;
  system_calls_ += 1;
  // liburing 2.3 declares io_uring_enable_rings() but does not export it.
  return ::syscall(__NR_io_uring_register, ring_.ring_fd,
                   IORING_REGISTER_ENABLE_RINGS, nullptr, 0) < 0
             ? errno
             : 0;
}

io_uring_sqe* Uring::next_entry() {
  io_uring_sqe* entry = io_uring_get_sqe(&ring_);
  while (entry == nullptr) {
    // With a full completion queue the kernel refuses (EBUSY) until completions
    // are taken.
    io_uring_submit_and_get_events(&ring_);
    system_calls_ += 1;
    entry = io_uring_get_sqe(&ring_);
  }
  return entry;
}

void Uring::add_send(std::uint32_t file, const msghdr& header,
                     std::uint64_t data) {
  io_uring_sqe* entry = next_entry();
  io_uring_prep_sendmsg(entry, static_cast<int>(file), &header,
                        MSG_DONTWAIT | MSG_NOSIGNAL);
  entry->flags |= IOSQE_FIXED_FILE;
  io_uring_sqe_set_data64(entry, data);
}

void Uring::add_poll(std::uint32_t file, std::uint64_t data) {
  io_uring_sqe* entry = next_entry();
  io_uring_prep_poll_add(entry, static_cast<int>(file), POLLIN);
  entry->flags |= IOSQE_FIXED_FILE;
  io_uring_sqe_set_data64(entry, data);
}

void Uring::enter(Duration wait, std::uint32_t count) {
  system_calls_ += 1;
  if (wait <= Duration{}) {
    io_uring_submit_and_get_events(&ring_);
    return;
  }
  __kernel_timespec time{wait.ns / 1'000'000'000, wait.ns % 1'000'000'000};
  io_uring_cqe* completion = nullptr;
  io_uring_submit_and_wait_timeout(&ring_, &completion, count, &time, nullptr);
}

void Uring::recycle(std::span<const std::uint16_t> ids) {
  const int mask = io_uring_buf_ring_mask(options_.buffers);
  int offset = 0;
  for (const std::uint16_t id : ids) {
    io_uring_buf_ring_add(buffer_ring_.get(), buffer(id), options_.buffer_bytes,
                          id, mask, offset);
    offset += 1;
  }
  io_uring_buf_ring_advance(buffer_ring_.get(), offset);
}

}  // namespace mxsweep::io

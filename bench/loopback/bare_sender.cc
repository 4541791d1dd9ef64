// The limit: what a round trip of an MX query costs a process that does
// nothing else. Sends pre-built queries of one length in segmented datagrams
// through io_uring, receives with one multishot receive, waits for many
// completions at once, and looks at no byte of an answer. Prints one JSON
// object with the user and system CPU per answer.
#include <CLI/CLI.hpp>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <system_error>
#include <vector>

#include "io/base/clock.h"
#include "io/base/unique_fd.h"
#include "io/net/uring.h"

namespace mxsweep::bench {
namespace {

constexpr std::size_t kQueryBytes = 43;  // the usual size
constexpr std::uint32_t kSlots = 256;
constexpr std::uint32_t kSegmentsMax = 64;
constexpr io::Duration kGroupStep = io::Duration::milliseconds(5);
constexpr std::uint64_t kReceiveTag = ~std::uint64_t{0};

constexpr io::UringOptions kRing{.submissions = 1024,
                                 .completions = 16384,
                                 .buffers = 4096,
                                 .buffer_bytes = 768};

struct Options {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  std::uint64_t count = 1'000'000;
  std::uint32_t window = 1000;
  std::uint32_t gso = 64;
  std::uint32_t wait = 64;
  std::uint32_t wait_us = 500;
  double rate = 0;  // queries a second; 0: as many as the window lets
};

// One segmented datagram and what sendmsg wants to know about it.
struct Slot {
  msghdr header{};
  iovec part{};
  alignas(cmsghdr)
      std::array<std::byte, CMSG_SPACE(sizeof(std::uint16_t))> control{};
  std::array<std::uint8_t, kSegmentsMax * kQueryBytes> octets{};
};

// "nXXXXXXXXXX.com MX" with OPT.
void build_query(std::uint32_t number, std::uint8_t* out) {
  constexpr std::uint8_t kHead[] = {0, 0, 1, 0x20, 0, 1, 0, 0, 0, 0, 0, 1};
  constexpr std::uint8_t kTail[] = {3, 'c', 'o', 'm', 0, 0, 15, 0, 1, 0,
                                    0, 41,  4,   208, 0, 0, 0,  0, 0, 0};
  static_assert(sizeof(kHead) + 11 + sizeof(kTail) == kQueryBytes);
  std::memcpy(out, kHead, sizeof(kHead));
  out[0] = static_cast<std::uint8_t>(number >> 8U);
  out[1] = static_cast<std::uint8_t>(number);
  std::uint8_t* label = out + sizeof(kHead);
  label[0] = 10;
  for (std::size_t digit = 10; digit > 0; --digit) {
    label[digit] = static_cast<std::uint8_t>('0' + number % 10);
    number /= 10;
  }
  std::memcpy(label + 11, kTail, sizeof(kTail));
}

class BareSender {
 public:
  BareSender(const Options& options, std::unique_ptr<io::Uring> ring);

  // False when answers stopped coming.
  bool run();

  [[nodiscard]] std::uint64_t answers() const { return answers_; }

  [[nodiscard]] std::uint64_t system_calls() const {
    return ring_->system_calls();
  }

 private:
  void prepare_slot(Slot& slot, std::uint32_t number) const;
  void arm();
  [[nodiscard]] std::uint32_t may_send() const;
  std::uint32_t send();
  void wait(std::uint32_t groups);
  void reap();

  const Options options_;
  std::unique_ptr<io::Uring> ring_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::vector<std::uint16_t> used_buffers_;
  const io::SteadyClock clock_;
  const io::Instant start_ = clock_.now();
  std::uint64_t rounds_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t answers_ = 0;
  bool armed_ = false;
};

BareSender::BareSender(const Options& options, std::unique_ptr<io::Uring> ring)
    : options_(options), ring_(std::move(ring)), slots_(kSlots) {
  used_buffers_.reserve(kRing.buffers);
  for (std::uint32_t i = 0; i < kSlots; ++i) {
    prepare_slot(slots_[i], i * options.gso);
    free_.push_back(i);
  }
}

void BareSender::prepare_slot(Slot& slot, std::uint32_t number) const {
  for (std::uint32_t i = 0; i < options_.gso; ++i) {
    build_query(number + i, slot.octets.data() + i * kQueryBytes);
  }
  slot.part = {slot.octets.data(), options_.gso * kQueryBytes};
  slot.header.msg_iov = &slot.part;
  slot.header.msg_iovlen = 1;
  if (options_.gso == 1) {
    return;
  }
  slot.header.msg_control = slot.control.data();
  slot.header.msg_controllen = slot.control.size();
  cmsghdr* control = CMSG_FIRSTHDR(&slot.header);
  control->cmsg_level = IPPROTO_UDP;
  control->cmsg_type = UDP_SEGMENT;
  control->cmsg_len = CMSG_LEN(sizeof(std::uint16_t));
  const auto bytes = static_cast<std::uint16_t>(kQueryBytes);
  std::memcpy(CMSG_DATA(control), &bytes, sizeof(bytes));
}

void BareSender::arm() {
  io_uring_sqe* entry = ring_->next_entry();
  io_uring_prep_recv(entry, 0, nullptr, 0, 0);
  entry->ioprio |= IORING_RECV_MULTISHOT;
  entry->flags |= IOSQE_FIXED_FILE | IOSQE_BUFFER_SELECT;
  entry->buf_group = io::Uring::kBufferGroup;
  io_uring_sqe_set_data64(entry, kReceiveTag);
  armed_ = true;
}

// Queries of the next segmented datagram.
std::uint32_t BareSender::may_send() const {
  if (sent_ >= options_.count || free_.empty()) {
    return 0;
  }
  if (options_.rate == 0) {
    return sent_ - answers_ + options_.gso <= options_.window ? options_.gso
                                                              : 0;
  }
  const double passed =
      static_cast<double>(rounds_ + 1) * kGroupStep.to_seconds();
  const auto due = std::min<std::uint64_t>(
      static_cast<std::uint64_t>(passed * options_.rate), options_.count);
  return static_cast<std::uint32_t>(
      std::min<std::uint64_t>(due - std::min(due, sent_), options_.gso));
}

std::uint32_t BareSender::send() {
  std::uint32_t groups = 0;
  while (const std::uint32_t queries = may_send()) {
    const std::uint32_t index = free_.back();
    free_.pop_back();
    slots_[index].part.iov_len = queries * kQueryBytes;
    io_uring_sqe* entry = ring_->next_entry();
    io_uring_prep_sendmsg(entry, 0, &slots_[index].header, MSG_NOSIGNAL);
    entry->flags |= IOSQE_FIXED_FILE;
    io_uring_sqe_set_data64(entry, index);
    sent_ += queries;
    groups += 1;
  }
  return groups;
}

void BareSender::wait(std::uint32_t groups) {
  if (options_.rate == 0) {
    ring_->enter(io::Duration::microseconds(options_.wait_us),
                 groups + options_.wait);
    return;
  }
  rounds_ += 1;
  const io::Duration passed = clock_.now() - start_;
  const io::Duration next = kGroupStep * static_cast<std::int64_t>(rounds_);
  // More than can come, so that only the time ends the wait.
  ring_->enter(std::max(next - passed, io::Duration{}), kRing.completions);
}

void BareSender::reap() {
  std::array<io_uring_cqe*, 256> completions{};
  for (std::uint32_t count = ring_->peek(completions); count != 0;
       count = ring_->peek(completions)) {
    for (std::uint32_t i = 0; i < count; ++i) {
      const io_uring_cqe& completion = *completions[i];
      if (completion.user_data != kReceiveTag) {
        free_.push_back(static_cast<std::uint32_t>(completion.user_data));
        continue;
      }
      armed_ = armed_ && (completion.flags & IORING_CQE_F_MORE) != 0;
      if ((completion.flags & IORING_CQE_F_BUFFER) != 0) {
        answers_ += 1;
        used_buffers_.push_back(static_cast<std::uint16_t>(
            completion.flags >> IORING_CQE_BUFFER_SHIFT));
      }
    }
    ring_->advance(count);
    ring_->recycle(used_buffers_);
    used_buffers_.clear();
  }
}

bool BareSender::run() {
  constexpr int kIdleRoundsMax = 4000;
  int idle = 0;
  while (answers_ < options_.count && idle < kIdleRoundsMax) {
    if (!armed_) {
      arm();
    }
    const std::uint32_t groups = send();
    const std::uint64_t before = answers_;
    wait(groups);
    reap();
    idle = answers_ == before ? idle + 1 : 0;
  }
  return answers_ >= options_.count;
}

int fail(const char* what) {
  std::fprintf(stderr, "bare_sender: %s: %s\n", what,
               std::generic_category().message(errno).c_str());
  return 1;
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) +
         static_cast<double>(time.tv_usec) * 1e-6;
}

void report(const BareSender& sender, io::Duration wall) {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto answers = static_cast<double>(sender.answers());
  std::printf(
      "{\"answers\": %llu, \"wall_s\": %.3f, \"per_second\": %.0f, "
      "\"user_us\": %.4f, \"system_us\": %.4f, \"cpu_us\": %.4f, "
      "\"answers_per_call\": %.1f}\n",
      static_cast<unsigned long long>(sender.answers()), wall.to_seconds(),
      answers / wall.to_seconds(), seconds(usage.ru_utime) * 1e6 / answers,
      seconds(usage.ru_stime) * 1e6 / answers,
      (seconds(usage.ru_utime) + seconds(usage.ru_stime)) * 1e6 / answers,
      answers / static_cast<double>(sender.system_calls()));
}

int measure(const Options& options) {
  io::UniqueFd fd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!fd.valid()) {
    return fail("socket");
  }
  const int bytes = 16 << 20;
  if (::setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUFFORCE, &bytes,
                   sizeof(bytes)) != 0) {
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(options.port);
  if (::inet_pton(AF_INET, options.address.c_str(), &address.sin_addr) != 1) {
    std::fprintf(stderr, "bare_sender: no IPv4 address '%s'\n",
                 options.address.c_str());
    return 2;
  }
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address),
                sizeof(address)) != 0) {
    return fail("connect");
  }
  auto ring = io::Uring::open(kRing);
  if (!ring.ok()) {
    std::fprintf(stderr, "bare_sender: %s\n", ring.error().what.c_str());
    return 77;
  }
  const int file = fd.get();
  if (!ring.value()->register_files({&file, 1}).ok() ||
      ring.value()->enable() != 0) {
    return fail("io_uring");
  }
  const io::SteadyClock clock;
  const io::Instant start = clock.now();
  BareSender sender(options, ring.take());
  const bool complete = sender.run();
  report(sender, clock.now() - start);
  return complete ? 0 : 1;
}

}  // namespace
}  // namespace mxsweep::bench

int main(int argc, char** argv) {
  mxsweep::bench::Options options;
  CLI::App app("Cost of a bare round trip");
  app.add_option("--address", options.address, "of the responder, IPv4");
  app.add_option("--port", options.port, "of the responder")->required();
  app.add_option("--count", options.count, "queries to send");
  app.add_option("--window", options.window, "queries in flight at most");
  app.add_option("--gso", options.gso, "queries in one send")
      ->check(CLI::Range(1U, mxsweep::bench::kSegmentsMax));
  app.add_option("--wait", options.wait, "answers to wait for at once");
  app.add_option("--wait-us", options.wait_us, "but no longer than this");
  app.add_option("--rate", options.rate, "queries a second, in groups of 5 ms");
  CLI11_PARSE(app, argc, argv);
  options.count -= options.count % options.gso;
  return mxsweep::bench::measure(options);
}

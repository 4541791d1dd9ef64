// The resolver of the benchmarks: one thread, one UDP socket of the loopback
// interface, answers from zone.h as fast as it can, allocates nothing per
// packet. Prints "ready PORT" when it serves and, on SIGTERM or SIGINT, one
// JSON object with what it saw. Receives with recvmmsg; with --gro many
// queries that left as one segmented datagram arrive as one.
#include <CLI/CLI.hpp>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <sched.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <string>
#include <system_error>
#include <vector>

#include "io/base/clock.h"
#include "io/base/prng.h"
#include "io/base/unique_fd.h"

#include "bench/loopback/zone.h"

namespace mxsweep::bench {
namespace {

constexpr std::size_t kBatch = 128;  // datagrams of one call
constexpr std::size_t kPlainBytes = 512;
constexpr std::size_t kGroBytes = 65536;
constexpr std::size_t kReplyBytes = kQueryBytesMax + kAnswerRoom;
constexpr int kBufferBytes = 32 << 20;

volatile std::sig_atomic_t stop_requested = 0;

struct Options {
  std::uint16_t port = 0;
  int cpu = -1;
  double loss = 0;
  std::string profile = "toplist";
  std::uint64_t seed = 1;
  bool gro = false;
};

struct Counts {
  std::uint64_t datagrams = 0;  // with --gro each may hold many queries
  std::uint64_t queries = 0;
  std::uint64_t answered = 0;
  std::uint64_t lost = 0;  // on purpose
  std::uint64_t unreadable = 0;
  std::uint64_t mx = 0;
  std::uint64_t send_failures = 0;
  std::uint64_t per_second_max = 0;
  std::bitset<65536> ports;
};

class Responder {
 public:
  Responder(io::UniqueFd socket, const Options& options,
            const ZoneProfile& profile);

  void run();

  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  void receive();
  void take(std::size_t index);
  void take_query(std::span<const std::uint8_t> query, const sockaddr_in& from);
  void send_all();
  void tick();

  io::UniqueFd socket_;
  const ZoneProfile& profile_;
  const bool gro_;
  const std::uint32_t loss_per_million_;
  io::Prng prng_;
  io::SteadyClock clock_;
  Counts counts_;
  io::Instant second_{};
  std::uint64_t second_start_ = 0;

  std::size_t in_bytes_;
  std::vector<std::uint8_t> in_;
  std::vector<std::array<std::byte, CMSG_SPACE(sizeof(int))>> controls_;
  std::vector<sockaddr_in> from_;
  std::vector<iovec> in_parts_;
  std::vector<mmsghdr> in_headers_;

  std::size_t replies_ = 0;
  std::vector<std::uint8_t> out_;
  std::vector<sockaddr_in> to_;
  std::vector<iovec> out_parts_;
  std::vector<mmsghdr> out_headers_;
};

Responder::Responder(io::UniqueFd socket, const Options& options,
                     const ZoneProfile& profile)
    : socket_(std::move(socket)),
      profile_(profile),
      gro_(options.gro),
      loss_per_million_(static_cast<std::uint32_t>(options.loss * 10'000)),
      prng_(options.seed),
      in_bytes_(options.gro ? kGroBytes : kPlainBytes),
      in_(kBatch * in_bytes_),
      controls_(kBatch),
      from_(kBatch),
      in_parts_(kBatch),
      in_headers_(kBatch),
      out_(kBatch * kReplyBytes),
      to_(kBatch),
      out_parts_(kBatch),
      out_headers_(kBatch) {
  for (std::size_t i = 0; i < kBatch; ++i) {
    in_parts_[i] = {in_.data() + i * in_bytes_, in_bytes_};
    msghdr& in = in_headers_[i].msg_hdr;
    in.msg_name = &from_[i];
    in.msg_iov = &in_parts_[i];
    in.msg_iovlen = 1;
    msghdr& out = out_headers_[i].msg_hdr;
    out.msg_name = &to_[i];
    out.msg_namelen = sizeof(sockaddr_in);
    out.msg_iov = &out_parts_[i];
    out.msg_iovlen = 1;
  }
}

void Responder::run() {
  second_ = clock_.now();
  while (stop_requested == 0) {
    receive();
    tick();
  }
}

void Responder::receive() {
  for (std::size_t i = 0; i < kBatch; ++i) {
    msghdr& header = in_headers_[i].msg_hdr;
    header.msg_namelen = sizeof(sockaddr_in);
    header.msg_control = gro_ ? controls_[i].data() : nullptr;
    header.msg_controllen = gro_ ? controls_[i].size() : 0;
  }
  const int got = ::recvmmsg(socket_.get(), in_headers_.data(), kBatch,
                             MSG_WAITFORONE, nullptr);
  for (int i = 0; i < got; ++i) {
    take(static_cast<std::size_t>(i));
  }
  send_all();
}

// One datagram, or with GRO many of equal size (the last may be shorter).
void Responder::take(std::size_t index) {
  msghdr& header = in_headers_[index].msg_hdr;
  std::span<const std::uint8_t> left(in_.data() + index * in_bytes_,
                                     in_headers_[index].msg_len);
  std::size_t segment = left.size();
  for (cmsghdr* control = CMSG_FIRSTHDR(&header); control != nullptr;
       control = CMSG_NXTHDR(&header, control)) {
    if (control->cmsg_level == IPPROTO_UDP && control->cmsg_type == UDP_GRO) {
      int size = 0;
      std::memcpy(&size, CMSG_DATA(control), sizeof(size));
      segment = static_cast<std::size_t>(size);
    }
  }
  counts_.datagrams += 1;
  counts_.ports.set(ntohs(from_[index].sin_port));
  while (!left.empty()) {
    const std::size_t size = std::min(segment, left.size());
    take_query(left.first(size), from_[index]);
    left = left.subspan(size);
  }
}

void Responder::take_query(std::span<const std::uint8_t> query,
                           const sockaddr_in& from) {
  counts_.queries += 1;
  if (loss_per_million_ != 0 && prng_.below(1'000'000) < loss_per_million_) {
    counts_.lost += 1;
    return;
  }
  if (replies_ == kBatch) {
    send_all();
  }
  std::uint8_t* room = out_.data() + replies_ * kReplyBytes;
  const auto answered = answer_query(profile_, query, {room, kReplyBytes});
  if (!answered.has_value()) {
    counts_.unreadable += 1;
    return;
  }
  counts_.mx += answered->type == 15 ? 1 : 0;
  out_parts_[replies_] = {room, answered->size};
  to_[replies_] = from;
  replies_ += 1;
}

void Responder::send_all() {
  std::size_t done = 0;
  while (done < replies_ && stop_requested == 0) {
    const int sent = ::sendmmsg(socket_.get(), out_headers_.data() + done,
                                static_cast<unsigned>(replies_ - done), 0);
    if (sent > 0) {
      done += static_cast<std::size_t>(sent);
      counts_.answered += static_cast<std::uint64_t>(sent);
    } else if (errno != EINTR) {
      counts_.send_failures += 1;  // the client's port is closed by now
      done += 1;
    }
  }
  replies_ = 0;
}

void Responder::tick() {
  const io::Instant now = clock_.now();
  if (now - second_ >= io::Duration::seconds(1)) {
    const std::uint64_t count = counts_.queries - second_start_;
    counts_.per_second_max =
        std::max(counts_.per_second_max,
                 static_cast<std::uint64_t>(static_cast<double>(count) /
                                            (now - second_).to_seconds()));
    second_ = now;
    second_start_ = counts_.queries;
  }
}

int fail(const char* what) {
  std::fprintf(stderr, "responder: %s: %s\n", what,
               std::generic_category().message(errno).c_str());
  return 1;
}

bool set_int(int fd, int level, int name, int value) {
  return ::setsockopt(fd, level, name, &value, sizeof(value)) == 0;
}

// The forced forms need CAP_NET_ADMIN.
void size_buffers(int fd) {
  if (!set_int(fd, SOL_SOCKET, SO_RCVBUFFORCE, kBufferBytes)) {
    set_int(fd, SOL_SOCKET, SO_RCVBUF, kBufferBytes);
  }
  if (!set_int(fd, SOL_SOCKET, SO_SNDBUFFORCE, kBufferBytes)) {
    set_int(fd, SOL_SOCKET, SO_SNDBUF, kBufferBytes);
  }
  // So that a signal between two calls is seen all the same.
  const timeval time{0, 100'000};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof(time));
}

bool pin_to(int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<std::size_t>(cpu), &set);
  return ::sched_setaffinity(0, sizeof(set), &set) == 0;
}

void print_counts(const Counts& counts) {
  std::printf(
      "{\"datagrams\": %llu, \"queries\": %llu, \"answered\": %llu, \"lost\": "
      "%llu, "
      "\"unreadable\": %llu, \"mx_queries\": %llu, \"send_failures\": %llu, "
      "\"per_second_max\": %llu, \"source_ports\": %zu}\n",
      static_cast<unsigned long long>(counts.datagrams),
      static_cast<unsigned long long>(counts.queries),
      static_cast<unsigned long long>(counts.answered),
      static_cast<unsigned long long>(counts.lost),
      static_cast<unsigned long long>(counts.unreadable),
      static_cast<unsigned long long>(counts.mx),
      static_cast<unsigned long long>(counts.send_failures),
      static_cast<unsigned long long>(counts.per_second_max),
      counts.ports.count());
}

int serve(const Options& options) {
  const ZoneProfile* profile = find_zone_profile(options.profile);
  if (profile == nullptr) {
    std::fprintf(stderr, "responder: no profile '%s'\n",
                 options.profile.c_str());
    return 2;
  }
  if (options.cpu >= 0 && !pin_to(options.cpu)) {
    return fail("cannot pin");
  }
  io::UniqueFd fd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!fd.valid()) {
    return fail("socket");
  }
  size_buffers(fd.get());
  if (options.gro && !set_int(fd.get(), IPPROTO_UDP, UDP_GRO, 1)) {
    return fail("UDP_GRO");
  }
  sockaddr_in address{};
  socklen_t length = sizeof(address);
  address.sin_family = AF_INET;
  address.sin_port = htons(options.port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(fd.get(), generic, sizeof(address)) != 0 ||
      ::getsockname(fd.get(), generic, &length) != 0) {
    return fail("bind");
  }
  Responder responder(std::move(fd), options, *profile);
  std::printf("ready %u\n", unsigned{ntohs(address.sin_port)});
  std::fflush(stdout);
  responder.run();
  print_counts(responder.counts());
  return 0;
}

void on_signal(int /*signal*/) {
  stop_requested = 1;
}

}  // namespace
}  // namespace mxsweep::bench

int main(int argc, char** argv) {
  mxsweep::bench::Options options;
  CLI::App app("DNS responder for benchmarks");
  app.add_option("--port", options.port, "0 lets the kernel choose");
  app.add_option("--cpu", options.cpu, "pin to this processor");
  app.add_option("--loss", options.loss, "per cent of queries to ignore")
      ->check(CLI::Range(0.0, 100.0));
  app.add_option("--profile", options.profile, "toplist, gtld, cctld or mx");
  app.add_option("--seed", options.seed, "of the loss");
  app.add_flag("--gro", options.gro, "take segmented datagrams whole");
  CLI11_PARSE(app, argc, argv);

  struct sigaction action {};

  action.sa_handler = mxsweep::bench::on_signal;
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
  return mxsweep::bench::serve(options);
}

// The resolver of the benchmarks: one thread, one UDP socket, answers from
// zone.h as fast as it can, allocates nothing per packet. It can lose queries
// (--loss), take only so many (--capacity; the rest it drops, or turns away
// with --over-rcode), answer late (--delay) and note when they came
// (--arrivals). Prints "ready PORT" when it serves and, on SIGTERM or SIGINT,
// one JSON object with what it saw. Receives with recvmmsg; with --gro many
// queries that left as one segmented datagram arrive as one.
#include <CLI/CLI.hpp>
#include <arpa/inet.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <poll.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "io/base/clock.h"
#include "io/base/prng.h"
#include "io/base/unique_fd.h"

#include "bench/loopback/arrivals.h"
#include "bench/loopback/forger.h"
#include "bench/loopback/outbox.h"
#include "bench/loopback/policer.h"
#include "bench/loopback/stop_signal.h"
#include "bench/loopback/zone.h"

namespace mxsweep::bench {
namespace {

constexpr std::size_t kBatch = 128;  // datagrams of one call
constexpr std::size_t kPlainBytes = 512;
constexpr std::size_t kGroBytes = 65536;
constexpr int kBufferBytes = 32 << 20;

struct Options {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  int cpu = -1;
  double loss = 0;
  std::uint32_t capacity = 0;
  std::string capacity_plan;
  std::uint8_t over_rcode = 0;
  double delay_ms = 0;
  std::string profile = "toplist";
  std::uint64_t seed = 1;
  bool arrivals = false;
  bool gro = false;
  ForgerOptions forger;
};

struct Counts {
  std::uint64_t datagrams = 0;  // with --gro each may hold many queries
  std::uint64_t queries = 0;
  std::uint64_t answered = 0;
  std::uint64_t lost = 0;           // --loss
  std::uint64_t over_capacity = 0;  // --capacity
  std::uint64_t unreadable = 0;
  std::uint64_t kept_silent = 0;  // names that nobody answers
  std::uint64_t mx = 0;
  std::uint64_t mx_sets = 0;         // answers that name mail hosts
  std::uint64_t host_addresses = 0;  // A and AAAA of mail hosts asked
  std::uint64_t send_failures = 0;
  std::uint64_t per_second_max = 0;
  std::bitset<65536> ports;
};

// What the kernel says about a datagram besides its octets.
struct Particulars {
  std::size_t segment_bytes = 0;  // 0: not segmented
  std::int64_t arrived_ns = 0;    // by the calendar; 0: not noted
};

using Control = std::array<std::byte, CMSG_SPACE(sizeof(int)) +
                                          CMSG_SPACE(sizeof(timespec))>;

Particulars particulars_of(msghdr& header) {
  Particulars found;
  for (cmsghdr* control = CMSG_FIRSTHDR(&header); control != nullptr;
       control = CMSG_NXTHDR(&header, control)) {
    if (control->cmsg_level == IPPROTO_UDP && control->cmsg_type == UDP_GRO) {
      int size = 0;
      std::memcpy(&size, CMSG_DATA(control), sizeof(size));
      found.segment_bytes = static_cast<std::size_t>(size);
    } else if (control->cmsg_level == SOL_SOCKET &&
               control->cmsg_type == SO_TIMESTAMPNS) {
      timespec time{};
      std::memcpy(&time, CMSG_DATA(control), sizeof(time));
      found.arrived_ns = time.tv_sec * 1'000'000'000 + time.tv_nsec;
    }
  }
  return found;
}

class Responder {
 public:
  Responder(io::UniqueFd socket, const Options& options,
            const ZoneProfile& profile, std::vector<CapacityStep> plan);

  void run();
  void print_counts() const;

  // False with errno: the system refuses something.
  [[nodiscard]] bool start_forger(const ForgerOptions& options) {
    forger_ = Forger::start(socket_.get(), options);
    return forger_ != nullptr;
  }

 private:
  void receive();
  void wait_for_query_or_due();
  void take(std::size_t index);
  void take_query(std::span<const std::uint8_t> query, const sockaddr_in& from,
                  std::int64_t arrived_ns);
  [[nodiscard]] bool above_capacity(std::int64_t arrived_ns);
  [[nodiscard]] bool loses();
  void send_due();
  void tick();
  void print_arrivals() const;

  io::UniqueFd socket_;
  std::unique_ptr<Forger> forger_;  // null: there is none
  const ZoneProfile& profile_;
  const bool controls_wanted_;
  const bool timed_;
  const bool delayed_;
  const std::uint8_t over_rcode_;  // 0: silence
  const std::uint32_t loss_per_million_;
  io::Prng prng_;
  io::SteadyClock clock_;
  io::Instant now_{};
  Counts counts_;
  Arrivals arrivals_;
  Policer policer_;
  Outbox outbox_;
  io::Instant second_{};
  std::uint64_t second_start_ = 0;

  std::size_t in_bytes_;
  std::vector<std::uint8_t> in_;
  std::vector<Control> controls_;
  std::vector<sockaddr_in> from_;
  std::vector<iovec> in_parts_;
  std::vector<mmsghdr> in_headers_;
};

Responder::Responder(io::UniqueFd socket, const Options& options,
                     const ZoneProfile& profile, std::vector<CapacityStep> plan)
    : socket_(std::move(socket)),
      profile_(profile),
      controls_wanted_(options.gro || options.arrivals),
      timed_(options.arrivals),
      delayed_(options.delay_ms > 0),
      over_rcode_(options.over_rcode),
      loss_per_million_(static_cast<std::uint32_t>(options.loss * 10'000)),
      prng_(options.seed),
      policer_(std::move(plan)),
      outbox_(io::Duration::nanoseconds(
          static_cast<std::int64_t>(options.delay_ms * 1e6))),
      in_bytes_(options.gro ? kGroBytes : kPlainBytes),
      in_(kBatch * in_bytes_),
      controls_(kBatch),
      from_(kBatch),
      in_parts_(kBatch),
      in_headers_(kBatch) {
  for (std::size_t i = 0; i < kBatch; ++i) {
    in_parts_[i] = {in_.data() + i * in_bytes_, in_bytes_};
    msghdr& in = in_headers_[i].msg_hdr;
    in.msg_name = &from_[i];
    in.msg_iov = &in_parts_[i];
    in.msg_iovlen = 1;
  }
}

void Responder::run() {
  now_ = clock_.now();
  second_ = now_;
  while (!stop_requested()) {
    receive();
    tick();
  }
}

// Returns soon after a signal in any case: the waits are short.
void Responder::wait_for_query_or_due() {
  constexpr io::Duration kPollInterval = io::Duration::milliseconds(100);
  const io::Instant until =
      outbox_.empty() ? now_ + kPollInterval
                      : std::min(outbox_.next_due(), now_ + kPollInterval);
  const std::int64_t ns = std::max<std::int64_t>((until - now_).ns, 0);
  const timespec time{ns / 1'000'000'000, ns % 1'000'000'000};
  pollfd wanted{socket_.get(), POLLIN, 0};
  ::ppoll(&wanted, 1, &time, nullptr);
}

void Responder::receive() {
  for (std::size_t i = 0; i < kBatch; ++i) {
    msghdr& header = in_headers_[i].msg_hdr;
    header.msg_namelen = sizeof(sockaddr_in);
    header.msg_control = controls_wanted_ ? controls_[i].data() : nullptr;
    header.msg_controllen = controls_wanted_ ? controls_[i].size() : 0;
  }
  if (delayed_) {
    wait_for_query_or_due();
  }
  const int got = ::recvmmsg(socket_.get(), in_headers_.data(), kBatch,
                             delayed_ ? MSG_DONTWAIT : MSG_WAITFORONE, nullptr);
  now_ = clock_.now();
  for (int i = 0; i < got; ++i) {
    take(static_cast<std::size_t>(i));
  }
  send_due();
}

// One datagram, or with GRO many of equal size (the last may be shorter).
void Responder::take(std::size_t index) {
  std::span<const std::uint8_t> left(in_.data() + index * in_bytes_,
                                     in_headers_[index].msg_len);
  Particulars found;
  if (controls_wanted_) {
    found = particulars_of(in_headers_[index].msg_hdr);
  }
  const std::size_t segment =
      found.segment_bytes == 0 ? left.size() : found.segment_bytes;
  counts_.datagrams += 1;
  counts_.ports.set(ntohs(from_[index].sin_port));
  if (forger_ != nullptr) {
    forger_->saw(from_[index]);
  }
  while (!left.empty()) {
    const std::size_t size = std::min(segment, left.size());
    take_query(left.first(size), from_[index], found.arrived_ns);
    left = left.subspan(size);
  }
}

bool Responder::above_capacity(std::int64_t arrived_ns) {
  if (!timed_) {
    return false;
  }
  arrivals_.add(arrived_ns);
  const bool above = !policer_.take(arrived_ns);
  counts_.over_capacity += above ? 1 : 0;
  return above;
}

bool Responder::loses() {
  const bool lost =
      loss_per_million_ != 0 && prng_.below(1'000'000) < loss_per_million_;
  counts_.lost += lost ? 1 : 0;
  return lost;
}

void Responder::take_query(std::span<const std::uint8_t> query,
                           const sockaddr_in& from, std::int64_t arrived_ns) {
  counts_.queries += 1;
  const bool above = above_capacity(arrived_ns);
  if ((above && over_rcode_ == 0) || (!above && loses())) {
    return;
  }
  if (outbox_.full()) {
    send_due();
    if (outbox_.full()) {
      counts_.over_capacity += 1;
      return;
    }
  }
  const auto answered = above
                            ? answer_failure(query, over_rcode_, outbox_.room())
                            : answer_query(profile_, query, outbox_.room());
  if (!answered.has_value()) {
    counts_.unreadable += 1;
    return;
  }
  if (answered->silent) {
    counts_.kept_silent += 1;
    return;
  }
  counts_.mx += answered->type == 15 ? 1 : 0;
  counts_.mx_sets += answered->exchanges ? 1 : 0;
  counts_.host_addresses += answered->of_host ? 1 : 0;
  outbox_.push(answered->size, from, now_);
}

void Responder::send_due() {
  const Outbox::Sent sent = outbox_.send_due(socket_.get(), now_);
  counts_.answered += sent.replies;
  counts_.send_failures += sent.failures;
}

void Responder::tick() {
  if (now_ - second_ >= io::Duration::seconds(1)) {
    const std::uint64_t count = counts_.queries - second_start_;
    counts_.per_second_max =
        std::max(counts_.per_second_max,
                 static_cast<std::uint64_t>(static_cast<double>(count) /
                                            (now_ - second_).to_seconds()));
    second_ = now_;
    second_start_ = counts_.queries;
  }
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) +
         static_cast<double>(time.tv_usec) * 1e-6;
}

void print_number(const char* name, std::uint64_t value) {
  std::printf("\"%s\": %llu, ", name, static_cast<unsigned long long>(value));
}

// Datagrams for which the socket's buffer had no room.
std::uint64_t buffer_drops(int fd) {
  std::array<std::uint32_t, SK_MEMINFO_VARS> values{};
  socklen_t bytes = sizeof(values);
  ::getsockopt(fd, SOL_SOCKET, SO_MEMINFO, values.data(), &bytes);
  return values[SK_MEMINFO_DROPS];
}

void Responder::print_arrivals() const {
  print_number("span_ns", static_cast<std::uint64_t>(arrivals_.span_ns()));
  print_number("worst_window", arrivals_.worst());
  print_number("worst_window_at_ns",
               static_cast<std::uint64_t>(arrivals_.worst_at_ns()));
  std::printf("\"seconds\": [");
  const char* comma = "";
  for (const Policer::Second& second : policer_.seconds()) {
    std::printf("%s[%llu, %llu]", comma,
                static_cast<unsigned long long>(second.received),
                static_cast<unsigned long long>(second.dropped));
    comma = ", ";
  }
  std::printf("], ");
}

void Responder::print_counts() const {
  std::printf("{");
  print_number("datagrams", counts_.datagrams);
  print_number("queries", counts_.queries);
  print_number("answered", counts_.answered);
  print_number("lost", counts_.lost);
  print_number("over_capacity", counts_.over_capacity);
  print_number("buffer_drops", buffer_drops(socket_.get()));
  print_number("unreadable", counts_.unreadable);
  print_number("kept_silent", counts_.kept_silent);
  print_number("mx_queries", counts_.mx);
  print_number("mx_sets", counts_.mx_sets);
  print_number("host_address_queries", counts_.host_addresses);
  print_number("send_failures", counts_.send_failures);
  print_number("per_second_max", counts_.per_second_max);
  print_number("source_ports", counts_.ports.count());
  print_number("forged", forger_ == nullptr ? 0 : forger_->sent());
  if (timed_) {
    print_arrivals();
  }
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  std::printf("\"user_s\": %.4f, \"system_s\": %.4f}\n",
              seconds(usage.ru_utime), seconds(usage.ru_stime));
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

// Nothing when the plan does not parse; no steps: no limit.
std::optional<std::vector<CapacityStep>> plan_of(const Options& options) {
  if (options.capacity != 0) {
    return std::vector{CapacityStep{0, options.capacity}};
  }
  if (options.capacity_plan.empty()) {
    return std::vector<CapacityStep>{};
  }
  return parse_capacity_plan(options.capacity_plan);
}

// Bound and with `address` completed; invalid with errno when the kernel
// refuses something.
io::UniqueFd open_socket(const Options& options, sockaddr_in& address) {
  io::UniqueFd fd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!fd.valid()) {
    return fd;
  }
  size_buffers(fd.get());
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  socklen_t length = sizeof(address);
  const bool usable =
      (!options.gro || set_int(fd.get(), IPPROTO_UDP, UDP_GRO, 1)) &&
      (!options.arrivals || set_int(fd.get(), SOL_SOCKET, SO_TIMESTAMPNS, 1)) &&
      ::bind(fd.get(), generic, sizeof(address)) == 0 &&
      ::getsockname(fd.get(), generic, &length) == 0;
  return usable ? std::move(fd) : io::UniqueFd();
}

int complain(const char* what, const std::string& text) {
  std::fprintf(stderr, "responder: no %s '%s'\n", what, text.c_str());
  return 2;
}

int serve(const Options& options) {
  const ZoneProfile* profile = find_zone_profile(options.profile);
  if (profile == nullptr) {
    return complain("profile", options.profile);
  }
  auto plan = plan_of(options);
  if (!plan.has_value()) {
    return complain("capacity plan", options.capacity_plan);
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(options.port);
  if (::inet_pton(AF_INET, options.address.c_str(), &address.sin_addr) != 1) {
    return complain("IPv4 address", options.address);
  }
  if (options.cpu >= 0 && !pin_to(options.cpu)) {
    return fail("cannot pin");
  }
  io::UniqueFd fd = open_socket(options, address);
  if (!fd.valid()) {
    return fail("socket");
  }
  Responder responder(std::move(fd), options, *profile, std::move(*plan));
  if (options.forger.count != 0 && !responder.start_forger(options.forger)) {
    return fail("forger");
  }
  std::printf("ready %u\n", unsigned{ntohs(address.sin_port)});
  std::fflush(stdout);
  responder.run();
  responder.print_counts();
  return 0;
}

}  // namespace
}  // namespace mxsweep::bench

int main(int argc, char** argv) {
  mxsweep::bench::Options options;
  CLI::App app("DNS responder for benchmarks");
  app.add_option("--address", options.address, "IPv4, to listen on");
  app.add_option("--port", options.port, "0 lets the kernel choose");
  app.add_option("--cpu", options.cpu, "pin to this processor");
  app.add_option("--loss", options.loss, "per cent of queries to ignore")
      ->check(CLI::Range(0.0, 100.0));
  auto* capacity = app.add_option("--capacity", options.capacity,
                                  "queries a second, the rest is dropped");
  auto* plan = app.add_option("--capacity-plan", options.capacity_plan,
                              "capacities and when they begin: 0:20000,9:400");
  plan->excludes(capacity);
  app.add_option("--over-rcode", options.over_rcode,
                 "reply so to what is above the capacity: 2 is SERVFAIL")
      ->check(CLI::Range(1, 15));
  app.add_option("--delay", options.delay_ms, "milliseconds before an answer");
  app.add_flag("--arrivals", options.arrivals,
               "note when queries come, by the kernel's clock");
  app.add_option("--profile", options.profile, "toplist, gtld, cctld or mx");
  app.add_option("--seed", options.seed, "of the loss");
  app.add_flag("--gro", options.gro, "take segmented datagrams whole");
  auto* forge = app.add_option("--forge", options.forger.count,
                               "false answers to send, with guessed ids");
  app.add_option("--forge-rate", options.forger.rate_pps,
                 "false answers a second")
      ->check(CLI::PositiveNumber);
  forge->needs(app.add_option("--forge-names", options.forger.names,
                              "the list that is asked, a name a line"));
  CLI11_PARSE(app, argc, argv);
  // The policer goes by the time of arrival.
  options.arrivals = options.arrivals || capacity->count() + plan->count() != 0;

  mxsweep::bench::stop_on_signals();
  return mxsweep::bench::serve(options);
}

// The way between clients and servers: a TUN device in the network namespace
// of each, and every IP packet of one comes out of the other after a delay that
// follows from the server's address (delay_line.h), there and back. For kernels
// without netem. Prints "ready" when both devices are there (addresses and
// routes are the caller's) and, on SIGTERM or SIGINT, one JSON object with what
// passed. Ends up in the servers' namespace. One thread; needs root.
#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>

#include "io/base/clock.h"
#include "io/base/unique_fd.h"

#include "bench/loopback/delay_line.h"
#include "bench/loopback/stop_signal.h"

namespace mxsweep::bench {
namespace {

struct Options {
  std::string clients;  // paths of the namespaces
  std::string servers;
  std::string device = "distance";
  double least_ms = 10;
  double most_ms = 20;
  std::size_t queue = 65536;
};

int fail(const std::string& what) {
  std::fprintf(stderr, "distance: %s: %s\n", what.c_str(),
               std::generic_category().message(errno).c_str());
  return 1;
}

// This thread is in that namespace afterwards. Empty with errno: the system
// refuses something.
io::UniqueFd open_device(const std::string& name_space,
                         const std::string& device) {
  const io::UniqueFd place(::open(name_space.c_str(), O_RDONLY | O_CLOEXEC));
  if (!place.valid() || ::setns(place.get(), CLONE_NEWNET) != 0) {
    return {};
  }
  io::UniqueFd tun(::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC));
  ifreq request{};
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  std::copy_n(device.begin(),
              std::min(device.size(), sizeof(request.ifr_name) - 1),
              request.ifr_name);
  if (!tun.valid() || ::ioctl(tun.get(), TUNSETIFF, &request) != 0) {
    return {};
  }
  return tun;
}

// One direction. The device takes what its network sends, so a packet that the
// other network's device refuses (its queue is full) is lost there and counted
// by the kernel.
class Way {
 public:
  Way(Towards towards, const Distance& distance, std::size_t queue)
      : towards_(towards), distance_(distance), line_(queue) {}

  void take(int from, io::Instant now) {
    while (true) {
      const ssize_t size = ::read(from, packet_.data(), packet_.size());
      if (size <= 0) {
        return;
      }
      const auto packet =
          std::span(packet_).first(static_cast<std::size_t>(size));
      line_.push(packet, now + distance_.of(server_address(packet, towards_)));
    }
  }

  void deliver(int to, io::Instant now) {
    while (line_.next_due() <= now) {
      const std::span<const std::uint8_t> packet = line_.front();
      refused_ += ::write(to, packet.data(), packet.size()) < 0 ? 1 : 0;
      line_.pop();
    }
  }

  [[nodiscard]] io::Instant next_due() const { return line_.next_due(); }

  void print(const char* name) const {
    const DelayLine::Counts& counts = line_.counts();
    std::printf(
        "\"%s\": {\"packets\": %llu, \"dropped\": %llu, \"refused\": %llu, "
        "\"most_waiting\": %llu}",
        name, static_cast<unsigned long long>(counts.taken),
        static_cast<unsigned long long>(counts.dropped),
        static_cast<unsigned long long>(refused_),
        static_cast<unsigned long long>(counts.most_waiting));
  }

 private:
  const Towards towards_;
  const Distance distance_;
  DelayLine line_;
  std::uint64_t refused_ = 0;
  std::array<std::uint8_t, DelayLine::kPacketBytes> packet_{};
};

// Returns soon after a signal in any case: the waits are short.
void wait(int clients, int servers, io::Duration most) {
  constexpr io::Duration kLongest = io::Duration::milliseconds(100);
  const io::Duration length = std::clamp(most, io::Duration{}, kLongest);
  const timespec time{.tv_sec = 0, .tv_nsec = length.ns};
  std::array<pollfd, 2> files = {{{clients, POLLIN, 0}, {servers, POLLIN, 0}}};
  ::ppoll(files.data(), files.size(), &time, nullptr);
}

void carry(int clients, int servers, Way& there, Way& back) {
  const io::SteadyClock clock;
  while (!stop_requested()) {
    io::Instant now = clock.now();
    const io::Instant due = std::min(there.next_due(), back.next_due());
    wait(clients, servers, due - now);
    now = clock.now();
    there.take(clients, now);
    back.take(servers, now);
    there.deliver(servers, now);
    back.deliver(clients, now);
  }
}

int run(const Options& options) {
  const io::UniqueFd clients = open_device(options.clients, options.device);
  if (!clients.valid()) {
    return fail(options.clients);
  }
  const io::UniqueFd servers = open_device(options.servers, options.device);
  if (!servers.valid()) {
    return fail(options.servers);
  }
  const Distance distance{
      .least = io::Duration::microseconds(
          static_cast<std::int64_t>(options.least_ms * 1000)),
      .most = io::Duration::microseconds(
          static_cast<std::int64_t>(options.most_ms * 1000))};
  Way there(Towards::kServers, distance, options.queue);
  Way back(Towards::kClients, distance, options.queue);
  std::puts("ready");
  std::fflush(stdout);
  carry(clients.get(), servers.get(), there, back);
  std::printf("{");
  there.print("to_servers");
  std::printf(", ");
  back.print("to_clients");
  std::puts("}");
  return 0;
}

}  // namespace
}  // namespace mxsweep::bench

int main(int argc, char** argv) {
  mxsweep::bench::Options options;
  CLI::App app("A way between two network namespaces that takes its time");
  app.add_option("--clients", options.clients, "their namespace, a path")
      ->required();
  app.add_option("--servers", options.servers, "their namespace, a path")
      ->required();
  app.add_option("--device", options.device, "name of the device in both");
  app.add_option("--least", options.least_ms, "milliseconds, one way");
  app.add_option("--most", options.most_ms, "milliseconds, one way");
  app.add_option("--queue", options.queue, "packets on the way, each way")
      ->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);

  mxsweep::bench::stop_on_signals();
  return mxsweep::bench::run(options);
}

#include "bench/loopback/forger.h"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <ctime>
#include <fstream>
#include <string_view>
#include <vector>

#include "io/base/clock.h"
#include "io/base/prng.h"

namespace mxsweep::bench {
namespace {

constexpr std::size_t kBatch = 64;
constexpr std::uint32_t kPortsMax = 1024;

using Octets = std::vector<std::uint8_t>;

void put_name(std::string_view name, Octets& out) {
  while (!name.empty()) {
    const std::string_view label = name.substr(0, name.find('.'));
    out.push_back(static_cast<std::uint8_t>(label.size()));
    out.insert(out.end(), label.begin(), label.end());
    name.remove_prefix(std::min(name.size(), label.size() + 1));
  }
  out.push_back(0);
}

// A whole false answer but for its id.
Octets forged_answer(std::string_view name) {
  Octets out = {0, 0, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0};
  put_name(name, out);
  constexpr std::array<std::uint8_t, 14> kBetween = {
      0,    15, 0, 1,         // the question: MX IN
      0xC0, 12, 0, 15, 0, 1,  // the record: of that name
      0,    1,  0, 0};        // its TTL
  out.insert(out.end(), kBetween.begin(), kBetween.end());
  Octets exchange;
  put_name(kForgedName, exchange);
  out.push_back(0);
  out.push_back(static_cast<std::uint8_t>(exchange.size() + 2));
  out.push_back(0);
  out.push_back(0);
  out.insert(out.end(), exchange.begin(), exchange.end());
  return out;
}

std::vector<Octets> forged_answers(const std::string& path) {
  std::vector<Octets> answers;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    answers.push_back(forged_answer(line));
  }
  return answers;
}

void sleep_until(io::Instant until, io::Instant now) {
  const std::int64_t ns = std::max<std::int64_t>((until - now).ns, 0);
  const timespec time{ns / 1'000'000'000, ns % 1'000'000'000};
  ::nanosleep(&time, nullptr);
}

}  // namespace

// Between the two processes: where to send, and how much was sent.
struct Forger::Shared {
  std::atomic<std::uint64_t> sent;
  std::atomic<std::uint32_t> ports;
  std::array<sockaddr_in, kPortsMax> clients;
  std::array<bool, 65536> known;  // the responder's only
};

std::unique_ptr<Forger> Forger::start(int socket,
                                      const ForgerOptions& options) {
  void* memory = ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    return nullptr;
  }
  auto* shared = new (memory) Shared;
  const pid_t child = ::fork();
  if (child == 0) {
    work(socket, options, *shared);
  }
  if (child < 0) {
    ::munmap(memory, sizeof(Shared));
    return nullptr;
  }
  return std::unique_ptr<Forger>(new Forger(shared, child));
}

Forger::~Forger() {
  ::kill(child_, SIGKILL);
  ::waitpid(child_, nullptr, 0);
  ::munmap(shared_, sizeof(Shared));
}

void Forger::saw(const sockaddr_in& client) {
  bool& known = shared_->known[ntohs(client.sin_port)];
  const std::uint32_t ports = shared_->ports.load(std::memory_order_relaxed);
  if (!known && ports < kPortsMax) {
    known = true;
    shared_->clients[ports] = client;
    shared_->ports.store(ports + 1, std::memory_order_release);
  }
}

std::uint64_t Forger::sent() const {
  return shared_->sent.load(std::memory_order_relaxed);
}

void Forger::work(int socket, const ForgerOptions& options, Shared& shared) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::vector<Octets> answers = forged_answers(options.names);
  io::Prng prng(options.seed);
  const io::SteadyClock clock;
  std::array<iovec, kBatch> parts{};
  std::array<mmsghdr, kBatch> batch{};
  while (shared.ports.load(std::memory_order_acquire) == 0) {
    sleep_until(io::Instant{1'000'000}, io::Instant{});
  }
  io::Instant due = clock.now();
  std::uint64_t left = answers.empty() ? 0 : options.count;
  while (left > 0) {
    const std::uint32_t ports = shared.ports.load(std::memory_order_acquire);
    const std::size_t count = std::min<std::uint64_t>(left, kBatch);
    for (std::size_t i = 0; i < count; ++i) {
      Octets& answer =
          answers[prng.below(static_cast<std::uint32_t>(answers.size()))];
      answer[0] = static_cast<std::uint8_t>(prng.below(256));
      answer[1] = static_cast<std::uint8_t>(prng.below(256));
      parts[i] = {answer.data(), answer.size()};
      msghdr& header = batch[i].msg_hdr;
      header.msg_name = &shared.clients[prng.below(ports)];
      header.msg_namelen = sizeof(sockaddr_in);
      header.msg_iov = &parts[i];
      header.msg_iovlen = 1;
    }
    const int sent =
        ::sendmmsg(socket, batch.data(), static_cast<unsigned>(count), 0);
    const auto done = static_cast<std::uint64_t>(std::max(sent, 0));
    shared.sent.fetch_add(done, std::memory_order_relaxed);
    left -= std::min(left, std::max<std::uint64_t>(done, 1));
    due = due + io::Duration::nanoseconds(static_cast<std::int64_t>(
                    count * 1'000'000'000 / options.rate_pps));
    sleep_until(due, clock.now());
  }
  ::_exit(0);
}

}  // namespace mxsweep::bench

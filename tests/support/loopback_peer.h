// Small servers for tests of real transports, on loopback or wherever a site
// says. Each runs one thread of its own from construction to destruction and
// binds an ephemeral port. UdpEcho returns what it gets; StreamPeer follows a
// script.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "io/base/endpoint.h"
#include "io/base/unique_fd.h"

#include "tests/support/network_pair.h"

namespace mxsweep::testing {

// Whether a socket of that family (4 or 6) can be bound there.
[[nodiscard]] bool has_family(std::uint8_t family, const PeerSite& site = {});

// A UDP or TCP port that nothing listens on.
[[nodiscard]] io::Endpoint closed_port(std::uint8_t family, int socket_type,
                                       const PeerSite& site = {});

class UdpEcho {
 public:
  // A request that begins with this byte is answered with 3,000 bytes.
  static constexpr std::byte kWantLong{0xEE};

  explicit UdpEcho(std::uint8_t family, const PeerSite& site = {});
  UdpEcho(const UdpEcho&) = delete;
  UdpEcho& operator=(const UdpEcho&) = delete;
  ~UdpEcho();

  [[nodiscard]] io::Endpoint endpoint() const { return endpoint_; }

  [[nodiscard]] std::set<std::uint16_t> ports_seen() const;

  // Addresses that sent something.
  [[nodiscard]] std::set<std::string> addresses_seen() const;

  // Who sent the newest request.
  [[nodiscard]] io::Endpoint last_sender() const;

  // Sends something that nobody asked for.
  void send_to(const io::Endpoint& whom, std::span<const std::byte> payload);

 private:
  void run();

  io::Endpoint endpoint_;  // before fd_, whose opening fills it in
  io::UniqueFd fd_;
  std::atomic<bool> stop_{false};
  mutable std::mutex mutex_;
  std::set<std::uint16_t> ports_;
  std::set<std::string> addresses_;
  io::Endpoint last_sender_;
  std::thread thread_;
};

enum class StreamScript : std::uint8_t {
  kEcho,              // every message back, at once
  kReverse50,         // collect 50 messages, answer in reverse order
  kLongest,           // answer each with 65,535 bytes
  kResetInTheMiddle,  // half an answer, then RST
  kCloseAfterOne,     // answer one, then close
  kCloseUnanswered,   // read one, close
  kCloseAfter10,      // answer ten, then close, whatever else was asked
  kResetAbove8,       // answer what lies there, or reset when that is too much
  kGarbage,           // random-looking bytes for ever, reading nothing
  kBytewise,          // echo, one byte per write
};

class StreamPeer {
 public:
  StreamPeer(std::uint8_t family, StreamScript script,
             const PeerSite& site = {});
  StreamPeer(const StreamPeer&) = delete;
  StreamPeer& operator=(const StreamPeer&) = delete;
  ~StreamPeer();

  [[nodiscard]] io::Endpoint endpoint() const { return endpoint_; }

  [[nodiscard]] int connections() const { return connections_.load(); }

  // Connections that are over, whoever ended them.
  [[nodiscard]] int ended() const { return ended_.load(); }

 private:
  void run();
  void serve(int fd);
  [[nodiscard]] bool answer(int fd, std::vector<std::byte>& message);

  StreamScript script_;
  io::Endpoint endpoint_;  // before fd_, whose opening fills it in
  io::UniqueFd fd_;
  std::atomic<bool> stop_{false};
  std::atomic<int> connections_{0};
  std::atomic<int> ended_{0};
  std::thread thread_;
};

}  // namespace mxsweep::testing

// Packets on their way between two networks that are some way apart: each
// comes out when it is due, packets of the same delay in the order in which
// they went in. The way is that of the server's address, wherever it is told
// from, so the same server is always as far. Bounded: what finds the line full
// is dropped and counted, as a router would. Time is an argument. One thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "io/base/time.h"

namespace mxsweep::bench {

// From `least` to `most`, the same for the same address in each run.
struct Distance {
  io::Duration least;
  io::Duration most;

  [[nodiscard]] io::Duration of(std::span<const std::uint8_t> address) const;
};

enum class Towards : std::uint8_t { kServers, kClients };

// The octets of the server's address in an IP packet on its way there; empty
// when it is no whole header.
[[nodiscard]] std::span<const std::uint8_t> server_address(
    std::span<const std::uint8_t> packet, Towards towards);

class DelayLine {
 public:
  static constexpr std::size_t kPacketBytes = 1500;

  struct Counts {
    std::uint64_t taken = 0;
    std::uint64_t dropped = 0;
    std::uint64_t most_waiting = 0;
  };

  explicit DelayLine(std::size_t packets);

  // Copies the packet, at most kPacketBytes of it.
  void push(std::span<const std::uint8_t> packet, io::Instant due);

  // Instant::never() when nothing is on the way.
  [[nodiscard]] io::Instant next_due() const;

  // The packet that is due first. REQUIRES: one is on the way
  [[nodiscard]] std::span<const std::uint8_t> front() const;
  void pop();

  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  struct Slot {
    std::size_t bytes = 0;
    std::array<std::uint8_t, kPacketBytes> octets{};
  };

  struct Waiting {
    io::Instant due{};
    std::uint64_t order = 0;
    std::size_t slot = 0;
  };

  [[nodiscard]] static bool later(const Waiting& a, const Waiting& b);

  std::vector<Slot> slots_;
  std::vector<std::size_t> free_;
  std::vector<Waiting> heap_;  // what is due first is at its front
  Counts counts_;
};

}  // namespace mxsweep::bench

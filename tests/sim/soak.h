// Soak: the whole engine at a steady rate for as many names as one likes, in
// virtual time, with a little of everything that goes wrong: loss, silence,
// SERVFAIL, truncation, resets, late and doubled replies, evicted hosts. At
// even intervals it notes what must not grow: the heap, what is open, and how
// far the packets sent are from the rate. One thread; everything follows from
// the seed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace mxsweep::sim {

struct SoakOptions {
  std::uint64_t names = 1'000'000;
  std::uint64_t rate_pps = 50'000;
  std::uint64_t seed = 1;
  std::uint16_t shards = 1;
  std::uint32_t marks = 20;  // the first half of the first is the warm-up
  // Of every query, unless it is null.
  std::vector<std::uint16_t>* ids = nullptr;
};

struct SoakMark {
  std::uint64_t names = 0;
  double virtual_s = 0;
  std::uint64_t queries = 0;      // sent so far
  std::uint32_t questions = 0;    // open
  std::uint64_t heap_octets = 0;  // allocated and not freed
  std::uint64_t resident_octets = 0;
};

struct SoakResult {
  std::string failure;  // empty when all is well
  std::vector<SoakMark> marks;
  std::uint64_t host_evictions = 0;
  std::uint64_t timeouts = 0;

  // The packets a second between two marks.
  [[nodiscard]] double rate(std::size_t from, std::size_t to) const;
};

[[nodiscard]] SoakResult soak(const SoakOptions& options);

// One line for each mark.
[[nodiscard]] std::string to_text(const SoakResult& result);

}  // namespace mxsweep::sim

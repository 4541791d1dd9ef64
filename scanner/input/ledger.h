// Ledger: the proof that every input record became exactly one terminal
// record. Both ends of the pipeline add the numbers of what they handled; a
// count and a sum of mixed numbers must agree in the end, whatever the order.
// A lost record, a doubled one, or one swapped for another each change the
// sum. One thread per object; compare after the threads are done.
#pragma once

#include <cstdint>

namespace mxsweep {

class Ledger {
 public:
  void add(std::int64_t seq) {
    ++count_;
    sum_ += mix(static_cast<std::uint64_t>(seq));
  }

  // What another one counted, of other records.
  void add(const Ledger& other) {
    count_ += other.count_;
    sum_ += other.sum_;
  }

  [[nodiscard]] std::uint64_t count() const { return count_; }

  bool operator==(const Ledger&) const = default;

 private:
  // A bijection without structure (SplitMix64's finisher), so that errors in
  // several records do not cancel out.
  static constexpr std::uint64_t mix(std::uint64_t x) {
    x += 0x9E3779B97F4A7C15U;
    x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
    x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
    return x ^ (x >> 31U);
  }

  std::uint64_t count_ = 0;
  std::uint64_t sum_ = 0;
};

}  // namespace mxsweep

// A resolver that can take only so much: what comes above its capacity is
// dropped at once, without a queue, as a rate limiter or a full receive
// buffer would. The capacity may change while it runs. Keeps count by the
// second. Time is that of the packets' arrival. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "io/base/time.h"

namespace mxsweep::bench {

// From `from_s` seconds after the first packet on, `per_second` are taken.
struct CapacityStep {
  std::uint32_t from_s = 0;
  std::uint32_t per_second = 0;
};

// "0:20000,20:40000,40:10000"; seconds must begin at 0 and rise. Nothing when
// it does not parse.
[[nodiscard]] std::optional<std::vector<CapacityStep>> parse_capacity_plan(
    std::string_view text);

class Policer {
 public:
  struct Second {
    std::uint64_t received = 0;
    std::uint64_t dropped = 0;
  };

  // Without steps everything is taken.
  explicit Policer(std::vector<CapacityStep> plan);

  // Whether the packet that came at `at_ns` is taken.
  [[nodiscard]] bool take(std::int64_t at_ns);

  // Since the first packet; the last second is not complete.
  [[nodiscard]] const std::vector<Second>& seconds() const { return seconds_; }

 private:
  static constexpr std::int64_t kPacket = 1'000'000'000;
  // What may come at once, as the time in which it would come evenly.
  static constexpr io::Duration kBurst = io::Duration::milliseconds(5);

  [[nodiscard]] bool spend(std::int64_t elapsed_ns);

  const std::vector<CapacityStep> plan_;
  std::size_t step_ = 0;
  bool begun_ = false;
  std::int64_t first_ns_ = 0;
  std::int64_t last_ns_ = 0;
  std::int64_t credit_ = kPacket;  // in packets times 1e9
  std::vector<Second> seconds_;
};

}  // namespace mxsweep::bench

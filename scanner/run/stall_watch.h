// StallWatch: whether every engine thread still turns. Each counts its steps,
// and while questions of it are in flight it makes some twenty a second; one
// that makes none hangs (a disk that is gone under a page of the program, a
// bug) and its names with it, while all else looks well. Pure, main thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "io/base/time.h"

namespace mxsweep {

struct ShardBeat {
  std::uint64_t steps = 0;
  std::uint64_t in_flight = 0;
};

class StallWatch {
 public:
  static constexpr io::Duration kMost = io::Duration::seconds(10);

  // The number of the first thread that hangs. Called a few times a second;
  // where that was not so, this process as a whole was held up, and nobody is
  // blamed.
  [[nodiscard]] std::optional<std::size_t> look(
      std::span<const ShardBeat> beats, io::Instant now);

 private:
  struct Seen {
    std::uint64_t steps = 0;
    io::Instant since{};
  };

  std::vector<Seen> seen_;
  io::Instant looked_{};
};

}  // namespace mxsweep

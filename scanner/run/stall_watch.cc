#include "scanner/run/stall_watch.h"

namespace mxsweep {
namespace {

constexpr io::Duration kLookedAway = io::Duration::seconds(2);

}  // namespace

std::optional<std::size_t> StallWatch::look(std::span<const ShardBeat> beats,
                                            io::Instant now) {
  const bool looked_away = now - looked_ > kLookedAway;
  looked_ = now;
  seen_.resize(beats.size());
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < beats.size(); ++i) {
    Seen& seen = seen_[i];
    if (looked_away || beats[i].in_flight == 0 ||
        beats[i].steps != seen.steps) {
      seen = {beats[i].steps, now};
    } else if (now - seen.since >= kMost && !found.has_value()) {
      found = i;
    }
  }
  return found;
}

}  // namespace mxsweep

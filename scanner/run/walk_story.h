// WalkStory: what mxsweep explain tells of own recursion: of which zone a
// server was asked, and where its reply led, in plain words. Filled by the
// shard's thread (WalkObserver); read once that was joined.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/base/endpoint.h"
#include "io/base/time.h"

#include "scanner/recursion/walk_observer.h"

namespace mxsweep {

class WalkStory final : public WalkObserver {
 public:
  // One question of the walk, which may be several messages: over TCP, or
  // without EDNS.
  struct Step {
    std::string name;
    std::uint16_t type = 0;
    bool for_server = false;
    bool minimised = false;
    io::Endpoint asked;
    io::Instant at{};
    io::Instant ended{};
    std::string whom;     // "ns.example.net, of the zone com"
    std::string outcome;  // a sentence
  };

  void on_step(const WalkStep& step) override;

  // Resolvers were asked.
  [[nodiscard]] bool empty() const { return steps_.empty(); }

  // Why the walk itself asks that, as the end of a line; empty: it does not.
  [[nodiscard]] std::string purpose_of(const std::string& name,
                                       std::uint16_t type) const;

  // That to which a message with this question, sent then, belongs; null: none.
  [[nodiscard]] const Step* find(const std::string& name, std::uint16_t type,
                                 const io::Endpoint& asked,
                                 io::Instant at) const;

 private:
  std::vector<Step> steps_;
};

}  // namespace mxsweep

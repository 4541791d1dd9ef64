// WalkStory: what mxsweep explain tells of own recursion: of which zone a
// server was asked, where its reply led, and why there was nobody left to ask,
// in plain words. Filled by the shard's thread (WalkObserver); read once that
// was joined.
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
    std::uint32_t walk = 0;
    std::string name;
    std::uint16_t type = 0;
    bool for_server = false;
    bool minimised = false;
    io::Endpoint asked;
    io::Instant at{};
    io::Instant ended{};
    std::string whom;     // "ns.example.net, of the zone com"
    std::string outcome;  // a sentence
    // What comes next is told as well, once that is known.
    enum class Open : std::uint8_t { kNo, kReferral, kAlias, kUseless };
    Open open = Open::kNo;
  };

  void on_step(const WalkStep& step) override;
  void on_turn(const WalkTurn& turn) override;
  void on_end(const WalkEnd& end) override;
  void on_barred(const BarredServer& server) override;

  // Resolvers were asked.
  [[nodiscard]] bool empty() const { return steps_.empty(); }

  // Why the walk itself asks that, as the end of a line; empty: it does not.
  [[nodiscard]] std::string purpose_of(const std::string& name,
                                       std::uint16_t type) const;

  // That to which a message with this question, sent then, belongs; null: none.
  [[nodiscard]] const Step* find(const std::string& name, std::uint16_t type,
                                 const io::Endpoint& asked,
                                 io::Instant at) const;

  // Each question that ended as there was nobody left to ask, and why, in the
  // order in which that was.
  [[nodiscard]] const std::vector<std::string>& ends() const { return ends_; }

 private:
  // A name server that is not asked, and why.
  struct Barred {
    std::string server;
    std::string why;
  };

  [[nodiscard]] std::string why_ended(const WalkEnd& end) const;
  [[nodiscard]] std::string barred_text(const WalkEnd& end) const;

  std::vector<Step> steps_;
  std::vector<Barred> barred_;
  std::vector<std::string> ends_;
};

}  // namespace mxsweep

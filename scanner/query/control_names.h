// ControlNames: what control questions ask. Questions that this run has seen
// answered, a few of them and always recent ones; until there is one, the root,
// about which every resolver can say something. Owned by one QueryEngine, used
// by its thread only; allocates nothing.
#pragma once

#include <array>
#include <cstdint>

#include "io/base/prng.h"
#include "io/base/time.h"

#include "scanner/dns/header.h"
#include "scanner/dns/name.h"

namespace mxsweep {

class ControlNames {
 public:
  ControlNames() {
    static_cast<void>(root_.finish());  // one octet always has room
  }

  struct Question {
    NameView name;
    std::uint16_t type = 0;
  };

  // A question that was answered usefully. Most are forgotten again. True for
  // the first.
  bool learn(NameView name, std::uint16_t type, io::Instant now) {
    if (now < next_) {
      return false;
    }
    names_[learnt_ % kKept].assign(name);
    types_[learnt_ % kKept] = type;
    ++learnt_;
    next_ = now + (learnt_ < kUsed ? io::Duration{} : kInterval);
    return learnt_ == 1;
  }

  // Good for kKept - kUsed seconds, which is longer than any reply may take.
  [[nodiscard]] Question draw(io::Prng& prng) const {
    const std::uint32_t used = learnt_ < kUsed ? learnt_ : kUsed;
    if (used == 0) {
      return {root_.view(), kTypeMx};
    }
    const std::uint32_t which =
        (learnt_ - 1 - static_cast<std::uint32_t>(prng.below(used))) % kKept;
    return {names_[which].view(), types_[which]};
  }

 private:
  static constexpr std::uint32_t kKept = 64;
  static constexpr std::uint32_t kUsed = 8;  // the newest
  static constexpr io::Duration kInterval = io::Duration::seconds(1);

  Name root_;
  std::array<Name, kKept> names_;
  std::array<std::uint16_t, kKept> types_{};
  std::uint32_t learnt_ = 0;
  io::Instant next_{};
};

}  // namespace mxsweep

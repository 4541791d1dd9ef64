// RetryOutlook: how long questions that are asked again will take, for whoever
// says when a run ends: the last names of a list are waited for long after all
// others. Nothing is known of such a question but how it went so far, so it is
// reckoned to fail up to its last attempt; how many of them did fail is counted
// beside that. Silence and useless replies take different times. Counted by the
// engine's thread, read by the progress thread at any time.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "io/base/time.h"

#include "scanner/query/counters.h"

namespace mxsweep {

// Of questions whose last attempt ended in one way.
template <class Value>
struct RetriesOf {
  Value open{};      // asked again, or about to be
  Value answered{};  // in the end
  Value failed{};    // in the end
  Value takes{};     // ns: the longest of them, from its first attempt
  Value until{};     // the instant at which the last of them fails
};

struct RetryOutlook {
  static constexpr std::size_t kSilence = 0;
  static constexpr std::size_t kUseless = 1;

  std::array<RetriesOf<Counter>, 2> kinds;

  // An attempt ended that will be followed by another. `kind_before` is that
  // of the attempt before. `left`: what the further attempts may take.
  struct Failure {
    std::size_t kind = kSilence;
    std::size_t kind_before = kSilence;
    bool first = false;
    io::Duration took{};  // this attempt
    io::Duration left{};
  };

  void failed(const Failure& failure, io::Instant now) {
    RetriesOf<Counter>& kind = kinds[failure.kind];
    if (!failure.first) {
      less(kinds[failure.kind_before].open);
    } else {
      raise(kind.takes, failure.took + failure.left);
    }
    kind.open.add();
    raise(kind.until, now + failure.left - io::Instant{});
  }

  // A question that was asked again is over.
  void ended(std::size_t kind, bool answered) {
    less(kinds[kind].open);
    (answered ? kinds[kind].answered : kinds[kind].failed).add();
  }

 private:
  static void less(Counter& counter) { counter.set(counter.get() - 1); }

  static void raise(Counter& counter, io::Duration value) {
    counter.set(std::max(
        counter.get(),
        static_cast<std::uint64_t>(std::max<std::int64_t>(value.ns, 0))));
  }
};

}  // namespace mxsweep

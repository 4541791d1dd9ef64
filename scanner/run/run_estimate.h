// RunEstimate: how far a run is and how long it will take, from what was read
// and what is done at a few moments. Names that were read and are not finished
// are not done; how many there are in all is known when the list was read to
// its end, and before that follows from the share of it that was used. Names
// get cheaper as the run goes on, since ever more mail hosts are known: how
// much is told by the packets they took. Pauses (of a resolver, of the machine)
// are no part of the speed unless they come again and again. Pure: the caller
// says how much time has passed. One thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "io/base/time.h"

#include "scanner/query/retry_outlook.h"

namespace mxsweep {

// What of the list was read, as one moment had it.
struct ListProgress {
  std::uint64_t names = 0;  // that are to be asked, or were by an earlier run
  bool all = false;         // no more will come
  bool holds = false;       // nothing is asked before all were read
  // Of the list, 0 to 1, from which these came; absent: it has no size.
  std::optional<double> share{};
  std::optional<std::uint64_t> most{};  // names are no more than these
  std::uint64_t before = 0;             // of all: asked by an earlier run
};

// By RetryOutlook::kinds, of all shards; `until` is the time from now on.
using RetriesAhead = std::array<RetriesOf<std::uint64_t>, 2>;

struct NamesUnderWay {
  std::uint64_t packets = 0;  // sent for what is done; 0: not known
  bool all = false;           // no name of the list is left to ask
  RetriesAhead retries{};
};

class RunEstimate {
 public:
  // Later moments only.
  void look(io::Duration elapsed, std::uint64_t done, const ListProgress& list,
            const NamesUnderWay& under_way = {});

  // Names in all; exact once the list was read.
  [[nodiscard]] std::optional<std::uint64_t> total() const { return total_; }

  // Finished of all, 0 to 1; never less than it said before, and 1 only when
  // all are.
  [[nodiscard]] std::optional<double> share() const { return share_; }

  // Nothing while it cannot be told.
  [[nodiscard]] std::optional<io::Duration> left() const { return left_; }

  // Of a run that is over: how long the last 5 % of the names took, which often
  // wait for retries, and how many names a second were done before, without
  // the first quarter, in which the pace is found.
  struct Tail {
    io::Duration took{};
    double pace_before = 0;
  };

  [[nodiscard]] Tail tail() const;

 private:
  struct Moment {
    io::Duration at{};
    std::uint64_t done = 0;
    std::uint64_t packets = 0;
    // Until then, what is more than usual.
    io::Duration paused{};
    std::uint64_t packets_paused = 0;
    std::uint32_t pauses = 0;

    [[nodiscard]] io::Duration active() const { return at - paused; }

    [[nodiscard]] double cost() const {
      return static_cast<double>(packets - packets_paused);
    }
  };

  using Moments = std::vector<Moment>;

  static constexpr std::size_t kMomentsMax = 256;
  // How soon anything is said.
  static constexpr io::Duration kFirstWords = io::Duration::seconds(3);
  // The last so many names say how fast it goes, and at least half of the time,
  // or a third of it where that is many names.
  static constexpr std::uint64_t kNamesLately = 200;

  void note(Moment now);
  void leave_pause_out(Moment& now) const;
  void estimate_total(std::uint64_t done, const ListProgress& list);
  void estimate_left(const Moment& now, const NamesUnderWay& under_way);
  [[nodiscard]] Moments::const_iterator lately() const;
  [[nodiscard]] double cost_to_come(const Moment& from) const;

  Moments moments_;  // at which something was new, thinned out
  std::optional<std::uint64_t> total_;
  std::optional<double> share_;
  std::optional<io::Duration> left_;
};

}  // namespace mxsweep

// Progress: one line about a run in progress, as wide as there is room. It says
// how much is done and how long it will take and, when it is not plain
// scanning, what is going on in words: fields are left out by their weight
// where they do not fit. Pure: the caller says how much time has passed and
// shows the line where it wants. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "io/base/log.h"
#include "io/base/time.h"

#include "scanner/run/run_estimate.h"
#include "scanner/run/totals.h"

namespace mxsweep {

// Resolvers as they are at this moment.
struct ResolverStates {
  std::size_t all = 0;
  std::size_t silent = 0;   // answer nothing, so nobody asks them
  std::size_t failing = 0;  // answer nothing usefully, so nobody asks them
  std::string first{};      // of those that are silent or fail
  // All that they said in this run is failures, and they are asked still: the
  // names may be like that.
  std::size_t useless = 0;
  std::string first_useless{};

  [[nodiscard]] std::size_t out() const { return silent + failing; }
};

struct ProgressInput {
  io::Duration elapsed{};
  ListProgress list;
  Totals totals;
  RetriesAhead retries{};
  ResolverStates resolvers;
  std::uint64_t rate_pps = 0;  // --rate; 0: there is none
  // The user wants the run to end, which it will after this time at most.
  std::optional<io::Duration> stops_in{};
  // An engine thread that hangs, from 0.
  std::optional<std::size_t> stalled{};
};

// What programs want to know of it.
struct ProgressFigures {
  double names_per_second = 0;
  double queries_per_second = 0;
  // Of the whole list, as far as that is known.
  std::optional<std::uint64_t> names_total{};
  std::optional<io::Duration> left{};  // absent while it cannot be told
  std::string situation{};             // in words; empty: plain scanning
};

// What was counted in a while.
struct Held {
  Totals counts;
  io::Duration over{};
};

class Progress {
 public:
  // Rates are those of the last `lately`.
  explicit Progress(io::Duration lately) : lately_(lately) {}

  // A few times a second. Names that are done because the run was stopped
  // before they were asked count for nothing.
  void look(const ProgressInput& moment);

  // Of what was seen last, in at most `columns` of a terminal.
  [[nodiscard]] std::vector<io::TonedText> line(std::size_t columns) const;

  // The same with all that there is to say, for a log.
  [[nodiscard]] std::string log_line() const;

  [[nodiscard]] ProgressFigures figures() const;

 private:
  // Of the last `lately`: what was counted when.
  class Rate {
   public:
    void look(std::uint64_t count, io::Duration now, io::Duration lately);

    [[nodiscard]] double per_second() const;

   private:
    struct Seen {
      io::Duration at{};
      std::uint64_t count = 0;
    };

    std::deque<Seen> seen_{Seen{}};
  };

  const io::Duration lately_;
  ProgressInput now_;
  RunEstimate estimate_;
  Rate names_;
  Rate queries_;
  // Of about the last second, and what was counted when it began.
  Held held_;
  Totals before_;
  io::Duration held_since_{};
};

// "stopping: 340 questions in flight, up to 4 s; again to stop now"
[[nodiscard]] std::string stopping_text(std::uint64_t in_flight,
                                        io::Duration most);

}  // namespace mxsweep

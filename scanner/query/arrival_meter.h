// ArrivalMeter: how many replies are worth waiting for together, so that one
// system call serves many (docs/decisions/005). Goes by what arrived in the
// last few milliseconds and by the shortest round trip. Owned by one
// QueryEngine, used by its thread only; time is an argument.
#pragma once

#include <cstdint>

#include "io/base/time.h"
#include "io/net/transport.h"

namespace mxsweep {

class ArrivalMeter {
 public:
  // How many messages receive() shall wait for, and how long at most.
  struct Wait {
    std::uint32_t messages = 1;
    io::Duration at_most{};
  };

  // `held`: a rate holds questions back, until `until`; so to wait costs no
  // throughput. Else the servers must have work meanwhile. With
  // knows_arrivals(true) round trips do not seem longer by it, and nobody wakes
  // up for replies alone before the next questions may leave.
  [[nodiscard]] Wait wait(bool held, io::Duration until,
                          std::uint32_t in_flight) const;

  void knows_arrivals(bool known) { knows_arrivals_ = known; }

  void note_batch(const io::RxBatch& batch);
  void note_rtt(io::Duration rtt);

  // `batch` is what was received by a round that began at `began`. Whether
  // more may lie ready, so that nobody may be called silent yet: a full batch
  // says so, and after a long pause of this process there may be more behind a
  // short one, too. A flood cannot put off timeouts for ever.
  [[nodiscard]] bool more_may_wait(const io::RxBatch& batch, io::Instant began,
                                   io::Duration pause_least);

 private:
  static constexpr io::Duration kNoRtt = io::Duration::seconds(1'000'000);

  io::Instant since_{};  // beginning of the stretch of time that is measured
  std::int64_t arrivals_ = 0;        // in it
  std::int64_t pps_ = 0;             // in the last one
  io::Duration least_rtt_ = kNoRtt;  // in it
  io::Duration rtt_ = kNoRtt;        // the least of the last one
  io::Duration wait_when_held_{};    // while a rate holds us back
  bool knows_arrivals_ = false;
  std::uint32_t full_batches_ = 0;  // in a row
  std::uint32_t catch_up_ = 0;      // rounds left to read what came in a pause
};

}  // namespace mxsweep

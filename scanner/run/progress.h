// Progress: one line about a run in progress, made from the counters. Pure:
// the caller says how much time has passed and prints the line where it wants
// (a redrawn bar on a terminal, a plain line elsewhere). One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "io/base/time.h"

#include "scanner/run/totals.h"

namespace mxsweep {

struct ProgressInput {
  io::Duration elapsed{};
  // Part of the input that was read, 0..1; absent when its size is unknown.
  std::optional<double> input_share;
  Totals totals;
};

class Progress {
 public:
  // With a bar for terminals, without for logs.
  explicit Progress(bool with_bar) : with_bar_(with_bar) {}

  [[nodiscard]] std::string line(const ProgressInput& now);

 private:
  bool with_bar_;
  io::Duration last_elapsed_{};
  std::uint64_t last_done_ = 0;
  std::uint64_t last_queries_ = 0;
};

}  // namespace mxsweep

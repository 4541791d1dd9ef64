// What is going on in a run when it is not plain scanning, in words: long ones,
// short ones for narrow terminals, and none. Pure.
#pragma once

#include <optional>
#include <string>

#include "scanner/run/progress.h"

namespace mxsweep {

struct Situation {
  std::string words;  // empty: plain scanning
  std::string few_words;
  // How long it takes cannot be told from how fast it went.
  bool no_end_in_sight = false;
  // Where there is no room for the few; empty: then none.
  std::string fewest_words{};
  // The last names are waited for: only their retries tell how long it takes.
  bool tail = false;
  bool is_usual = false;  // no trouble: other figures are worth as much
};

// `held`: of about the last second. `left`: how long the run would take at its
// pace.
[[nodiscard]] Situation situation_of(const ProgressInput& now, const Held& held,
                                     std::optional<io::Duration> left);

}  // namespace mxsweep

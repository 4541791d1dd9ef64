// Plays a Scenario and compares what happened with what was expected.
#pragma once

#include <string>
#include <string_view>

#include "tests/scenario/scenario.h"

namespace mxsweep::sim {

// Empty when everything is as expected, else a text for people: a difference
// of the rows ("-" expected, "+" got), the bounds that do not hold with what
// was measured, and the packets.
[[nodiscard]] std::string run_scenario(const Scenario& scenario);

// Reads, parses and plays; the text names the file.
[[nodiscard]] std::string run_scenario_file(const std::string& path);

}  // namespace mxsweep::sim

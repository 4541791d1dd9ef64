// What was not typed but set before: MXSWEEP_* variables of the environment
// (MXSWEEP_RATE for --rate) and the file of --config. A flag goes before a
// variable, a variable before the file. Errors are ErrorCode::kUsage. Main
// thread.
#pragma once

#include <span>
#include <string>

#include "io/base/result.h"

#include "scanner/cli/flags.h"
#include "scanner/cli/options.h"

namespace mxsweep {

// "NAME=VALUE" each, as main() gets them.
using Environment = std::span<const char* const>;

// "MXSWEEP_RESOLVER_CONFIG"
[[nodiscard]] std::string variable_of(const Flag& flag);

// Adds to `options.typed` what the flags there leave open.
[[nodiscard]] io::Status add_settings(Environment environment,
                                      Options& options);

}  // namespace mxsweep

// What a run is called when nobody says so: a random UUID (RFC 9562 version 4)
// in lower case. Pure function of the randomness, any thread.
#pragma once

#include <string>

#include "io/base/prng.h"

namespace mxsweep {

[[nodiscard]] std::string random_uuid(io::Prng& prng);

}  // namespace mxsweep

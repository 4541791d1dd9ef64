// The fingerprint of a domain's MX set: xxHash of the sorted (preference,
// exchange) pairs, 16 lower-case hexadecimal digits. Equal sets give equal
// texts on every run and machine, so the results of two days can be compared.
// Pure function, any thread.
#pragma once

#include <array>

#include "scanner/mail/lookup.h"

namespace mxsweep {

using MxSetHash = std::array<char, 16>;

// REQUIRES: lookup.exchanges is sorted.
[[nodiscard]] MxSetHash mx_set_hash(const Lookup& lookup);

}  // namespace mxsweep

// The fingerprint of a domain's MX set: xxHash of the sorted (preference,
// exchange) pairs, an h and 16 lower-case hexadecimal digits. Equal sets give
// equal texts on every run and machine, so the results of two days can be
// compared. The h is for readers of CSV: one in 769 hashes looks like a number
// without it, and 4162725e99394943 like one beyond all bounds.
// Pure function, any thread.
#pragma once

#include <array>
#include <cstdint>

#include "scanner/mail/lookup.h"

namespace mxsweep {

using MxSetHash = std::array<char, 17>;

// The text of a hash of any set.
[[nodiscard]] MxSetHash hash_text(std::uint64_t hash);

// REQUIRES: lookup.exchanges is sorted.
[[nodiscard]] MxSetHash mx_set_hash(const Lookup& lookup);

}  // namespace mxsweep

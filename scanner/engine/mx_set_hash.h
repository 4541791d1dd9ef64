// The fingerprint of a domain's MX set: xxHash of the sorted (preference,
// exchange) pairs, 16 lower-case hexadecimal digits. Equal sets give equal
// texts on every run and machine, so two days can be compared by it.
#pragma once

#include <string>

#include "scanner/engine/lookup.h"

namespace mxsweep {

// Replaces `out`. REQUIRES: lookup.exchanges is sorted.
void write_mx_set_hash(const Lookup& lookup, std::string& out);

}  // namespace mxsweep

// What a concluded lookup means, in plain words: the verdict with its rule, the
// findings, and what a sender would do, in order of attempts (RFC 5321 section
// 5.1). For people; the same facts stand in the table. Pure, on the thread that
// owns the lookup.
#pragma once

#include <string>
#include <vector>

#include "scanner/mail/lookup.h"

namespace mxsweep {

class AddressPlaces;

struct VerdictText {
  std::string verdict;                // "mx (S1): ..."
  std::vector<std::string> findings;  // "single_mx: there is ..."
  std::vector<std::string> sender;    // steps, with indents
};

// Where addresses are is shown as far as `places` know it; null: they know
// nothing. REQUIRES: conclude() was called.
[[nodiscard]] VerdictText describe_verdict(const Lookup& lookup,
                                           const AddressPlaces* places);

}  // namespace mxsweep

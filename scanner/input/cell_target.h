// What a cell points at: the part of a name, a mail address or a URL that may
// be a domain name, whatever surrounds it. Nothing else of the cell gets out of
// here: neither the rest of an address nor what is not understood. Rule I5 of
// docs/rules.md. Pure but for the scratch that the caller lends.
#pragma once

#include <string>
#include <string_view>

namespace mxsweep {

struct CellTarget {
  // What may be a domain name; whether it is one is for others to say.
  std::string_view name;
  // What stood before it and may be shown: "@" for a mail address, a known
  // scheme with "://" for a URL, "*." for the name of a certificate.
  std::string_view sign;
  // Not empty: why no name was looked for.
  std::string_view problem;
};

// Kept from cell to cell, so that nothing is allocated.
struct CellScratch {
  std::string plain;
  std::string addresses;
};

// The result points into `cell` or into `scratch`, which is overwritten.
// REQUIRES: `cell` is trimmed
[[nodiscard]] CellTarget find_target(std::string_view cell,
                                     CellScratch& scratch);

}  // namespace mxsweep

// What the name of a mail host tells before anything is asked: address literals
// (S14), localhost (N5) and single labels (S13), special-use names (I4), names
// that no host may have (RFC 1123 section 2.1; W6). Pure functions, any thread.
#pragma once

#include "scanner/dns/name.h"
#include "scanner/mail/findings.h"
#include "scanner/mail/lookup.h"

namespace mxsweep {

// Empty for the root (null MX). `label_class` is label_class_of(name).
[[nodiscard]] FindingSet exchange_name_findings(NameView name,
                                                LabelClass label_class);

// ICANN's controlled interruption: your-dns-needs-immediate-attention.* (I7).
[[nodiscard]] bool is_collision_name(NameView name);

// The order of exchanges in results: that of their texts, octet by octet and
// without escapes; the root comes first. A strict order of all names.
[[nodiscard]] bool precedes(NameView a, NameView b);

// True when two records have the same exchange, with whatever preferences.
// REQUIRES: lookup.exchanges is sorted by preference.
[[nodiscard]] bool has_repeated_exchange(const Lookup& lookup);

}  // namespace mxsweep

// Dependence: on whom and on what the mail of a domain depends: who runs its
// mail hosts, whether several of them are one after all, and whether somebody
// else could take one over. Pure functions over a Lookup, on the thread that
// owns it.
#pragma once

#include "scanner/mail/lookup.h"
#include "scanner/mail/operator_matcher.h"

namespace mxsweep {

class AddressPlaces;

// Fills in who runs each exchange, with the findings that follow.
void look_at_operators(const OperatorMatcher& matcher, Lookup& lookup);

// Whether somebody could register what a mail host that does not exist is
// below of (or what its CNAMEs lead to), and get the mail. That is so when that
// registrable domain does not exist either, and not for certain where a zone
// above it speaks of the mail host only: some top-level domains have records of
// such domains in their own zone. Gives the domain that is to be asked for, or
// the empty name; marks the exchange when nothing is left to be asked.
// REQUIRES: the outcome of the exchange's host is known
[[nodiscard]] NameView look_at_registration(const OperatorMatcher& matcher,
                                            const Lookup& lookup,
                                            Exchange& exchange);

// Marks the exchange if the domain that was asked for does not exist.
void take_registration(const HostEntry& domain, Exchange& exchange);

// Mail hosts that have one address together; several of them in one network, in
// one autonomous system as far as `places` (or null) know it, or with an
// address in common. REQUIRES: all addresses of all mail hosts are known
void look_at_networks(const AddressPlaces* places, Lookup& lookup);

// Some mail hosts have TLSA records that can be used, and others for certain
// none: senders that honour DANE can be led to those (RFC 7672 section 2.2).
// REQUIRES: all answers about mail hosts are there
void look_at_dane(Lookup& lookup);

}  // namespace mxsweep

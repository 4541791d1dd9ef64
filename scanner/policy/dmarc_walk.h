// DmarcWalk: where else to look for the DMARC policy of a domain that has no
// record of its own: the DNS tree walk (RFC 9989 section 4.10), which asks at
// each name above, the top level included, and needs no list of public
// suffixes. Of a name of eight labels or more, the first name above that is
// asked has seven, so that seven questions at most are asked. A value; borrows
// the name.
#pragma once

#include "scanner/dns/name.h"
#include "scanner/policy/policy.h"

namespace mxsweep {

class DmarcWalk {
 public:
  // Ends a walk, or begins none.
  DmarcWalk() = default;

  // From the names above this one on.
  explicit DmarcWalk(NameView name);

  // The domain whose record is to be looked at now; empty when it is over.
  [[nodiscard]] NameView target() const { return target_; }

  // What there is at target(), which then is the next one. True: the record
  // there takes the place of the one that was found before. A failure ends the
  // walk, since what it hides may be what counts.
  [[nodiscard]] bool take(const PolicyReport& found);

  // The domain whose record was found last; empty if none was.
  [[nodiscard]] NameView found() const { return found_; }

 private:
  void move_on();

  NameView target_;
  NameView before_;  // one label longer than the target
  NameView found_;
};

}  // namespace mxsweep

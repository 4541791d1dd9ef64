// No more of a name than a server has to see (RFC 9156), relaxed: whatever a
// server makes of a part of a name, but for a referral, the whole name decides,
// so that rows are those of a run that shows it at once.
#include <algorithm>

#include "scanner/recursion/recursor.h"

namespace mxsweep {
namespace {

// So many labels of the name, from its end. REQUIRES: it has them
NameView end_of(NameView name, int labels) {
  for (int has = name.label_count(); has > labels; --has) {
    name = name.parent();
  }
  return name;
}

}  // namespace

// Chooses what the next question shows of the name; its type: the walk's, or A,
// which hides best among others (section 2.1). A label more than the zone has;
// where many are left, several at once, so that the whole name is shown after
// kMinimisedMax questions (section 2.3). Names that are known to be no zone cut
// are passed over.
std::uint16_t Recursor::minimise(Walk& walk) const {
  if (walk.shows_all || walk.minimised >= kMinimisedMax) {
    return walk.type;
  }
  const int all = walk.name.label_count();
  const int zone = cache_.cut(walk.cut).name().label_count();
  const int seen = std::max<int>(zone, walk.labels_seen);
  const int left = kMinimisedMax - walk.minimised;
  const bool by_one = walk.minimised < kMinimisedByOne;
  int labels = seen + (by_one ? 1 : std::max((all - seen) / left, 1));
  while (labels < all && is_no_cut(end_of(walk.name, labels))) {
    ++labels;
  }
  if (labels >= all) {
    return walk.type;
  }
  walk.hidden = static_cast<std::uint8_t>(walk.name.size() -
                                          end_of(walk.name, labels).size());
  ++walk.minimised;
  return kTypeA;
}

// An answer says that there is no zone cut; anything else says nothing, and may
// be the fault of the question. The server is none that was asked in vain.
void Recursor::take_minimised(std::uint32_t index, bool exists) {
  Walk& walk = walks_[index];
  walk.forget_tried(servers_.seed(walk.server));
  if (exists) {
    walk.labels_seen = static_cast<std::uint8_t>(walk.shown().label_count());
    note_no_cut(walk.shown());
    stop_leading(index, false);
  } else {
    walk.shows_all = true;
  }
  go_on(index);
}

}  // namespace mxsweep

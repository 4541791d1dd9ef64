#include "scanner/mail/dmarc_parents.h"

#include "scanner/mail/host_cache.h"

namespace mxsweep {
namespace {

// Entries looked at for one that takes the place of another.
constexpr std::uint32_t kScanMax = 64;

}  // namespace

DmarcParents::Found DmarcParents::find_or_create(NameView asked,
                                                 io::Instant now) {
  const auto found = by_name_.find(asked.key());
  if (found != by_name_.end()) {
    Entry& known = entries_[found->second];
    known.recently_used = true;
    const bool stale = known.settled &&
                       known.report.status == PolicyStatus::kUnknown &&
                       now - known.settled_at > HostCache::kFailureKept;
    known.settled = known.settled && !stale;
    return {found->second, stale};
  }
  const std::uint32_t index = take_slot();
  Entry& entry = entries_[index];
  entry.octets.assign(asked.data(), asked.data() + asked.size());
  entry.settled = false;
  entry.recently_used = false;
  by_name_.emplace(entry.asked().key(), index);
  return {index, true};
}

// There are more than `most_` only while so many are being asked for.
std::uint32_t DmarcParents::take_slot() {
  const auto size = static_cast<std::uint32_t>(entries_.size());
  for (std::uint32_t step = 0; size >= most_ && step < kScanMax; ++step) {
    const std::uint32_t index = hand_;
    hand_ = (hand_ + 1) % size;
    Entry& entry = entries_[index];
    if (entry.settled && !entry.recently_used) {
      by_name_.erase(entry.asked().key());
      return index;
    }
    entry.recently_used = false;
  }
  entries_.emplace_back();
  return size;
}

}  // namespace mxsweep

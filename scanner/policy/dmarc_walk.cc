#include "scanner/policy/dmarc_walk.h"

namespace mxsweep {
namespace {

constexpr int kLabelsMax = 7;

}  // namespace

DmarcWalk::DmarcWalk(NameView name) : target_(name) {
  move_on();
  while (!target_.empty() && target_.label_count() > kLabelsMax) {
    move_on();
  }
}

bool DmarcWalk::take(const PolicyReport& found) {
  const NameView here = target_;
  if (found.status == PolicyStatus::kUnknown) {
    target_ = {};
    return false;
  }
  const auto* const policy = found.get<DmarcPolicy>();
  const DmarcRole role = policy == nullptr ? DmarcRole::kUnsaid : policy->role;
  const NameView below = before_;
  if (role == DmarcRole::kUnsaid) {
    move_on();
  } else {
    target_ = {};
  }
  if (found.status == PolicyStatus::kAbsent ||
      found.status == PolicyStatus::kMultiple) {
    return false;
  }
  // The organizational domain is the one below a public suffix. Its record goes
  // before that of the suffix, but no record further below does.
  if (role == DmarcRole::kSuffix && !found_.empty() && found_ == below) {
    return false;
  }
  found_ = here;
  return true;
}

void DmarcWalk::move_on() {
  before_ = target_;
  target_ = target_.is_root() ? NameView() : target_.parent();
  if (target_.is_root()) {
    target_ = {};
  }
}

}  // namespace mxsweep

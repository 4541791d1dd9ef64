#include "scanner/run/run_input.h"

#include <utility>

namespace mxsweep {

io::Status RunInput::open(io::Prng& prng) {
  FilterOptions filter;
  if (plan_.registrable) {
    io::Result<PublicSuffixes> suffixes =
        PublicSuffixes::open(plan_.public_suffix_list);
    if (!suffixes.ok()) {
      return suffixes.error();
    }
    filter.registrable = &suffixes_.emplace(suffixes.take());
  }
  if (plan_.blocklist.has_names()) {
    filter.blocklist = &plan_.blocklist;
  }
  if (plan_.unique) {
    filter.unique_bytes = plan_.unique_memory_mib << 20U;
  }
  filter.share = plan_.sample_share;
  if (filter.registrable != nullptr || filter.blocklist != nullptr ||
      plan_.unique || filter.share < 1) {
    filter_.emplace(filter, prng.split());
  }
  const HoldOptions hold = {plan_.shuffle, plan_.sample_count};
  if (hold.holds()) {
    held_.emplace(hold, prng.split());
  }
  return {};
}

void RunInput::attach_to(NameReader& reader) {
  if (filter_.has_value()) {
    reader.filter_by(*filter_);
  }
  if (held_.has_value()) {
    reader.hold_in(*held_);
  }
}

InputReport RunInput::report() const {
  InputReport out;
  if (filter_.has_value()) {
    const NameFilter::Counted counted = filter_->counted();
    out.duplicates = counted.duplicates;
    out.not_sampled = counted.not_sampled;
    out.unique_window = counted.forgot_names ? counted.remembers : 0;
  }
  if (held_.has_value()) {
    out.not_sampled += held_->left_out();
  }
  if (suffixes_.has_value()) {
    out.public_suffix_list = suffixes_->source();
  }
  return out;
}

}  // namespace mxsweep

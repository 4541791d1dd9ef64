#include "scanner/run/run_input.h"

#include <utility>

namespace mxsweep {

InputOptions input_options(const ScanPlan& plan) {
  return {.allow_special = plan.allow_special,
          .lenient = plan.lenient,
          .first_seq = static_cast<std::int64_t>(plan.seq_from),
          .limit = plan.limit,
          .most_handed_out = plan.max_names};
}

io::Status RunInput::open(io::Prng& prng, const PublicSuffixes* suffixes) {
  suffixes_ = suffixes;
  FilterOptions filter;
  if (needs_suffixes(plan_)) {
    filter.registrable = plan_.registrable ? suffixes_ : nullptr;
    filter.shard = {plan_.shard_number, plan_.shard_count, suffixes_};
  }
  if (plan_.blocklist.has_names()) {
    filter.blocklist = &plan_.blocklist;
  }
  if (plan_.unique) {
    filter.unique_bytes = plan_.unique_memory_mib << 20U;
  }
  filter.share = plan_.sample_share;
  if (filter.registrable != nullptr || filter.blocklist != nullptr ||
      plan_.unique || filter.share < 1 || filter.shard.count > 1) {
    look_prng_ = prng.split();
    filter_.emplace(filter, look_prng_);
  }
  look_ = filter;
  look_.unique_bytes.reset();
  const HoldOptions hold = {plan_.shuffle, plan_.sample_count};
  if (hold.holds()) {
    held_.emplace(hold, prng.split());
  }
  return {};
}

void RunInput::attach_to(NameReader& reader, const std::atomic<bool>& stop) {
  if (filter_.has_value()) {
    reader.filter_by(*filter_);
  }
  if (held_.has_value()) {
    reader.hold_in(*held_, stop);
  }
}

InputReport RunInput::report() const {
  InputReport out;
  if (filter_.has_value()) {
    const NameFilter::Counted counted = filter_->counted();
    out.other_shards = counted.other_shards;
    out.duplicates = counted.duplicates;
    out.not_sampled = counted.not_sampled;
    out.unique_window = counted.forgot_names ? counted.remembers : 0;
  }
  if (held_.has_value()) {
    out.not_sampled += held_->left_out();
  }
  if (plan_.registrable && suffixes_ != nullptr) {
    out.public_suffix_list = suffixes_->source();
  }
  return out;
}

}  // namespace mxsweep

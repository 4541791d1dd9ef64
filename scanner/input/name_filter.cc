#include "scanner/input/name_filter.h"

#include <xxhash.h>

namespace mxsweep {

// What is no name is of some shard, too. A public suffix is its own domain.
bool ListShard::has(const InputRecord& record) const {
  std::string_view key = record.input;
  if (!record.name.empty()) {
    const NameView name = record.name.view();
    const NameView domain = suffixes->registrable(name);
    key = (domain.empty() ? name : domain).key();
  }
  return XXH3_64bits(key.data(), key.size()) % count == number;
}

NameFilter::NameFilter(const FilterOptions& options, io::Prng prng)
    : options_(options), prng_(prng) {
  if (options.unique_bytes.has_value()) {
    seen_.emplace(*options.unique_bytes);
  }
}

bool NameFilter::keep(InputRecord& record, bool is_done) {
  if (options_.shard.count > 1 && !is_done && !options_.shard.has(record)) {
    ++counted_.other_shards;
    return false;
  }
  if (options_.registrable != nullptr && !record.name.empty()) {
    cut_to_registrable(record);
  }
  const NameView name = record.name.view();
  if (seen_.has_value() && !record.name.empty() && !seen_->add(name) &&
      !is_done) {
    ++counted_.duplicates;
    return false;
  }
  if (options_.share < 1 && prng_.unit() >= options_.share && !is_done) {
    ++counted_.not_sampled;
    return false;
  }
  if (options_.blocklist != nullptr && !record.name.empty()) {
    const NameView blocked = options_.blocklist->find(name);
    if (!blocked.empty()) {
      ++counted_.blocklisted;
      record.blocklisted = true;
    }
  }
  return true;
}

void NameFilter::cut_to_registrable(InputRecord& record) const {
  const NameView found = options_.registrable->registrable(record.name.view());
  if (found.size() == record.name.view().size()) {
    return;
  }
  if (record.input.empty()) {  // it was equal to the name
    append_text(record.name.view(), record.input);
  }
  if (found.empty()) {
    record.error = "public suffix: nobody registered it";
    record.name.clear();
    return;
  }
  record.name = Name(found);
  record.label_class = label_class_of(record.name.view());
}

NameFilter::Counted NameFilter::counted() const {
  Counted out = counted_;
  if (seen_.has_value()) {
    out.forgot_names = seen_->forgotten();
    out.remembers = seen_->window();
  }
  return out;
}

}  // namespace mxsweep

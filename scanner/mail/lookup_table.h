// LookupTable: the lookups of a shard, in use and free, and which of them asks
// about which name. Grows up to its limit; a lookup never moves, so that names
// may be borrowed from it. Owned by one shard, used by its thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "scanner/mail/lookup.h"
#include "scanner/mail/name_index.h"

namespace mxsweep {

class LookupTable {
 public:
  // `usual`: for which there is memory from the beginning. `most` >= usual.
  LookupTable(std::size_t usual, std::size_t most)
      : most_(most), by_name_(lookups_, usual) {
    lookups_.reserve(most);
    lookups_.resize(usual);
    free_.reserve(most);
    for (std::size_t i = usual; i > 0; --i) {
      give_back(static_cast<std::uint32_t>(i - 1));
    }
  }

  [[nodiscard]] bool has_free() const {
    return !free_.empty() || lookups_.size() < most_;
  }

  [[nodiscard]] bool all_free() const {
    return free_.size() == lookups_.size();
  }

  // As reset() leaves one. REQUIRES: has_free()
  [[nodiscard]] std::uint32_t take() {
    if (free_.empty()) {
      lookups_.emplace_back().reset();
      return static_cast<std::uint32_t>(lookups_.size() - 1);
    }
    const std::uint32_t index = free_.back();
    free_.pop_back();
    if (free_.size() >= kAhead) {
      lookups_[free_[free_.size() - kAhead]].prefetch();
    }
    return index;
  }

  // The lookup asks about its name from now on, unless another one does
  // already: then it joins that one as a duplicate (T8), and this is false.
  [[nodiscard]] bool ask(std::uint32_t index) {
    const std::uint32_t asking = by_name_.find_or_add(index);
    if (asking == Lookup::kNone) {
      return true;
    }
    Lookup& first = lookups_[asking];
    lookups_[index].next_duplicate = first.next_duplicate;
    first.next_duplicate = index;
    return false;
  }

  void stop_asking(std::uint32_t index) { by_name_.remove(index); }

  // Made ready for its next name now, while it is in the cache.
  void give_back(std::uint32_t index) {
    lookups_[index].reset();
    free_.push_back(index);
  }

  [[nodiscard]] Lookup& operator[](std::uint32_t index) {
    return lookups_[index];
  }

 private:
  // A free lookup has long left the cache; it is fetched so many jobs early.
  static constexpr std::size_t kAhead = 4;

  const std::size_t most_;
  std::vector<Lookup> lookups_;
  std::vector<std::uint32_t> free_;
  NameIndex by_name_;
};

}  // namespace mxsweep

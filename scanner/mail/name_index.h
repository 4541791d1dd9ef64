// NameIndex: which lookup is asking about a name, so that the same name read
// again can share its answer (T8). A hash table of chained lookups; the links
// are in the lookups, so the index itself holds only the heads of the chains,
// which stay in the processor's cache. The hash must be secret: else an input
// could put all its names into one chain. Allocates in the constructor, and
// when far more names wait than usual; owned by one shard, as the lookups are.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "scanner/mail/lookup.h"

namespace mxsweep {

class NameIndex {
 public:
  // `lookups` outlives the index and may grow; the numbers of its elements stay
  // the same. About `usual` of them are in the index at a time.
  NameIndex(std::vector<Lookup>& lookups, std::size_t usual)
      : lookups_(lookups),
        heads_(std::bit_ceil(2 * usual + 1), Lookup::kNone) {}

  // The lookup that is in the index with the same name as `lookup`; else kNone,
  // and `lookup` is in the index from now on. REQUIRES: the name and name_hash
  // of `lookup` are set
  [[nodiscard]] std::uint32_t find_or_add(std::uint32_t lookup) {
    Lookup& added = lookups_[lookup];
    std::uint32_t& head = head_of(added);
    for (std::uint32_t at = head; at != Lookup::kNone;
         at = lookups_[at].next_in_index) {
      if (lookups_[at].name_hash == added.name_hash &&
          lookups_[at].name() == added.name()) {
        return at;
      }
    }
    added.next_in_index = head;
    head = lookup;
    ++entries_;
    if (entries_ > heads_.size()) {
      grow();
    }
    return Lookup::kNone;
  }

  // Does nothing when the lookup was not added.
  void remove(std::uint32_t lookup) {
    std::uint32_t* link = &head_of(lookups_[lookup]);
    while (*link != Lookup::kNone && *link != lookup) {
      link = &lookups_[*link].next_in_index;
    }
    if (*link == lookup) {
      *link = lookups_[lookup].next_in_index;
      --entries_;
    }
  }

 private:
  // Twice as many chains, so that each stays short.
  void grow() {
    std::vector<std::uint32_t> old(heads_.size() * 2, Lookup::kNone);
    old.swap(heads_);
    for (std::uint32_t at : old) {
      while (at != Lookup::kNone) {
        const std::uint32_t next = lookups_[at].next_in_index;
        std::uint32_t& head = head_of(lookups_[at]);
        lookups_[at].next_in_index = head;
        head = at;
        at = next;
      }
    }
  }

  [[nodiscard]] std::uint32_t& head_of(const Lookup& lookup) {
    return heads_[lookup.name_hash & (heads_.size() - 1)];
  }

  std::vector<Lookup>& lookups_;
  std::vector<std::uint32_t> heads_;
  std::size_t entries_ = 0;
};

}  // namespace mxsweep

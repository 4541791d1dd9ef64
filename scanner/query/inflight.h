// InflightTable: the matcher. (lane, id) names a slot directly; an xxHash of
// the question and the resolver is verified against it; nothing is searched,
// locked or moved. The table knows numbers only: which question a slot
// belongs to is an index that the caller gave to claim().
//
// A lane begins with its usual number of slots, so that those in use stay in
// the cache, and takes further ones into use when all of them are claimed, up
// to slots_per_lane(): questions that nobody answers stay in flight for many
// times as long as others. Slots that were never claimed take no memory.
//
// Ids are unpredictable (RFC 5452 section 9.2) although slots are few: the
// slot's number and random bits above it go through a secret random
// permutation of all 65,536 ids. An outsider sees uniform ids; we can invert
// the permutation. A number takes as many bits as the slots that the lane has
// in use want, so that nearly all of an id is random; when there are twice as
// many it takes one more, and ids from before are found by their fewer bits.
//
// Threads: claim(), cancel() and release() belong to the owner; match() may be
// called by one other thread at the same time. A slot goes
//   free -> pending   claim(): fields written, then the tag stored (release)
//   pending -> done   match() or cancel(): compare-exchange (acq_rel), so
//                     exactly one of the two wins; the winner may read the
//                     fields, because its acquire pairs with claim's release
//   done -> free      release(): the owner puts it on the lane's free list
// The tag of a freed slot keeps id and hash until the next claim, so that a
// late or repeated reply can be told from a forged one.
#pragma once

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vector>

#include "io/base/limits.h"
#include "io/base/prefetch.h"
#include "io/base/prng.h"
#include "io/base/time.h"

#include "scanner/query/id_permutation.h"

namespace mxsweep {

enum class MatchKind : std::uint8_t {
  kMatched,   // `slot` is now done and the caller's to complete
  kLate,      // id and hash of a request that is over: late or repeated reply
  kMismatch,  // id in flight, but another question or resolver
  kUnknown,   // no such id in flight on this lane
};

class InflightTable {
 public:
  static constexpr std::uint32_t kNoSlot = ~std::uint32_t{0};

  struct Size {
    std::uint32_t lanes = 1;                        // >= 1
    std::uint32_t slots_per_lane = 1;               // a power of two, 1..65536
    std::uint32_t usual_slots = ~std::uint32_t{0};  // per lane, of these; >= 1
    std::uint32_t fixed_lanes =
        0;  // the last ones, which take no further slots
  };

  InflightTable(const Size& size, io::Prng prng);

  struct Claim {
    std::uint32_t slot = kNoSlot;  // kNoSlot: the lane is full
    std::uint16_t id = 0;
  };

  // Owner only. `verify` is the hash of question and resolver.
  [[nodiscard]] Claim claim(std::uint16_t lane, std::uint64_t verify,
                            std::uint32_t question);

  struct Match {
    MatchKind kind = MatchKind::kUnknown;
    std::uint32_t slot = kNoSlot;  // also for kMismatch, to look closer
  };

  [[nodiscard]] Match match(std::uint16_t lane, std::uint16_t id,
                            std::uint64_t verify);

  // The slot that waits for a reply with that id, whatever it asks; or kNoSlot.
  // It may be done as soon as that was said, by another thread's match().
  [[nodiscard]] std::uint32_t pending_with(std::uint16_t lane,
                                           std::uint16_t id) const;

  // Owner only: gives up on a pending slot. False when a match won.
  [[nodiscard]] bool cancel(std::uint32_t slot);

  // Owner only. REQUIRES: the slot is done.
  void release(std::uint32_t slot);

  [[nodiscard]] std::uint32_t question(std::uint32_t slot) const {
    return slots_[slot].question;
  }

  [[nodiscard]] std::uint32_t lanes() const { return lanes_; }

  [[nodiscard]] std::uint32_t slots_per_lane() const { return lane_slots_; }

  // Owner only. Of a lane, those that were ever claimed or may be at once.
  [[nodiscard]] std::uint32_t slots_used(std::uint32_t lane) const {
    return free_[lane].in_use;
  }

  // Owner only. Slots of all lanes that are claimed and not released.
  [[nodiscard]] std::uint32_t slots_claimed() const;

  // The slot that match() looks at first, for prefetching; kNoSlot if none.
  [[nodiscard]] std::uint32_t place(std::uint16_t lane,
                                    std::uint16_t id) const {
    return lane < lanes_
               ? slot_of(lane, ids_.value_of(id),
                         slot_bits_[lane].load(std::memory_order_relaxed))
               : kNoSlot;
  }

  void prefetch(std::uint32_t slot) const { io::prefetch(&slots_[slot]); }

  // True while the slot waits for its reply.
  [[nodiscard]] bool pending(std::uint32_t slot) const;

 private:
  // Where an id leads, in flight or done; kNoSlot: nowhere.
  struct Place {
    std::uint32_t slot = kNoSlot;
    std::uint64_t tag = 0;
  };

  [[nodiscard]] Place place_of(std::uint16_t lane, std::uint16_t id) const;

  // Trivial, so that memory full of zeros is an array of free slots. The tag
  // is used by both threads and only through tag_at().
  struct Slot {
    alignas(8) std::uint64_t tag;  // hash:32 | id:16 | state:16
    std::uint32_t question;
  };

  struct Free {
    void operator()(Slot* slots) const { std::free(slots); }
  };

  [[nodiscard]] std::atomic_ref<std::uint64_t> tag_at(
      std::uint32_t slot) const {
    return std::atomic_ref<std::uint64_t>(slots_[slot].tag);
  }

  // `value` is an id before the permutation.
  [[nodiscard]] std::uint32_t slot_of(std::uint16_t lane, std::uint32_t value,
                                      std::uint32_t bits) const {
    return lane * lane_slots_ + (value & ((1U << bits) - 1));
  }

  // A number of a free slot, or, if `further`, one that was never in use;
  // kNoSlot: there is none.
  [[nodiscard]] std::uint32_t take_free(std::uint16_t lane, bool further);
  [[nodiscard]] std::uint32_t bits_for(std::uint16_t lane, std::uint32_t local);
  // kNoId: all that are left are in flight from before the lane grew. (A
  // std::optional goes through memory, which takes as long as the drawing.)
  [[nodiscard]] std::uint32_t draw_id(std::uint32_t slot, std::uint32_t bits);
  [[nodiscard]] bool is_pending_below(std::uint16_t lane, std::uint32_t value,
                                      std::uint32_t bits) const;
  void put_back(std::uint16_t lane, std::uint32_t local);

  static_assert(std::atomic_ref<std::uint64_t>::is_always_lock_free);

  // A ring of free slot numbers: first freed, first reused, so that an id of
  // a slot stays recognisable as late for as long as possible.
  struct FreeRing {
    std::vector<std::uint16_t> slots;
    std::uint32_t head = 0;
    std::uint32_t count = 0;
    std::uint32_t in_use = 0;  // slots that are free or claimed
  };

  const std::uint32_t lanes_;
  const std::uint32_t lane_slots_;
  const std::uint32_t growing_lanes_;
  const std::uint32_t first_bits_;  // that a lane's numbers take at first
  // Now, of each lane. Stored by the owner before the first slot with so many.
  std::vector<std::atomic<std::uint32_t>> slot_bits_;
  const std::unique_ptr<Slot[], Free> slots_;  // pages come when touched
  std::vector<FreeRing> free_;
  io::Prng prng_;
  const IdPermutation ids_;
};

}  // namespace mxsweep

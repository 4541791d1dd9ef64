#include "scanner/query/inflight.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <numeric>
#include <utility>

#include "io/base/check.h"
#include "io/base/insist.h"
#include "io/base/prefetch.h"

namespace mxsweep {
namespace {

constexpr std::uint32_t kIds = 65536;
constexpr std::uint32_t kNoId = kIds;
constexpr std::uint64_t kPending = 1;
constexpr std::uint64_t kDone = 2;
constexpr std::uint64_t kStateMask = 0xFFFF;

// The state is zero until or-ed in.
std::uint64_t tag_of(std::uint64_t verify, std::uint16_t id) {
  return (verify & 0xFFFFFFFF00000000U) | (std::uint64_t{id} << 16U);
}

std::uint16_t id_in(std::uint64_t tag) {
  return static_cast<std::uint16_t>(tag >> 16U);
}

}  // namespace

InflightTable::InflightTable(const Size& size, io::Prng prng)
    : lanes_(size.lanes),
      lane_slots_(size.slots_per_lane),
      growing_lanes_(size.lanes - size.fixed_lanes),
      first_bits_(static_cast<std::uint32_t>(std::bit_width(
          std::clamp(size.usual_slots, 1U, size.slots_per_lane) - 1))),
      slot_bits_(size.lanes),
      slots_(static_cast<Slot*>(io::insist([this] {
        return std::calloc(std::size_t{lanes_} * lane_slots_, sizeof(Slot));
      }))),
      free_(lanes_),
      prng_(prng),
      ids_(prng_) {
  MXSWEEP_CHECK(lanes_ > 0 && lane_slots_ > 0 && lane_slots_ <= kIds);
  MXSWEEP_CHECK(std::has_single_bit(lane_slots_));
  MXSWEEP_CHECK(slots_ != nullptr);
  for (std::atomic<std::uint32_t>& bits : slot_bits_) {
    bits.store(first_bits_);
  }
  for (FreeRing& ring : free_) {
    ring.slots.resize(lane_slots_);
    ring.in_use = std::clamp(size.usual_slots, 1U, lane_slots_);
    ring.count = ring.in_use;
    const auto first = ring.slots.begin();
    std::iota(first, first + ring.in_use, std::uint16_t{0});
  }
}

InflightTable::Claim InflightTable::claim(std::uint16_t lane,
                                          std::uint64_t verify,
                                          std::uint32_t question) {
  // One that has no id left stays free, and a further one is tried.
  constexpr int kTries = 4;
  for (int tried = 0; tried < kTries; ++tried) {
    const std::uint32_t local = take_free(lane, tried != 0);
    if (local == kNoSlot) {
      return {};
    }
    const std::uint32_t slot = lane * lane_slots_ + local;
    const std::uint32_t drawn = draw_id(slot, bits_for(lane, local));
    if (drawn != kNoId) {
      const auto id = static_cast<std::uint16_t>(drawn);
      slots_[slot].question = question;
      tag_at(slot).store(tag_of(verify, id) | kPending,
                         std::memory_order_release);
      return {slot, id};
    }
    put_back(lane, local);
  }
  return {};
}

std::uint32_t InflightTable::take_free(std::uint16_t lane, bool further) {
  FreeRing& ring = free_[lane];
  const bool may_grow = ring.in_use < lane_slots_ && lane < growing_lanes_;
  if (may_grow && (further || ring.count == 0)) {
    return ring.in_use++;
  }
  if (ring.count == 0) {
    return kNoSlot;
  }
  const std::uint32_t local = ring.slots[ring.head];
  ring.head = (ring.head + 1) & (lane_slots_ - 1);
  --ring.count;
  // The next one was last in use thousands of questions ago.
  io::prefetch(&slots_[lane * lane_slots_ + ring.slots[ring.head]]);
  return local;
}

// Slots come into use one by one, so one more bit is enough.
std::uint32_t InflightTable::bits_for(std::uint16_t lane, std::uint32_t local) {
  std::uint32_t bits = slot_bits_[lane].load(std::memory_order_relaxed);
  if (local >> bits != 0) {
    ++bits;
    slot_bits_[lane].store(bits, std::memory_order_release);
  }
  return bits;
}

std::uint32_t InflightTable::draw_id(std::uint32_t slot, std::uint32_t bits) {
  constexpr int kDraws = 32;
  const auto lane = static_cast<std::uint16_t>(slot / lane_slots_);
  const std::uint32_t local = slot & (lane_slots_ - 1);
  const std::uint32_t above = kIds >> bits;
  const std::uint64_t old = tag_at(slot).load(std::memory_order_relaxed);
  for (int draw = 0; draw < kDraws; ++draw) {
    const std::uint32_t value =
        static_cast<std::uint32_t>(prng_.below(above) << bits) | local;
    const std::uint16_t id = ids_.id_of(static_cast<std::uint16_t>(value));
    // The same id twice in a row would make a late reply look fresh.
    const bool is_fresh = above == 1 || id != id_in(old);
    if (is_fresh && !is_pending_below(lane, value, bits)) {
      return id;
    }
  }
  return kNoId;
}

bool InflightTable::is_pending_below(std::uint16_t lane, std::uint32_t value,
                                     std::uint32_t bits) const {
  const std::uint32_t own = slot_of(lane, value, bits);
  const std::uint16_t id = ids_.id_of(static_cast<std::uint16_t>(value));
  for (std::uint32_t fewer = first_bits_; fewer < bits; ++fewer) {
    const std::uint32_t slot = slot_of(lane, value, fewer);
    const std::uint64_t tag = tag_at(slot).load(std::memory_order_acquire);
    if (slot != own && (tag & kStateMask) == kPending && id_in(tag) == id) {
      return true;
    }
  }
  return false;
}

void InflightTable::put_back(std::uint16_t lane, std::uint32_t local) {
  FreeRing& ring = free_[lane];
  ring.slots[(ring.head + ring.count) & (lane_slots_ - 1)] =
      static_cast<std::uint16_t>(local);
  ++ring.count;
}

InflightTable::Place InflightTable::place_of(std::uint16_t lane,
                                             std::uint16_t id) const {
  if (lane >= lanes_) {
    return {};
  }
  const std::uint32_t value = ids_.value_of(id);
  std::uint32_t bits = slot_bits_[lane].load(std::memory_order_acquire);
  Place place{slot_of(lane, value, bits), 0};
  place.tag = tag_at(place.slot).load(std::memory_order_acquire);
  const auto is_other = [id, &place] {
    return (place.tag & kStateMask) == 0 || id_in(place.tag) != id;
  };
  while (is_other() && bits > first_bits_) {
    place.slot = slot_of(lane, value, --bits);
    place.tag = tag_at(place.slot).load(std::memory_order_acquire);
  }
  return is_other() ? Place{} : place;
}

InflightTable::Match InflightTable::match(std::uint16_t lane, std::uint16_t id,
                                          std::uint64_t verify) {
  auto [slot, seen] = place_of(lane, id);
  if (slot == kNoSlot) {
    return {};
  }
  const std::atomic_ref<std::uint64_t> tag = tag_at(slot);
  const std::uint64_t state = seen & kStateMask;
  const std::uint64_t expected = tag_of(verify, id);
  if ((seen & ~kStateMask) != expected) {
    return state == kPending ? Match{MatchKind::kMismatch, slot} : Match{};
  }
  if (state == kPending &&
      tag.compare_exchange_strong(seen, expected | kDone,
                                  std::memory_order_acq_rel,
                                  std::memory_order_acquire)) {
    return {MatchKind::kMatched, slot};
  }
  return {MatchKind::kLate, kNoSlot};
}

std::uint32_t InflightTable::pending_with(std::uint16_t lane,
                                          std::uint16_t id) const {
  const Place place = place_of(lane, id);
  return (place.tag & kStateMask) == kPending ? place.slot : kNoSlot;
}

bool InflightTable::cancel(std::uint32_t slot) {
  const std::atomic_ref<std::uint64_t> tag = tag_at(slot);
  std::uint64_t seen = tag.load(std::memory_order_acquire);
  return (seen & kStateMask) == kPending &&
         tag.compare_exchange_strong(seen, (seen & ~kStateMask) | kDone,
                                     std::memory_order_acq_rel,
                                     std::memory_order_acquire);
}

void InflightTable::release(std::uint32_t slot) {
  MXSWEEP_DCHECK((tag_at(slot).load(std::memory_order_relaxed) & kStateMask) ==
                 kDone);
  put_back(static_cast<std::uint16_t>(slot / lane_slots_),
           slot & (lane_slots_ - 1));
}

std::uint32_t InflightTable::slots_claimed() const {
  std::uint32_t claimed = 0;
  for (const FreeRing& ring : free_) {
    claimed += ring.in_use - ring.count;
  }
  return claimed;
}

bool InflightTable::pending(std::uint32_t slot) const {
  return (tag_at(slot).load(std::memory_order_acquire) & kStateMask) ==
         kPending;
}

}  // namespace mxsweep

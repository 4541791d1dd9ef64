#include "scanner/query/inflight.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <numeric>
#include <utility>

#include "io/base/check.h"

namespace mxsweep {
namespace {

constexpr std::uint32_t kIds = 65536;
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
      slot_bits_(
          static_cast<std::uint32_t>(std::countr_zero(size.slots_per_lane))),
      slots_(static_cast<Slot*>(
          std::calloc(std::size_t{lanes_} * lane_slots_, sizeof(Slot)))),
      free_(lanes_),
      prng_(prng),
      ids_(prng_) {
  MXSWEEP_CHECK(lanes_ > 0 && lane_slots_ > 0 && lane_slots_ <= kIds);
  MXSWEEP_CHECK(std::has_single_bit(lane_slots_));
  MXSWEEP_CHECK(slots_ != nullptr);
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
  FreeRing& ring = free_[lane];
  std::uint32_t local = 0;
  if (ring.count != 0) {
    local = ring.slots[ring.head];
    ring.head = (ring.head + 1) & (lane_slots_ - 1);
    --ring.count;
  } else if (ring.in_use < lane_slots_ && lane < growing_lanes_) {
    local = ring.in_use++;
  } else {
    return {};
  }
  const std::uint32_t slot = lane * lane_slots_ + local;
  const std::atomic_ref<std::uint64_t> tag = tag_at(slot);
  const std::uint64_t old = tag.load(std::memory_order_relaxed);
  // The same id twice in a row would make a late reply look fresh.
  const std::uint32_t above = kIds >> slot_bits_;
  const auto draw = [&] {
    return ids_.id_of(
        static_cast<std::uint16_t>((prng_.below(above) << slot_bits_) | local));
  };
  std::uint16_t id = draw();
  while (above > 1 && id == id_in(old)) {
    id = draw();
  }
  slots_[slot].question = question;
  tag.store(tag_of(verify, id) | kPending, std::memory_order_release);
  return {slot, id};
}

InflightTable::Match InflightTable::match(std::uint16_t lane, std::uint16_t id,
                                          std::uint64_t verify) {
  if (lane >= lanes_) {
    return {};
  }
  const std::uint32_t local = ids_.value_of(id) & (lane_slots_ - 1);
  const std::uint32_t slot = lane * lane_slots_ + local;
  const std::atomic_ref<std::uint64_t> tag = tag_at(slot);
  std::uint64_t seen = tag.load(std::memory_order_acquire);
  const std::uint64_t state = seen & kStateMask;
  if (state == 0 || id_in(seen) != id) {
    return {};
  }
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
  FreeRing& ring = free_[slot / lane_slots_];
  ring.slots[(ring.head + ring.count) & (lane_slots_ - 1)] =
      static_cast<std::uint16_t>(slot & (lane_slots_ - 1));
  ++ring.count;
}

bool InflightTable::pending(std::uint32_t slot) const {
  return (tag_at(slot).load(std::memory_order_acquire) & kStateMask) ==
         kPending;
}

}  // namespace mxsweep

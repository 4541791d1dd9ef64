#include "scanner/engine/inflight.h"

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

InflightTable::InflightTable(std::uint32_t lanes, std::uint32_t slots_per_lane,
                             io::Prng prng)
    : lanes_(lanes),
      lane_slots_(slots_per_lane),
      slot_bits_(static_cast<std::uint32_t>(std::countr_zero(slots_per_lane))),
      slots_(std::make_unique<Slot[]>(std::size_t{lanes} * slots_per_lane)),
      free_(lanes),
      prng_(prng),
      ids_(prng_) {
  MXSWEEP_CHECK(lanes > 0 && slots_per_lane > 0 && slots_per_lane <= kIds);
  MXSWEEP_CHECK(std::has_single_bit(slots_per_lane));
  for (FreeRing& ring : free_) {
    ring.slots.resize(slots_per_lane);
    std::iota(ring.slots.begin(), ring.slots.end(), std::uint16_t{0});
    ring.count = slots_per_lane;
  }
}

InflightTable::Claim InflightTable::claim(std::uint16_t lane,
                                          std::uint64_t verify,
                                          std::uint32_t question) {
  FreeRing& ring = free_[lane];
  if (ring.count == 0) {
    return {};
  }
  const std::uint32_t local = ring.slots[ring.head];
  ring.head = (ring.head + 1) & (lane_slots_ - 1);
  --ring.count;
  const std::uint32_t slot = lane * lane_slots_ + local;
  Slot& cell = slots_[slot];
  const std::uint64_t old = cell.tag.load(std::memory_order_relaxed);
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
  cell.question = question;
  cell.tag.store(tag_of(verify, id) | kPending, std::memory_order_release);
  return {slot, id};
}

InflightTable::Match InflightTable::match(std::uint16_t lane, std::uint16_t id,
                                          std::uint64_t verify) {
  if (lane >= lanes_) {
    return {};
  }
  const std::uint32_t local = ids_.value_of(id) & (lane_slots_ - 1);
  const std::uint32_t slot = lane * lane_slots_ + local;
  std::atomic<std::uint64_t>& tag = slots_[slot].tag;
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
  std::atomic<std::uint64_t>& tag = slots_[slot].tag;
  std::uint64_t seen = tag.load(std::memory_order_acquire);
  return (seen & kStateMask) == kPending &&
         tag.compare_exchange_strong(seen, (seen & ~kStateMask) | kDone,
                                     std::memory_order_acq_rel,
                                     std::memory_order_acquire);
}

void InflightTable::release(std::uint32_t slot) {
  MXSWEEP_DCHECK(
      (slots_[slot].tag.load(std::memory_order_relaxed) & kStateMask) == kDone);
  FreeRing& ring = free_[slot / lane_slots_];
  ring.slots[(ring.head + ring.count) & (lane_slots_ - 1)] =
      static_cast<std::uint16_t>(slot & (lane_slots_ - 1));
  ++ring.count;
}

bool InflightTable::pending(std::uint32_t slot) const {
  return (slots_[slot].tag.load(std::memory_order_acquire) & kStateMask) ==
         kPending;
}

}  // namespace mxsweep

// Inquiry: one question on its way to an answer, through all its attempts:
// the MX question of a lookup, the A or AAAA question of a mail host, or one
// that shows whether a resolver still makes answers up.
// Inquiries live in a fixed pool; an index is also the number of its timer.
// Owned by one shard.
#pragma once

#include <cstdint>
#include <vector>

#include "io/base/check.h"
#include "io/base/limits.h"
#include "io/base/time.h"

#include "scanner/dns/name.h"
#include "scanner/engine/inflight.h"
#include "scanner/engine/resolver_pool.h"

namespace mxsweep {

enum class InquiryKind : std::uint8_t { kMx, kA, kAaaa, kTrust };

struct alignas(io::kCacheLineBytes) Inquiry {
  NameView name;            // borrowed from its owner
  std::uint32_t owner = 0;  // index of the lookup, host entry or suspect
  std::uint32_t name_hash = 0;

  // The next attempt, or the one in flight.
  Visit visit;
  std::uint32_t slot = InflightTable::kNoSlot;  // kNoSlot: not in flight
  InquiryKind kind = InquiryKind::kMx;
  bool edns = true;
  bool stream = false;

  // What was tried so far.
  bool keep_resolver = false;  // the next attempt goes to the same one
  bool without_edns_tried = false;
  bool only_silence = true;
  bool was_truncated = false;
  std::uint16_t attempts = 0;
  std::uint32_t retries_used = 0;
  std::uint32_t useless_replies = 0;  // since the last wait for a retry
};

static_assert(sizeof(Inquiry) == io::kCacheLineBytes);

[[nodiscard]] std::uint16_t type_of(InquiryKind kind);

class InquiryPool {
 public:
  explicit InquiryPool(std::uint32_t capacity) : inquiries_(capacity) {
    free_.reserve(capacity);
    for (std::uint32_t i = capacity; i > 0; --i) {
      free_.push_back(i - 1);
    }
  }

  [[nodiscard]] bool has_free() const { return !free_.empty(); }

  // REQUIRES: has_free()
  [[nodiscard]] std::uint32_t take(InquiryKind kind, std::uint32_t owner,
                                   NameView name, std::uint32_t name_hash) {
    MXSWEEP_CHECK(!free_.empty());
    const std::uint32_t index = free_.back();
    free_.pop_back();
    Inquiry& inquiry = inquiries_[index];
    inquiry = Inquiry{};
    inquiry.kind = kind;
    inquiry.owner = owner;
    inquiry.name = name;
    inquiry.name_hash = name_hash;
    return index;
  }

  void give_back(std::uint32_t index) { free_.push_back(index); }

  [[nodiscard]] Inquiry& operator[](std::uint32_t index) {
    return inquiries_[index];
  }

 private:
  std::vector<Inquiry> inquiries_;
  std::vector<std::uint32_t> free_;
};

}  // namespace mxsweep

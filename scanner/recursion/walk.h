// Walk: one question on its way from the root to its answer, as what it is
// doing now and what it has behind it. A walk waits for one thing at a time:
// its turn at a server, a reply, the addresses of a name server (which another
// walk looks up), or another walk that asks for the same delegation. Walks live
// in a pool that grows up to its limit. Plain values; owned by one Recursor.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "io/base/check.h"
#include "io/base/endpoint.h"
#include "io/base/time.h"

#include "scanner/query/query_request.h"

namespace mxsweep {

struct Walk {
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  // Servers of one zone that a walk asks, at most, in one round.
  static constexpr std::size_t kTriedMax = 16;

  enum class State : std::uint8_t {
    kFree,
    kGoing,         // in the list of those that go on
    kQueued,        // at `server`, which has no room yet
    kReady,         // to be handed to the engine
    kAsked,         // by the engine
    kAwaitsHost,    // the addresses of the name server `waits_for`
    kAwaitsLeader,  // the delegation that the walk `waits_for` asks for
    kAwaitsPlace,   // among the servers that are remembered
    kEnded,         // its completion is to be handed out
  };

  [[nodiscard]] bool has_tried(std::uint64_t seed) const {
    const auto end = tried.begin() + tried_count;
    return std::find(tried.begin(), end, static_cast<std::uint32_t>(seed)) !=
           end;
  }

  [[nodiscard]] bool is_minimised() const { return hidden != 0; }

  // As much of the name as the question in flight shows.
  [[nodiscard]] NameView shown() const {
    return {name.data() + hidden, name.size() - hidden};
  }

  // As if it had not been asked in this round.
  void forget_tried(std::uint64_t seed) {
    const auto end = tried.begin() + tried_count;
    const auto kept =
        std::remove(tried.begin(), end, static_cast<std::uint32_t>(seed));
    tried_count = static_cast<std::uint8_t>(kept - tried.begin());
  }

  // In place of the one longest ago, when there are too many.
  void note_tried(std::uint64_t seed) {
    tried[tried_count % kTriedMax] = static_cast<std::uint32_t>(seed);
    tried_count = static_cast<std::uint8_t>(
        std::min<std::size_t>(tried_count + 1U, kTriedMax));
  }

  NameView name;  // that is asked about now: its owner's, or that of an alias
  QueryOwner owner;
  std::uint16_t type = 0;
  State state = State::kFree;
  std::uint8_t depth = 0;           // of the name servers looked up for it
  std::uint32_t next = kNone;       // in whatever list it stands
  std::uint32_t cut = kNone;        // that it asks the servers of; pinned
  std::uint32_t server = kNone;     // asked now, or to be asked next
  std::uint32_t host = kNone;       // whose address it looks up, for others
  std::uint32_t waits_for = kNone;  // a host or a walk, as `state` says
  std::uint32_t followers = kNone;  // walks that wait for its delegation
  std::uint64_t lead = 0;           // the delegation, if it leads
  io::Instant asked_at{};           // of the question in flight
  bool plain = false;               // the question in flight is, without EDNS
  bool primes = false;              // it asks the root for its name servers
  bool leads = false;
  bool reports = false;        // what it knows of the delegation is wanted
  bool direct = false;         // it asks by itself, whoever asks the same
  bool followed = false;       // it is about the end of aliases
  bool shows_all = false;      // to this zone, which a part of it puzzled
  bool replied = false;        // some server of the zone did, of no use though
  bool truncated = false;      // some did, with TC, and not over TCP (T4)
  bool heard_nothing = false;  // some were silent in this round
  bool heard_cached = false;   // what a server has as a resolver of the zone,
  bool takes_cached = false;   // which counts by now
  bool asks_all = false;  // also the servers that only the zone's parent names
  std::uint8_t questions = 0;  // sent, for the name and its aliases
  std::uint8_t rounds = 0;     // through all servers of this zone
  std::uint8_t lookups = 0;    // of name servers
  std::uint8_t tried_count = 0;
  std::uint8_t hidden = 0;     // octets of the name, in the question in flight
  std::uint8_t minimised = 0;  // questions that hid some, sent
  // Labels of the name that are known to be no zone cut below this zone's.
  std::uint8_t labels_seen = 0;
  std::uint16_t hosts_tried = 0;  // of this zone, a bit each
  std::uint16_t packets = 0;
  io::Endpoint asked;  // who was asked last
  LookupStatus failure = LookupStatus::kNotAttempted;
  // Servers, of this round, by a part of their seeds.
  std::array<std::uint32_t, kTriedMax> tried{};
};

// Walks one behind the other, linked by Walk::next.
struct WalkList {
  std::uint32_t head = Walk::kNone;
  std::uint32_t tail = Walk::kNone;

  [[nodiscard]] bool empty() const { return head == Walk::kNone; }
};

class WalkPool {
 public:
  // Memory is touched when it is needed for the first time.
  explicit WalkPool(std::uint32_t capacity) : capacity_(capacity) {
    walks_.reserve(capacity);
    free_.reserve(capacity);
  }

  // More than `kept`.
  [[nodiscard]] bool has_free(std::uint32_t kept = 0) const {
    return capacity_ - in_use() > kept;
  }

  [[nodiscard]] std::uint32_t capacity() const { return capacity_; }

  [[nodiscard]] std::uint32_t in_use() const {
    return static_cast<std::uint32_t>(walks_.size() - free_.size());
  }

  // Those made so far, in use or not.
  [[nodiscard]] std::uint32_t size() const {
    return static_cast<std::uint32_t>(walks_.size());
  }

  // REQUIRES: has_free()
  [[nodiscard]] std::uint32_t take() {
    MXSWEEP_CHECK(has_free());
    if (free_.empty()) {
      walks_.emplace_back();
      return static_cast<std::uint32_t>(walks_.size() - 1);
    }
    const std::uint32_t index = free_.back();
    free_.pop_back();
    return index;
  }

  void give_back(std::uint32_t index) {
    walks_[index] = Walk{};
    free_.push_back(index);
  }

  [[nodiscard]] Walk& operator[](std::uint32_t index) { return walks_[index]; }

  [[nodiscard]] const Walk& operator[](std::uint32_t index) const {
    return walks_[index];
  }

  void append(WalkList& list, std::uint32_t index) {
    walks_[index].next = Walk::kNone;
    if (list.empty()) {
      list.head = index;
    } else {
      walks_[list.tail].next = index;
    }
    list.tail = index;
  }

  // REQUIRES: it is not empty
  [[nodiscard]] std::uint32_t pop(WalkList& list) {
    const std::uint32_t index = list.head;
    list.head = walks_[index].next;
    return index;
  }

 private:
  const std::uint32_t capacity_;
  std::vector<Walk> walks_;
  std::vector<std::uint32_t> free_;
};

}  // namespace mxsweep

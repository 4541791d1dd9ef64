// HostQueues: what shards ask each other about mail hosts. Each host has one
// owner shard; another one that needs the host's addresses puts a request into
// the owner's ring and gets a pointer to the finished entry back. Bounded
// single-producer single-consumer rings, one for each ordered pair of shards;
// each shard's thread is the producer of what it sends and the consumer of what
// it gets. Owned by whoever starts the shards; outlives them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "io/base/spsc_ring.h"
#include "io/base/wake_up.h"

#include "scanner/dns/name.h"
#include "scanner/mail/host_cache.h"

namespace mxsweep {

// Asks the owner of a host for its addresses. The name is borrowed from the
// asking lookup, which stays as it is until the reply.
struct HostRequest {
  NameView name;
  std::uint32_t lookup = 0;
  std::uint32_t exchange = 0;
};

// The entry is resolved and carries a reference for the receiver.
struct HostReply {
  HostEntry* entry = nullptr;
  std::uint32_t lookup = 0;
  std::uint32_t exchange = 0;
};

class HostQueues {
 public:
  HostQueues(std::uint16_t shards, std::size_t ring_capacity)
      : sleepers(shards), shards_(shards) {
    for (std::size_t pair = 0; pair < std::size_t{shards} * shards; ++pair) {
      requests_.push_back(
          std::make_unique<io::SpscRing<HostRequest>>(ring_capacity));
      replies_.push_back(
          std::make_unique<io::SpscRing<HostReply>>(ring_capacity));
    }
  }

  [[nodiscard]] io::SpscRing<HostRequest>& requests(std::uint16_t from,
                                                    std::uint16_t to) {
    return *requests_[std::size_t{from} * shards_ + to];
  }

  [[nodiscard]] io::SpscRing<HostReply>& replies(std::uint16_t from,
                                                 std::uint16_t to) {
    return *replies_[std::size_t{from} * shards_ + to];
  }

  // By shard: whom to notify; null for a shard that never sleeps. Constant once
  // the shards run.
  std::vector<io::WakeUp*> sleepers;

 private:
  std::size_t shards_;
  std::vector<std::unique_ptr<io::SpscRing<HostRequest>>> requests_;
  std::vector<std::unique_ptr<io::SpscRing<HostReply>>> replies_;
};

}  // namespace mxsweep

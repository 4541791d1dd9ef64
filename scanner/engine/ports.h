// What a shard exchanges with other threads, all of it through bounded
// single-producer single-consumer rings: jobs from the reader, rows to the
// writer, and requests about mail hosts to the shard that owns the host. The
// batches go round: whoever has consumed one sends it back empty. Whoever puts
// something into a ring notifies the thread at its other end.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "io/base/spsc_ring.h"
#include "io/base/wake_up.h"
#include "io/table/row_batch.h"

#include "scanner/dns/name.h"
#include "scanner/engine/host_cache.h"
#include "scanner/engine/job.h"

namespace mxsweep {

// Why a thread is woken.
struct WakeReason {
  // Of a shard.
  static constexpr io::WakeUp::Reasons kJobs = 1;
  static constexpr io::WakeUp::Reasons kEmptyBatch = 2;
  static constexpr io::WakeUp::Reasons kMail = 4;      // of another shard
  static constexpr io::WakeUp::Reasons kMailRoom = 8;  // another one read ours
  // Of the reader: an empty batch of jobs. Of the writer: rows.
  static constexpr io::WakeUp::Reasons kBatch = 16;
  // Of anybody: the run ends or is stopped.
  static constexpr io::WakeUp::Reasons kEnd = 32;
};

// Where nobody sleeps there need be no WakeUp.
inline void notify(io::WakeUp* sleeper, io::WakeUp::Reasons reasons) {
  if (sleeper != nullptr) {
    sleeper->notify(reasons);
  }
}

// Rows of whole lookups. `records` counts the lookups, so that the writer can
// check the rows against it.
struct ResultBatch {
  explicit ResultBatch(io::Schema schema) : rows(schema) {}

  io::RowBatch rows;
  std::uint64_t records = 0;

  void clear() {
    rows.clear();
    records = 0;
  }
};

struct ShardPorts {
  explicit ShardPorts(std::size_t ring_capacity)
      : jobs(ring_capacity),
        jobs_back(ring_capacity),
        results(ring_capacity),
        results_back(ring_capacity) {}

  io::SpscRing<JobBatch*> jobs;             // reader -> shard
  io::SpscRing<JobBatch*> jobs_back;        // shard -> reader
  io::SpscRing<ResultBatch*> results;       // shard -> writer
  io::SpscRing<ResultBatch*> results_back;  // writer -> shard

  // Those who sleep at its ends; null: never asleep.
  io::WakeUp* reader = nullptr;
  io::WakeUp* shard = nullptr;
  io::WakeUp* writer = nullptr;
};

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

// One ring for each ordered pair of shards.
class HostMail {
 public:
  HostMail(std::uint16_t shards, std::size_t ring_capacity)
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

  // By shard; null: never asleep. Constant once the shards run.
  std::vector<io::WakeUp*> sleepers;

 private:
  std::size_t shards_;
  std::vector<std::unique_ptr<io::SpscRing<HostRequest>>> requests_;
  std::vector<std::unique_ptr<io::SpscRing<HostReply>>> replies_;
};

}  // namespace mxsweep

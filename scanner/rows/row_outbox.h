// RowOutbox: the shard's end of its ResultQueue. Turns finished lookups into
// rows, hands full batches over to the writer, and gives the lookups back. When
// the writer is behind, lookups wait here and nothing is lost. Owned by one
// shard, used by its thread only.
#pragma once

#include <cstdint>
#include <vector>

#include "io/base/time.h"

#include "scanner/mail/lookup_table.h"
#include "scanner/query/counters.h"
#include "scanner/rows/result_queue.h"
#include "scanner/rows/row_format.h"

namespace mxsweep {

class RowOutbox {
 public:
  // All of it outlives the outbox.
  struct Deps {
    LookupTable& lookups;
    ResultQueue& queue;
    ShardCounters& counters;
    const ResolverPool& resolvers;
    // What was not attempted gets no rows: a later run will ask it.
    bool leaves_unasked = false;
  };

  RowOutbox(const Deps& deps, const RowPlan& plan, const RunFacts& facts);

  // Nothing of the lookup changes any more.
  void add(std::uint32_t lookup);

  // Makes rows of what was added as far as the writer has empty batches. Hands
  // over what is full or has waited for long.
  void emit(io::Instant now);

  // Nothing will be added any more: what is left need not wait.
  void hand_over_last();

  // When rows must be handed over though their batch is not full.
  [[nodiscard]] io::Instant due() const;

  // Lookups wait for an empty batch.
  [[nodiscard]] bool waits_for_batch() const { return head_ != Lookup::kNone; }

  // No empty batch came back from the writer when one was needed last.
  [[nodiscard]] bool full() const { return full_; }

  [[nodiscard]] bool empty() const {
    return head_ == Lookup::kNone && batch_ == nullptr;
  }

 private:
  [[nodiscard]] ResultBatch* take_empty_batch();
  void hand_over();
  void emit_lookup(std::uint32_t index);
  void emit_rows(const Lookup& lookup, const Lookup& asked);

  const Deps deps_;
  RowFormatter formatter_;
  std::uint32_t head_ = Lookup::kNone;  // of those added
  std::uint32_t tail_ = Lookup::kNone;
  bool full_ = false;
  ResultBatch* batch_ = nullptr;  // that is being filled
  io::Instant batch_since_{};
  std::vector<ResultBatch*> empty_;
};

}  // namespace mxsweep

// JobInbox: the shard's end of its JobQueue. Hands out one job after the other
// and sends batches that are used up back to the reader. Owned by one shard,
// used by its thread only.
#pragma once

#include <cstddef>

#include "io/base/check.h"

#include "scanner/input/job_queue.h"
#include "scanner/query/wake_reason.h"

namespace mxsweep {

class JobInbox {
 public:
  explicit JobInbox(JobQueue& queue) : queue_(queue) {}

  // A job is at hand; fetches a batch when there is none. False when the
  // reader is behind, or when the input has ended.
  [[nodiscard]] bool fetch() {
    while (batch_ == nullptr || next_ == batch_->size()) {
      if (batch_ != nullptr) {
        ended_ = ended_ || batch_->last;
        MXSWEEP_CHECK(queue_.empty.try_push(batch_));
        notify(queue_.reader, WakeReason::kBatch);
        batch_ = nullptr;
      }
      next_ = 0;
      if (ended_ || !queue_.full.try_pop(batch_)) {
        return false;
      }
    }
    return true;
  }

  // Its views end with the next fetch(). REQUIRES: fetch() said so
  [[nodiscard]] Job take() {
    batch_->prefetch(next_);
    return batch_->job(next_++);
  }

  // A batch is being worked on, which may be used up.
  [[nodiscard]] bool has_batch() const { return batch_ != nullptr; }

  // No job follows and none is at hand.
  [[nodiscard]] bool ended() const { return ended_ && batch_ == nullptr; }

 private:
  JobQueue& queue_;
  JobBatch* batch_ = nullptr;
  std::size_t next_ = 0;
  bool ended_ = false;
};

}  // namespace mxsweep

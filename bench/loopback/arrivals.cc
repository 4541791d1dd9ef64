#include "bench/loopback/arrivals.h"

#include <algorithm>

namespace mxsweep::bench {

void Arrivals::add(std::int64_t at_ns) {
  if (total_ == 0) {
    first_ns_ = at_ns;
  }
  last_ns_ = total_ == 0 ? at_ns : std::max(last_ns_, at_ns);
  total_ += 1;
  while (head_ != tail_ && cells_[head_ % kCells] <= last_ns_ - kWindow.ns) {
    head_ += 1;
  }
  head_ += tail_ - head_ == kCells ? 1 : 0;
  cells_[tail_ % kCells] = last_ns_;
  tail_ += 1;
  if (tail_ - head_ > worst_) {
    worst_ = tail_ - head_;
    worst_at_ns_ = last_ns_ - first_ns_;
  }
}

}  // namespace mxsweep::bench

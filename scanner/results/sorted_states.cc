#include "scanner/results/sorted_states.h"

#include <utility>

namespace mxsweep {

io::Status StateSorter::add(const MailState& state) {
  key_.clear();
  row_.clear();
  state.append_key(key_);
  state.append_row(row_);
  return sorter_.add(key_, row_);
}

io::Result<bool> SortedStates::read_ahead() {
  io::Result<bool> more = run_->next();
  has_ahead_ = more.ok() && more.value();
  if (has_ahead_) {
    ahead_.read(run_->at().key, run_->at().row);
  }
  return more;
}

io::Result<bool> SortedStates::next() {
  if (!is_begun_) {
    is_begun_ = true;
    io::Result<bool> more = read_ahead();
    if (!more.ok()) {
      return more;
    }
  }
  if (!has_ahead_) {
    return false;
  }
  std::swap(at_, ahead_);
  while (true) {
    io::Result<bool> more = read_ahead();
    if (!more.ok()) {
      return more;
    }
    if (!more.value() || at_.domain() != ahead_.domain()) {
      return true;
    }
    if (at_.seq() == ahead_.seq()) {
      at_.add(ahead_);
      continue;
    }
    ++repeats_;
    if (ahead_.is_known() || !at_.is_known()) {
      std::swap(at_, ahead_);
    }
  }
}

}  // namespace mxsweep

// SendOrder: the queries that wait to be sent now, and which of them is next.
// First those about servers; then the one that could not be sent in the round
// before; then first questions, which the askers hold and not this class, and
// queries that are asked again: these take every tenth turn, so that names that
// fail do not hold up the others. Owned by one QueryEngine, one thread. Numbers
// are those of the QueryPool; nothing is allocated after construction.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "io/base/check.h"

namespace mxsweep {

class SendOrder {
 public:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  // `queries`: most that wait at once. `servers`: most of those about servers
  // for which there is memory from the beginning.
  SendOrder(std::size_t queries, std::size_t servers) {
    ahead_.reserve(servers);
    controls_.reserve(servers);
    again_.reserve(queries);
    again_last_.reserve(queries);
  }

  void add_ahead(std::uint32_t query) { ahead_.push_back(query); }

  // One that may only have been lost goes before those that failed more often:
  // the sooner a lost question is asked again the more that tells of its
  // server. Among them the last comes first, for the same reason.
  void add_again(std::uint32_t query, bool perhaps_lost) {
    (perhaps_lost ? again_ : again_last_).push_back(query);
  }

  // A control question: its place is not first, see QueryEngine.
  void add_control(std::uint32_t query) { controls_.push_back(query); }

  // The query cannot be sent now. REQUIRES: nothing was put back and not taken.
  void put_back(std::uint32_t query) {
    MXSWEEP_DCHECK(put_back_ == kNone);
    put_back_ = query;
  }

  [[nodiscard]] std::size_t ahead() const { return ahead_.size(); }

  [[nodiscard]] std::size_t controls() const { return controls_.size(); }

  [[nodiscard]] bool has_again() const {
    return !again_.empty() || !again_last_.empty();
  }

  [[nodiscard]] bool empty() const {
    return ahead_.empty() && controls_.empty() && put_back_ == kNone &&
           !has_again();
  }

  // Whether a query that is asked again comes before the next first question.
  [[nodiscard]] bool again_is_due() const {
    return first_in_a_row_ >= kFirstPerAgain && has_again();
  }

  void note_first() { ++first_in_a_row_; }

  // REQUIRES: ahead() != 0
  [[nodiscard]] std::uint32_t take_ahead() { return take(ahead_); }

  // The next one. REQUIRES: controls() != 0
  [[nodiscard]] std::uint32_t control() const { return controls_.back(); }

  // REQUIRES: controls() != 0
  [[nodiscard]] std::uint32_t take_control() { return take(controls_); }

  // Or kNone.
  [[nodiscard]] std::uint32_t take_put_back() {
    return std::exchange(put_back_, kNone);
  }

  // REQUIRES: has_again()
  [[nodiscard]] std::uint32_t take_again() {
    first_in_a_row_ = 0;
    return take(again_.empty() ? again_last_ : again_);
  }

  // Queries for which `over` is true wait no longer.
  template <class Over>
  void drop(const Over& over) {
    if (put_back_ != kNone && over(put_back_)) {
      put_back_ = kNone;
    }
    std::erase_if(again_, over);
    std::erase_if(again_last_, over);
    std::erase_if(ahead_, over);
    std::erase_if(controls_, over);
  }

 private:
  static constexpr std::uint32_t kFirstPerAgain = 9;

  static std::uint32_t take(std::vector<std::uint32_t>& from) {
    const std::uint32_t query = from.back();
    from.pop_back();
    return query;
  }

  std::vector<std::uint32_t> ahead_;
  std::vector<std::uint32_t> controls_;
  std::uint32_t put_back_ = kNone;
  std::vector<std::uint32_t> again_;
  std::vector<std::uint32_t> again_last_;
  std::uint32_t first_in_a_row_ = 0;  // since the last one asked again
};

}  // namespace mxsweep

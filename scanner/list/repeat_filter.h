// RepeatFilter: rows behind each other that have the same name, of which one is
// a record: answers of resolvers, our own tables, zones. Counts what it drops.
// One thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "scanner/list/zone_line.h"

namespace mxsweep {

class RepeatFilter {
 public:
  // Equal to the cell before it, whatever its case. Empty ones never are. A row
  // that passes on other values is a record of its own.
  [[nodiscard]] bool is_repeat(std::string_view cell,
                               std::string_view passed = {}) {
    if (!cell.empty() && equal_words(cell, last_) && passed == last_passed_) {
      ++count_;
      return true;
    }
    last_.assign(cell);
    last_passed_.assign(passed);
    return false;
  }

  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  std::string last_;
  std::string last_passed_;
  std::uint64_t count_ = 0;
};

}  // namespace mxsweep

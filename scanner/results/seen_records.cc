#include "scanner/results/seen_records.h"

namespace mxsweep {

bool SeenRecords::add(std::int64_t seq) {
  const std::int64_t number = seq / kPageRecords;
  auto found = pages_.find(number);
  if (found == pages_.end()) {
    if (pages_.size() == kPagesMax) {
      return false;
    }
    found = pages_.emplace(number, std::make_unique<Page>()).first;
  }
  const auto at = static_cast<std::size_t>(seq % kPageRecords);
  const std::uint64_t bit = std::uint64_t{1} << (at % kWordBits);
  std::uint64_t& word = (*found->second)[at / kWordBits];
  const bool seen = (word & bit) != 0;
  word |= bit;
  return seen;
}

}  // namespace mxsweep

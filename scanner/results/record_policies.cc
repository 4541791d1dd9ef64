#include "scanner/results/record_policies.h"

#include <span>
#include <string_view>

namespace mxsweep {
namespace {

// The word of a column that may be NULL.
template <class Enum>
io::Status take_word(const ResultRows& rows, std::size_t column,
                     std::span<const std::string_view> words,
                     std::optional<Enum>& out) {
  if (rows.text(column).empty()) {
    return {};
  }
  const io::Result<std::size_t> word = rows.word(column, words);
  if (!word.ok()) {
    return word.error();
  }
  out = static_cast<Enum>(word.value());
  return {};
}

}  // namespace

io::Result<RecordPolicies> policies_of(const ResultRows& rows,
                                       std::size_t first) {
  RecordPolicies policies;
  io::Status taken;
  for (std::size_t i = 0; i < kPolicyCount && taken.ok(); ++i) {
    taken =
        take_word(rows, first + i, kPolicyStatusLabels, policies.statuses[i]);
  }
  if (taken.ok()) {
    taken =
        take_word(rows, first + kPolicyCount, kSpfAllLabels, policies.spf_all);
  }
  if (taken.ok()) {
    taken = take_word(rows, first + kPolicyCount + 1, kDmarcWishLabels,
                      policies.dmarc_p);
  }
  return taken.ok() ? io::Result<RecordPolicies>(policies) : taken.error();
}

bool has_policies(const ResultRows& rows, std::size_t first) {
  bool some = false;
  for (std::size_t i = 0; i < kPolicyCount; ++i) {
    some = some || rows.has(first + i);
  }
  return some;
}

}  // namespace mxsweep

// Change: what became of the mail of one name between two results, one verdict
// each. Nothing is claimed about the mail of a name that an answer is missing
// for: a failure is no removal. Pure functions, any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "scanner/results/mail_state.h"

namespace mxsweep {

// The first that holds.
enum class Change : std::uint8_t {
  kAdded,
  kRemoved,
  kNewlyFailing,
  kRecovered,
  kKindChanged,
  kOperatorChanged,
  kSetChanged,
  kOrderChanged,
  kStillFailing,  // from here on: no change
  kUnchanged,
  kCount,
};

inline constexpr std::size_t kChanges =
    static_cast<std::size_t>(Change::kCount);

inline constexpr std::array<std::string_view, kChanges> kChangeLabels = {
    "added",         "removed",          "newly_failing", "recovered",
    "kind_changed",  "operator_changed", "set_changed",   "order_changed",
    "still_failing", "unchanged"};

// In the same order, for people.
inline constexpr std::array<std::string_view, kChanges> kChangeMeanings = {
    "only the new result has the name",
    "only the old result has the name",
    "known before, unknown now: nothing is said of its mail",
    "unknown before, known now: nothing is said of its mail",
    "another mail_kind",
    "somebody else runs the best mail host",
    "other mail hosts",
    "the same mail hosts in another order of preference",
    "unknown before and now",
    "the same mail_kind, mail hosts and order of preference"};

[[nodiscard]] constexpr bool is_change(Change change) {
  return change < Change::kStillFailing;
}

// Null: that result has no such name; at most one is.
[[nodiscard]] Change compare(const MailState* before, const MailState* now);

}  // namespace mxsweep

// diff_results(): what changed between two results. Both are read and sorted by
// name, each in a thread of its own, and then walked through side by side; so
// memory is bounded however many names there are. Errors are kInput for what
// cannot be read and kOutput for what cannot be kept or written.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "io/base/result.h"
#include "io/table/writer.h"

#include "scanner/results/change.h"

namespace mxsweep {

inline constexpr std::size_t kDiffExamples = 3;  // of each change

// From whom to whom names went that changed their operator; pairs that are told
// apart, so that memory is bounded.
using DiffMoves = std::map<std::pair<std::string, std::string>, std::uint64_t>;
inline constexpr std::size_t kDiffMovesMax = 100'000;

struct DiffOptions {
  std::string old_path;
  std::string new_path;
  bool force = false;            // partial results, too
  bool all = false;              // rows also of what did not change
  std::size_t memory_bytes = 0;  // for both results together
  // A row per change, with the columns of diff_schema(); null: none.
  io::TableWriter* table = nullptr;
};

struct DiffSide {
  std::uint64_t names = 0;
  std::uint64_t nameless = 0;  // rows of input that was no name
  std::uint64_t repeats = 0;   // records of a name that had one already
  bool has_operators = false;
};

struct DiffReport {
  DiffSide before;
  DiffSide now;
  std::uint64_t names = 0;  // in both together
  std::array<std::uint64_t, kChanges> counts{};
  // The first of each change, in the order of the names.
  std::array<std::vector<std::string>, kChanges> examples{};

  DiffMoves moves;
  std::uint64_t more_moves = 0;  // names of pairs beyond the maximum

  [[nodiscard]] std::uint64_t changed() const;
};

// The table, if there is one, is not closed.
[[nodiscard]] io::Result<DiffReport> diff_results(const DiffOptions& options);

// For people, several lines.
[[nodiscard]] std::string diff_text(const DiffReport& report);

}  // namespace mxsweep

// ColumnStats: what the cells of one column of a sample look like. A column is
// a field of a delimited list, a path of keys in JSON, a column of a Parquet
// file. choose_column() says which of them holds the names that are meant.
// Main thread, before the run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "scanner/list/cell_look.h"
#include "scanner/list/header_words.h"

namespace mxsweep {

class ColumnStats {
 public:
  void add(std::string_view cell);

  [[nodiscard]] std::size_t filled() const { return filled_; }

  [[nodiscard]] std::size_t usable() const { return names_ + urls_ + mails_; }

  [[nodiscard]] std::size_t numbers() const { return numbers_; }

  [[nodiscard]] std::size_t repeats() const { return repeats_; }

  // Of the filled cells, those with a name or an address.
  [[nodiscard]] double share() const;

  // Of the usable cells, those under a known top-level domain.
  [[nodiscard]] double known_share() const;

  [[nodiscard]] std::size_t distinct() const { return seen_.size(); }

  // Of most of its usable cells.
  [[nodiscard]] CellKind kind() const;

  // Numbers only, from 0 or 1 on, each greater than the one before.
  [[nodiscard]] bool counts_up() const;

 private:
  std::size_t filled_ = 0;
  std::size_t names_ = 0;
  std::size_t urls_ = 0;
  std::size_t mails_ = 0;
  std::size_t addresses_ = 0;
  std::size_t numbers_ = 0;
  std::size_t known_ = 0;
  std::size_t repeats_ = 0;  // cells equal to the one before
  std::optional<std::int64_t> first_number_;
  std::optional<std::int64_t> last_number_;
  bool ascending_ = true;
  std::unordered_set<std::string> seen_;  // usable ones
  std::string last_;
};

struct SampleColumn {
  std::string name;  // of the header; empty: it has none
  ColumnStats stats;
};

struct ColumnChoice {
  std::size_t column = 0;
  std::vector<std::size_t> others;  // that hold names too
};

// One name or two in all of many rows: a link back to whoever publishes the
// list, or what was searched for.
[[nodiscard]] bool is_constant(const ColumnStats& stats, std::size_t rows);

// Of `rows` records. Nothing when no column holds names, or when two are as
// good as each other: then `rivals` has them.
[[nodiscard]] std::optional<ColumnChoice> choose_column(
    const std::vector<SampleColumn>& columns, std::size_t rows,
    std::vector<std::size_t>& rivals);

// The column with the most cells that hold names, to be spoken of.
[[nodiscard]] std::size_t nearest_column(
    const std::vector<SampleColumn>& columns);

}  // namespace mxsweep

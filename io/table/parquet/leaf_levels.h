// Columns without their nesting, as Parquet keeps them: each scalar column
// inside (a leaf) as one sequence of places, of which some hold a value. A
// definition level says how much of the path to a place is there, a repetition
// level at which list of the path it goes on (0: a new row).
// https://parquet.apache.org/docs/file-format/nestedencoding/
//
// The vectors of a Leaf keep their size from use to use. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "io/table/column_gather.h"

namespace mxsweep::io {

struct Leaf {
  const ColumnGather* values = nullptr;
  std::size_t places = 0;
  unsigned definition_max = 0;
  unsigned repetition_max = 0;
  std::vector<std::uint8_t> definitions;  // empty when the largest is 0
  std::vector<std::uint8_t> repetitions;  // likewise
  std::vector<std::uint32_t> present;     // indices into values, in order
};

// Leaves below a column, itself included if it is one.
[[nodiscard]] std::size_t leaf_count(const Column& column);

// REQUIRES: one Leaf for each.
void split_leaves(const ColumnGather& column, std::span<Leaf> leaves);

}  // namespace mxsweep::io

// RowPlan: which columns the rows of a run have, in which order, and how each
// of them is put into a row: all that its shape has, or those that the user
// named. It is made before the run, so that a column nobody wants costs
// nothing while rows are made. Owns the schema, which batches and writers
// borrow; constant once made, any thread.
//
// A column that is no row of the table in columns.h, but is known only when
// the run begins (those of the input that are passed on), is a further
// Choosable here: its io::Column, what it is about, and a function that puts
// it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/table/row_batch.h"
#include "io/table/schema.h"

#include "scanner/rows/columns.h"
#include "scanner/rows/row_source.h"
#include "scanner/rows/shape.h"

namespace mxsweep {

// A column that may stand in the rows of a shape.
struct Choosable {
  // Puts the value, or NULL. `text` is scratch.
  using Put = void (*)(const RowSource& source, std::string& text,
                       io::RowWriter& row);

  io::Column column;
  Subject subject = Subject::kLookup;
  std::string_view meaning;
  bool on_request = false;  // not in the whole table
  Put put = nullptr;
};

// All of them, in the order of the table.
[[nodiscard]] std::span<const Choosable> choosable_columns(Shape shape);

// Null when the shape has none of that name.
[[nodiscard]] const Choosable* find_column(Shape shape, std::string_view name);

class RowPlan {
 public:
  // Every column of the shape.
  explicit RowPlan(Shape shape = Shape::kFlat);

  // Those named, in that order; none named: every column.
  // REQUIRES: the shape has them, each is named once, and with those passed on
  // there are no more than io::RowBatch::kColumnsMax.
  RowPlan(Shape shape, std::span<const std::string> names);

  // Further columns behind these, of those that the list passes on: one text
  // each, in that order (Lookup::passed). The names outlive the plan and its
  // copies. REQUIRES: up to io::kPackedTextsMax; no column has such a name
  void add_passed(std::span<const std::string> names);

  // Says of a column, if there is one of that name, that single values will be
  // looked for in it (io::Column::searched).
  void mark_searched(std::string_view name);

  [[nodiscard]] Shape shape() const { return shape_; }

  // Valid as long as the plan; a copy has a schema of its own.
  [[nodiscard]] io::Schema schema() const { return schema_; }

  // Whether it is every column of the shape, in the order of the table, for
  // which there is a way without steps (RowFormatter).
  [[nodiscard]] bool is_full() const { return steps_.front().empty(); }

  // Whether any column tells who runs the mail hosts, or what follows from it.
  [[nodiscard]] bool needs_operators() const;

  // Whether any column tells what own recursion knows of delegations.
  [[nodiscard]] bool needs_delegations() const;

  // Appends a row that shares the subjects below `first_new` with the row
  // before. REQUIRES: not is_full()
  void append_row(Subject first_new, const RowSource& source, std::string& text,
                  io::RowBatch& batch) const;

 private:
  // A value, or (null) so many columns as in the row before.
  struct Step {
    Choosable::Put put = nullptr;
    std::size_t repeated = 0;
  };

  using Steps = std::vector<Step>;

  void plan_steps();
  [[nodiscard]] Steps steps_of(Subject first_new) const;

  Shape shape_;
  std::vector<Choosable> columns_;
  std::vector<io::Column> schema_;
  std::ptrdiff_t passed_ = 0;               // of them, at the end
  std::array<Steps, kSubjectCount> steps_;  // by first_new
};

}  // namespace mxsweep

#include "scanner/rows/row_plan.h"

#include <algorithm>
#include <utility>

#include "io/base/packed_texts.h"

#include "scanner/rows/column_layout.h"

namespace mxsweep {
namespace {

// Fewer cells are sooner made anew than copied.
constexpr std::size_t kCopiedMin = 2;

template <Layout kLayout, std::size_t kColumn>
void put_or_null(const RowSource& source, std::string& text,
                 io::RowWriter& row) {
  if (has<kLayout, kHeads[kColumn].subject>(source)) {
    ValueOf<kColumn>::put(value_of<kColumn>(source), row, text);
  } else {
    row.put_null();
  }
}

template <Layout kLayout, std::size_t kColumn>
constexpr Choosable choosable() {
  return {as_column<kLayout, kColumn>(), kHeads[kColumn].subject,
          kHeads[kColumn].meaning, kHeads[kColumn].on_request,
          &put_or_null<kLayout, kColumn>};
}

template <Layout kLayout>
constexpr auto kChoosable = [
]<std::size_t... kAt>(std::index_sequence<kAt...> /*all*/) {
  return std::array{choosable<kLayout, kMembers<kLayout, true>[kAt]>()...};
}

(std::make_index_sequence<kMembers<kLayout, true>.size()>());

// Also as a field of a column's structs.
bool tells_operators(const io::Column& column) {
  return column.name.find("operator") != std::string_view::npos ||
         column.name == "findings" || column.name == "severity" ||
         std::any_of(column.children.begin(), column.children.end(),
                     tells_operators);
}

template <std::size_t kIndex>
void put_passed(const RowSource& source, std::string& /*text*/,
                io::RowWriter& row) {
  const std::optional<std::string_view> value =
      io::packed_text(source.lookup.passed(), kIndex);
  if (value.has_value()) {
    row.put_text(*value);
  } else {
    row.put_null();
  }
}

constexpr auto kPutPassed =
    []<std::size_t... kAt>(std::index_sequence<kAt...> /*all*/) {
  return std::array<Choosable::Put, sizeof...(kAt)>{&put_passed<kAt>...};
}

(std::make_index_sequence<io::kPackedTextsMax>());

// A row may have no more columns than a batch. Those on request may be too many
// together: who plans a run sees to it.
template <Layout... kLayouts>
constexpr std::size_t kMostColumns = std::max({kSchema<kLayouts>.size()...});

static_assert(
    kMostColumns<Layout::kFlat, Layout::kMx, Layout::kDomain, Layout::kNested> +
        io::kPackedTextsMax <=
    io::RowBatch::kColumnsMax);

}  // namespace

std::span<const Choosable> choosable_columns(Shape shape) {
  switch (shape) {
    case Shape::kFlat:
      return kChoosable<Layout::kFlat>;
    case Shape::kMx:
      return kChoosable<Layout::kMx>;
    case Shape::kDomain:
      return kChoosable<Layout::kDomain>;
    case Shape::kNested:
      break;
  }
  return kChoosable<Layout::kNested>;
}

const Choosable* find_column(Shape shape, std::string_view name) {
  const std::span<const Choosable> all = choosable_columns(shape);
  const auto found = std::find_if(
      all.begin(), all.end(),
      [name](const Choosable& one) { return one.column.name == name; });
  return found == all.end() ? nullptr : &*found;
}

RowPlan::RowPlan(Shape shape) : RowPlan(shape, {}) {}

RowPlan::RowPlan(Shape shape, std::span<const std::string> names)
    : shape_(shape) {
  std::vector<const Choosable*> columns;
  for (const std::string& name : names) {
    columns.push_back(find_column(shape, name));
    MXSWEEP_CHECK(columns.back() != nullptr);
  }
  std::vector<const Choosable*> all;
  for (const Choosable& column : choosable_columns(shape)) {
    if (!column.on_request) {
      all.push_back(&column);
    }
  }
  const bool full = columns.empty() || columns == all;
  for (const Choosable* column : full ? all : columns) {
    columns_.push_back(*column);
    schema_.push_back(column->column);
  }
  if (!full) {
    plan_steps();
  }
}

void RowPlan::add_passed(std::span<const std::string> names) {
  MXSWEEP_CHECK(names.size() <= kPutPassed.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    Choosable& column = columns_.emplace_back();
    column.column.name = names[i];
    column.column.nullable = true;
    column.put = kPutPassed[i];
    schema_.push_back(column.column);
    ++passed_;
  }
  if (!names.empty()) {
    plan_steps();
  }
}

void RowPlan::plan_steps() {
  for (std::size_t first_new = 0; first_new < kSubjectCount; ++first_new) {
    steps_[first_new] = steps_of(static_cast<Subject>(first_new));
  }
}

void RowPlan::mark_searched(std::string_view name) {
  for (io::Column& column : schema_) {
    column.searched = column.searched || column.name == name;
  }
}

bool RowPlan::needs_operators() const {
  // Not those of the list, whatever it calls them.
  return std::any_of(schema_.begin(), schema_.end() - passed_, tells_operators);
}

bool RowPlan::needs_delegations() const {
  return std::any_of(
      schema_.begin(), schema_.end() - passed_,
      [](const io::Column& column) { return tells_delegation(column.name); });
}

RowPlan::Steps RowPlan::steps_of(Subject first_new) const {
  Steps steps;
  for (std::size_t at = 0; at < columns_.size();) {
    std::size_t end = at;
    while (end < columns_.size() && columns_[end].subject < first_new) {
      ++end;
    }
    if (end - at >= kCopiedMin) {
      steps.push_back({nullptr, end - at});
      at = end;
    } else {
      steps.push_back({columns_[at++].put, 0});
    }
  }
  return steps;
}

void RowPlan::append_row(Subject first_new, const RowSource& source,
                         std::string& text, io::RowBatch& batch) const {
  io::RowWriter row(batch);
  for (const Step& step : steps_[static_cast<std::size_t>(first_new)]) {
    if (step.put != nullptr) {
      step.put(source, text, row);
    } else {
      row.repeat(step.repeated);
    }
  }
  row.end();
}

}  // namespace mxsweep

#include "io/table/parquet/leaf_levels.h"

namespace mxsweep::io {
namespace {

constexpr std::uint32_t kNone = ~std::uint32_t{0};

// Where the path has got to for one place.
struct Place {
  std::uint32_t index = 0;  // of the value of the column at hand; or kNone
  std::uint8_t definition = 0;
  std::uint8_t repetition = 0;
};

struct Depth {
  unsigned definition = 0;
  unsigned repetition = 0;
};

std::uint8_t level(unsigned value) {
  return static_cast<std::uint8_t>(value);
}

class Splitter {
 public:
  explicit Splitter(std::span<Leaf> leaves) : leaves_(leaves) {}

  void split(const ColumnGather& column, std::vector<Place> places,
             Depth depth);

 private:
  void finish(const ColumnGather& column, std::span<const Place> places,
              Depth depth);

  std::span<Leaf> leaves_;
};

void drop_nulls(const ColumnGather& column, std::span<Place> places,
                Depth depth) {
  for (Place& place : places) {
    if (place.index == kNone) {
      continue;
    }
    if (column.validity()[place.index] == 0) {
      place.index = kNone;
    } else {
      place.definition = level(depth.definition);
    }
  }
}

// One place for each element; one without a value for a list without any.
std::vector<Place> enter_lists(const ColumnGather& column,
                               std::span<const Place> places, Depth depth) {
  std::vector<Place> inner;
  inner.reserve(places.size());
  for (const Place& place : places) {
    const bool is_there = place.index != kNone;
    const auto begin = is_there ? column.offsets()[place.index] : 0;
    const auto end = is_there ? column.offsets()[place.index + 1] : 0;
    if (begin == end) {
      inner.push_back({kNone, place.definition, place.repetition});
    }
    for (auto index = begin; index < end; ++index) {
      inner.push_back(
          {static_cast<std::uint32_t>(index), level(depth.definition),
           index == begin ? place.repetition : level(depth.repetition)});
    }
  }
  return inner;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema, which is constant
void Splitter::split(const ColumnGather& column, std::vector<Place> places,
                     Depth depth) {
  if (column.column().nullable) {
    ++depth.definition;
    drop_nulls(column, places, depth);
  }
  if (column.column().type == ColumnType::kList) {
    ++depth.definition;
    ++depth.repetition;
    split(column.children().front(), enter_lists(column, places, depth), depth);
  } else if (column.column().type == ColumnType::kStruct) {
    for (const ColumnGather& child : column.children()) {
      split(child, places, depth);
    }
  } else {
    finish(column, places, depth);
  }
}

void Splitter::finish(const ColumnGather& column, std::span<const Place> places,
                      Depth depth) {
  Leaf& leaf = leaves_.front();
  leaves_ = leaves_.subspan(1);
  leaf.values = &column;
  leaf.places = places.size();
  leaf.definition_max = depth.definition;
  leaf.repetition_max = depth.repetition;
  leaf.definitions.clear();
  leaf.repetitions.clear();
  leaf.present.clear();
  for (const Place& place : places) {
    if (depth.definition != 0) {
      leaf.definitions.push_back(place.definition);
    }
    if (depth.repetition != 0) {
      leaf.repetitions.push_back(place.repetition);
    }
    if (place.index != kNone) {
      leaf.present.push_back(place.index);
    }
  }
}

// What Splitter comes to when there is no nesting.
void take_flat(const ColumnGather& column, Leaf& leaf) {
  const std::span<const std::uint8_t> valid = column.validity();
  leaf.values = &column;
  leaf.places = column.size();
  leaf.definition_max = column.column().nullable ? 1 : 0;
  leaf.definitions.assign(valid.begin(), valid.end());
  leaf.present.resize(leaf.places);
  std::size_t count = 0;
  for (std::size_t index = 0; index < leaf.places; ++index) {
    leaf.present[count] = static_cast<std::uint32_t>(index);
    count += valid.empty() ? 1U : valid[index];
  }
  leaf.present.resize(count);
}

}  // namespace

// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema, which is constant
std::size_t leaf_count(const Column& column) {
  std::size_t count = column.children.empty() ? 1 : 0;
  for (const Column& child : column.children) {
    count += leaf_count(child);
  }
  return count;
}

void split_leaves(const ColumnGather& column, std::span<Leaf> leaves) {
  MXSWEEP_DCHECK(leaves.size() == leaf_count(column.column()));
  if (column.column().children.empty()) {
    take_flat(column, leaves.front());
    return;
  }
  std::vector<Place> places(column.size());
  for (std::size_t index = 0; index < places.size(); ++index) {
    places[index].index = static_cast<std::uint32_t>(index);
  }
  Splitter(leaves).split(column, std::move(places), {});
}

}  // namespace mxsweep::io

#include "io/table/parquet/value_dictionary.h"

#include <algorithm>
#include <functional>

namespace mxsweep::io {
namespace {

constexpr std::size_t kPlacesMin = 64;

// Spreads what integers differ in over the upper half.
std::uint64_t hash_of(std::int64_t value) {
  return static_cast<std::uint64_t>(value) * 0x9E3779B97F4A7C15U;
}

}  // namespace

ValueDictionary::ValueDictionary() : places_(kPlacesMin) {}

std::uint32_t ValueDictionary::code_of(std::int64_t value) {
  return find_or_add(value, hash_of(value));
}

std::uint32_t ValueDictionary::code_of(std::string_view text) {
  return find_or_add(text, std::hash<std::string_view>()(text));
}

template <class Value>
std::uint32_t ValueDictionary::find_or_add(Value value, std::uint64_t hash) {
  const auto short_hash = static_cast<std::uint32_t>(hash >> 32U);
  const std::size_t mask = places_.size() - 1;
  for (std::size_t at = short_hash & mask;; at = (at + 1) & mask) {
    Place& place = places_[at];
    if (place.code_plus_1 == 0) {
      add(value);
      place = {short_hash, static_cast<std::uint32_t>(++size_)};
      if (2 * size_ > places_.size()) {
        grow();
      }
      return static_cast<std::uint32_t>(size_ - 1);
    }
    if (place.hash == short_hash && is(place.code_plus_1 - 1, value)) {
      return place.code_plus_1 - 1;
    }
  }
}

void ValueDictionary::add(std::string_view value) {
  texts_.append(value);
  ends_.push_back(static_cast<std::uint32_t>(texts_.size()));
}

void ValueDictionary::grow() {
  std::vector<Place> old(2 * places_.size());
  old.swap(places_);
  const std::size_t mask = places_.size() - 1;
  for (const Place& place : old) {
    if (place.code_plus_1 != 0) {
      std::size_t at = place.hash & mask;
      while (places_[at].code_plus_1 != 0) {
        at = (at + 1) & mask;
      }
      places_[at] = place;
    }
  }
}

void ValueDictionary::clear() {
  std::fill(places_.begin(), places_.end(), Place{});
  size_ = 0;
  integers_.clear();
  texts_.clear();
  ends_.clear();
}

}  // namespace mxsweep::io

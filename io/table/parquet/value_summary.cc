#include "io/table/parquet/value_summary.h"

namespace mxsweep::io {

void ValueSummary::add(const ValueSummary& other) {
  const std::size_t nulls = nulls_ + other.nulls_;
  if (values_ == 0) {
    *this = other;
  } else if (other.values_ != 0) {
    values_ += other.values_;
    int_min_ = std::min(int_min_, other.int_min_);
    int_max_ = std::max(int_max_, other.int_max_);
    text_min_ = std::min(text_min_, other.text_min_);
    text_max_ = std::max(text_max_, other.text_max_);
  }
  nulls_ = nulls;
}

}  // namespace mxsweep::io

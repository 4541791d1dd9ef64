// ValueSummary: the smallest and the largest value of a page or of a row group,
// by which readers skip what cannot hold what they look for, and the number of
// NULLs. Integers or texts, not both; texts are compared by octets. Of equal
// values one may stand for all. Owns its texts; one thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mxsweep::io {

class ValueSummary {
 public:
  void add_nulls(std::size_t count) { nulls_ += count; }

  void add(std::int64_t value) {
    int_min_ = values_ == 0 ? value : std::min(int_min_, value);
    int_max_ = values_ == 0 ? value : std::max(int_max_, value);
    ++values_;
  }

  void add(std::string_view text) {
    if (values_ == 0 || text < text_min_) {
      text_min_ = text;
    }
    if (values_ == 0 || text > text_max_) {
      text_max_ = text;
    }
    ++values_;
  }

  // All that the other one has seen. REQUIRES: of the same column
  void add(const ValueSummary& other);

  void clear() { *this = {}; }

  [[nodiscard]] std::size_t nulls() const { return nulls_; }

  // Whether there is no value but NULL.
  [[nodiscard]] bool empty() const { return values_ == 0; }

  // REQUIRES: not empty()
  [[nodiscard]] std::int64_t int_min() const { return int_min_; }

  [[nodiscard]] std::int64_t int_max() const { return int_max_; }

  [[nodiscard]] const std::string& text_min() const { return text_min_; }

  [[nodiscard]] const std::string& text_max() const { return text_max_; }

 private:
  std::size_t nulls_ = 0;
  std::size_t values_ = 0;
  std::int64_t int_min_ = 0;
  std::int64_t int_max_ = 0;
  std::string text_min_;
  std::string text_max_;
};

}  // namespace mxsweep::io

// JsonSurvey: what the sample of a JSON list holds: its strings by path, and
// the objects whose keys are names. Main thread, before the run.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "scanner/list/column_stats.h"

namespace mxsweep {

class JsonSurvey {
 public:
  // One value, or as much of it as there is. False when it is no JSON from
  // some place on, which a cut sample is at its end.
  bool take(std::string_view value);
  // All values that are behind each other.
  bool take_all(std::string_view values);

  // Each value is a record, not a whole list: there are several, or they stand
  // on lines.
  [[nodiscard]] bool is_records() const { return records_ || values_ > 1; }

  void set_records() { records_ = true; }

  // Of values that were taken whole.
  [[nodiscard]] std::size_t values() const { return values_; }

  // By path, in the order in which they came.
  [[nodiscard]] const std::vector<SampleColumn>& columns() const {
    return columns_;
  }

  [[nodiscard]] const std::vector<std::string>& paths() const { return paths_; }

  // A value that is no array and no object was there.
  [[nodiscard]] bool has_value_at(const std::string& path) const {
    return places_.contains(path) || scalars_.contains(path);
  }

  // The objects whose keys are names, that nearest to the root first.
  [[nodiscard]] std::vector<std::string> objects_of_names() const;

  // Of keys that say what the value beside them is, where some say that it is a
  // name: see value_kinds.h.
  [[nodiscard]] const std::set<std::string>& kind_paths() const {
    return kinds_;
  }

  // The same of values that were told without the ends of their objects, as
  // those of YAML are: some are said to be names, and some to be none.
  [[nodiscard]] bool types_differ() const {
    return type_of_name_ && type_of_none_;
  }

  // Of the walk, which is json_walk.h's.
  bool text(const std::string& path, std::string_view value);
  bool key(const std::string& path, std::string_view key);
  bool end_object(const std::string& path);

  static bool wants_scalars() { return true; }

  bool scalar(const std::string& path, std::optional<std::string_view> text);

 private:
  // A string of an object that has not ended yet.
  struct Held {
    std::size_t place = 0;  // of its path in columns_
    std::string value;
  };

  void count(std::size_t place, std::string_view value);
  void count_held();

  struct Keys {
    std::size_t count = 0;
    std::size_t usable = 0;
    std::size_t strange = 0;               // under no known top-level domain
    std::unordered_set<std::size_t> ends;  // of these
    std::unordered_set<std::string> distinct;
  };

  [[nodiscard]] static bool are_names(const Keys& keys);

  std::size_t values_ = 0;
  bool records_ = false;
  std::map<std::string, std::size_t> places_;  // of a path in columns_
  std::vector<std::string> paths_;
  std::vector<SampleColumn> columns_;
  std::map<std::string, Keys> objects_;
  std::unordered_set<std::string> scalars_;  // paths of those but strings
  std::set<std::string> kinds_;
  bool type_of_name_ = false;
  bool type_of_none_ = false;
  bool holds_ = false;  // the ends of objects are told
  std::vector<Held> held_;
};

// The last key of a path: "host" of ".data[].host".
[[nodiscard]] std::string_view last_key(std::string_view path);

}  // namespace mxsweep
